"""Bulletins in the states in which their admin pages have something to show."""

from typing import Any

from django.utils import timezone

from bulletins.actions import moving, starting
from bulletins.models import BulletinSettings, Delivery, Item
from tests.factories.bulletins import approved, make_bulletin, scheduled, sending, subscribe
from tests.factories.staff import make_staff


def arguments() -> dict[str, list[Any]]:
    """What the addresses of bulletins, their parts and their deliveries are made of."""
    for name in ("failed", "doubtful"):
        subscribe(f"{name}@example.org")
    draft, out, paused, ended = make_bulletin(), sending(), sending(), sending()
    ended.deliveries.update(state="sent", sent_at=timezone.now())
    starting.finish(bulletin=ended, now=timezone.now())
    moving.pause(bulletin=paused, by=make_staff(), why="a wrong date", now=timezone.now())
    rows = Delivery.objects.filter(bulletin=out)
    rows.filter(address="failed@example.org").update(state="failed", last_error="550")
    rows.filter(address="doubtful@example.org").update(state="in-doubt", last_error="the line")
    failed, doubtful = rows.get(state="failed"), rows.get(state="in-doubt")
    BulletinSettings.objects.get_or_create(pk=1)
    item = Item.objects.filter(section__bulletin=draft).earliest("pk")
    admin = "admin:bulletins_bulletin"
    waiting, ready = [scheduled().pk], [approved().pk]
    return {
        "bulletins:bulletin": [out.slug],
        admin: [draft.pk],
        f"{admin}_calendar": [],
        f"{admin}_section": [draft.pk, item.section_id],
        f"{admin}_section_add": [draft.pk],
        f"{admin}_item": [draft.pk, item.pk],
        f"{admin}_item_add": [draft.pk, item.section_id],
        f"{admin}_frame": [draft.pk, "members", "wide"],
        f"{admin}_take_back": waiting,
        f"{admin}_schedule": ready,
        f"{admin}_send_now": ready,
        f"{admin}_unschedule": waiting,
        f"{admin}_pause": [out.pk],
        f"{admin}_resume": [paused.pk],
        f"{admin}_stop": [paused.pk],
        f"{admin}_correct": [ended.pk],
        f"{admin}_deliveries": [out.pk, "failed"],
        f"{admin}_retry": [out.pk],
        f"{admin}_retry_one": [out.pk, failed.pk],
        f"{admin}_doubt": [out.pk, doubtful.pk],
        "admin:bulletins_delivery": [failed.pk],
        "admin:bulletins_bulletinsettings": [1],
    }
