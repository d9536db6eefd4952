"""Bulletins read online: what went out, and to whom it is shown."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bulletins.models import Bulletin
from portal.staff_groups import EDITORS, EVENTS_OFFICERS
from tests.factories.applicants import make_person
from tests.factories.bulletins import make_bulletin, member, scheduled, sending
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
SECRET = "Where we meet next"


def page(client: Client, bulletin: Bulletin) -> str:
    return client.get(f"/bulletins/{bulletin.slug}/").text


def test_visitors_read_the_public_part(client: Client) -> None:
    text = page(client, sending())

    assert "A mentoring project grows" in text
    assert SECRET not in text
    assert "Members: sign in to read it" in text


def test_members_read_all_of_it(client: Client) -> None:
    ada = member()
    client.force_login(ada)

    assert SECRET in page(client, sending())


def test_lapsed_member_reads_the_public_part(client: Client) -> None:
    ada = member()
    organisation = ada.affiliations.get().organisation
    organisation.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(ada)

    assert SECRET not in page(client, sending())


@pytest.mark.parametrize("make", [make_bulletin, scheduled])
def test_what_has_not_gone_out_is_not_there(client: Client, make: object) -> None:
    bulletin = make()  # type: ignore[operator]
    client.force_login(member())

    assert client.get(f"/bulletins/{bulletin.slug}/").status_code == 404
    assert bulletin.subject not in client.get("/bulletins/").text


def test_bulletin_for_members_alone_is_not_there_for_others(client: Client) -> None:
    bulletin = sending(goes_to_sector=False)
    client.force_login(make_person())

    assert client.get(f"/bulletins/{bulletin.slug}/").status_code == 404
    assert bulletin.subject not in client.get("/bulletins/").text


def test_staff_read_what_they_sent_to_members(client: Client) -> None:
    bulletin = sending(goes_to_sector=False)
    editor, officer = sign_in(make_staff(EDITORS)), sign_in(make_staff(EVENTS_OFFICERS))

    assert SECRET in page(editor, bulletin)
    assert bulletin.subject in editor.get("/bulletins/").text
    assert officer.get(f"/bulletins/{bulletin.slug}/").status_code == 404
    assert editor.get(f"/bulletins/{make_bulletin().slug}/").status_code == 404


def test_archive_is_by_year(client: Client) -> None:
    old, new = sending(subject="Older"), sending(subject="Newer")
    Bulletin.objects.filter(pk=old.pk).update(started_at=timezone.now().replace(year=2024, day=1))

    years = client.get("/bulletins/").context["years"]

    assert [(year, rows) for year, rows in years] == [(timezone.now().year, [new]), (2024, [old])]
