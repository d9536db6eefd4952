"""Attendance on the co-ordinator's pages: ticks, people found, answers typed, needs opened."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forums.choices import Answer
from forums.models import Attendance
from portal.models import AuditEntry, OutgoingMail
from portal.sealing import seal
from tests.factories.forums import attended, held_forum, insider, join, open_forum
from tests.forums.running import PLACE, press, url

pytestmark = pytest.mark.django_db


def test_ticks_of_somebody_else_are_not_taken_away(coordinator: Client) -> None:
    forum = held_forum()
    mine, theirs = join(forum, insider()), join(forum, insider())
    attending = {"was_present": True, "marked_at": timezone.now()}
    Attendance.objects.filter(pk=theirs.pk).update(**attending)  # ticked since the page was opened
    coordinator.post(url(forum, "attendance/"), {"present": [mine.pk]})
    assert forum.attendances.filter(was_present=True).count() == 2


def test_tick_is_taken_away_by_who_saw_it(coordinator: Client) -> None:
    forum = held_forum()
    row = attended(forum, insider())
    answer = coordinator.post(url(forum, "attendance/"), {"was": [row.pk]}, follow=True)
    assert "1 tick taken away." in answer.text
    assert not forum.attendances.filter(was_present=True).exists()


@pytest.mark.parametrize("present", ["x", "", "-1", "99999999999999999999", "１"])
def test_ticks_of_nobody_are_harmless(coordinator: Client, present: str) -> None:
    assert (
        coordinator.post(url(held_forum(), "attendance/"), {"present": present}).status_code == 302
    )


def test_somebody_of_a_member_is_found_and_added(coordinator: Client) -> None:
    forum, user = held_forum(), insider("ada@example.org", "Kola Nut Resettlement")
    found = coordinator.get(url(forum, "attendance/find/"), {"q": "kola ADA"}).context["page_obj"]
    one = found.object_list[0]
    path = f"attendance/find/{user.pk}/{one.organisation_id}/came/"
    press(coordinator, forum, path, how="online"), press(coordinator, forum, path, how="online")
    row = Attendance.objects.get()
    assert (row.user, row.was_present, row.answer) == (user, True, "online")


def test_stranger_is_not_found(coordinator: Client) -> None:
    forum, user = held_forum(), insider("ada@example.org")
    organisation = user.affiliations.get().organisation_id
    user.affiliations.get().organisation.memberships.update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert not coordinator.get(url(forum, "attendance/find/"), {"q": "ada"}).context["page_obj"]
    path = f"attendance/find/{user.pk}/{organisation}/came/"
    assert press(coordinator, forum, path).status_code == 404


def test_answer_is_entered_for_somebody(coordinator: Client) -> None:
    forum, user = open_forum(**PLACE), insider("ada@example.org")
    path = f"attendance/find/{user.pk}/{user.affiliations.get().organisation_id}/enter/"
    press(coordinator, forum, path, answer="in-person", source="email")
    row = Attendance.objects.get()
    assert (row.answer, row.source, OutgoingMail.objects.get().to) == (
        "in-person", "email", "ada@example.org",
    )  # fmt: skip


def test_lobby_list_has_names_and_no_addresses(coordinator: Client) -> None:
    forum = open_forum(**PLACE)
    join(forum, insider("ada@example.org", "Kola Nut"), needs=seal("A ramp."))
    join(forum, insider("ben@example.org", "Far Away"), Answer.APOLOGIES)
    text = coordinator.get(url(forum, "attendance/lobby/")).text
    shown = [w for w in ("Kola Nut", "Far Away", "ada@example.org", "ramp") if w in text]
    assert shown == ["Kola Nut"]


def test_needs_are_shown_after_a_press_alone(coordinator: Client) -> None:
    forum = open_forum(**PLACE)
    join(forum, insider(), needs=seal("A ramp."))
    assert "A ramp." not in coordinator.get(url(forum, "attendance/needs/")).text
    assert not AuditEntry.objects.filter(action="forum.needs-opened").exists()
    assert "A ramp." in coordinator.post(url(forum, "attendance/needs/")).text
    assert AuditEntry.objects.filter(action="forum.needs-opened").count() == 1
