"""Somebody stands in for a member of staff: for a span of days, with the rights they have."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from forums.actions import tasks_taken
from network.actions import deputies, staff
from network.models import Deputyship, User
from network.states import State
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import COORDINATORS, EDITORS, MANAGERS
from tests.factories.applications import answer, make_application
from tests.factories.forums import held_forum
from tests.factories.said import taken_on
from tests.factories.staff import make_manager, make_staff, sign_in

pytestmark = pytest.mark.django_db


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def stand_in(
    user: User, deputy: User, *, first: int = 0, last: int = 7, **given: Any
) -> Deputyship:
    days = {"starts_on": today(first), "ends_on": today(last)}
    fields = {"by": user, "now": timezone.now()} | given
    return deputies.name_deputy(user=user, deputy=deputy, **days, **fields)


def away_and_deputy() -> tuple[User, User]:
    return make_staff(name="Amara Example"), make_staff(name="Sam Example")


def url(user: User) -> str:
    return reverse("admin:network_user_deputy", args=[user.pk])


@pytest.mark.parametrize(("first", "last", "mine"), [(0, 0, 2), (-3, 7, 2), (1, 7, 1)])
def test_work_of_who_is_away_counts_as_the_deputys_on_these_days(
    first: int, last: int, mine: int
) -> None:
    away, deputy = away_and_deputy()
    Deputyship.objects.create(
        user=away,
        deputy=deputy,
        starts_on=today(first),
        ends_on=today(last),
        named_at=timezone.now(),
    )
    make_application(State.IN_REVIEW, by=away)
    make_application(State.IN_REVIEW, by=deputy)
    client = sign_in(deputy)
    assert client.get("/staff/").context["cases"]["mine"] == mine
    queue = client.get(reverse("admin:network_application_changelist"), {"cases": "mine"})
    assert queue.context["cl"].result_count == mine


def test_staff_page_says_for_whom_somebody_stands_in() -> None:
    away, deputy = away_and_deputy()
    stand_in(away, deputy)
    assert "You stand in for <strong>Amara Example</strong>" in sign_in(deputy).get("/staff/").text
    assert "You stand in for" not in sign_in(away).get("/staff/").text


def test_mail_about_a_case_goes_to_the_deputy_too() -> None:
    away, deputy = away_and_deputy()
    stand_in(away, deputy)
    case = make_application(State.MORE_INFORMATION, by=away)
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    answer(case, now=timezone.now())
    told = OutgoingMail.objects.exclude(pk__in=before).filter(to__startswith="staff")
    assert {mail.to for mail in told} == {away.email, deputy.email}


def test_reminder_of_an_action_goes_to_the_deputy_too() -> None:
    away, deputy = away_and_deputy()
    stand_in(away, deputy)
    action = taken_on(held_forum(), owner=away)
    assert tasks_taken.told(action, timezone.now()) == [away, deputy]


def test_both_are_told_and_it_is_in_the_log() -> None:
    away, deputy = away_and_deputy()
    stand_in(away, deputy)
    told = OutgoingMail.objects.filter(cause__startswith="deputy:")
    assert {mail.to for mail in told} == {away.email, deputy.email}
    entry = AuditEntry.objects.get(action="staff.deputy-named")
    assert entry.new == {"deputy": "Sam Example", "from": str(today()), "until": str(today(7))}


def test_naming_twice_arranges_it_once() -> None:
    away, deputy = away_and_deputy()
    assert stand_in(away, deputy) == stand_in(away, deputy)
    assert OutgoingMail.objects.filter(cause__startswith="deputy:").count() == 2


@pytest.mark.parametrize("group", [EDITORS, MANAGERS])
def test_who_lacks_a_group_cannot_stand_in(group: str) -> None:
    with pytest.raises(deputies.CannotStandIn):
        stand_in(make_staff(), make_staff(group))


def test_nobody_stands_in_for_themselves() -> None:
    away = make_staff()
    with pytest.raises(deputies.CannotStandIn):
        stand_in(away, away)


@pytest.mark.parametrize(("first", "last"), [(3, 2), (-5, -1), (0, 400)])
def test_days_that_make_no_sense_are_refused(first: int, last: int) -> None:
    with pytest.raises(deputies.WrongDays):
        stand_in(*away_and_deputy(), first=first, last=last)


def test_one_deputy_at_a_time() -> None:
    away, deputy = away_and_deputy()
    stand_in(away, deputy)
    with pytest.raises(deputies.Overlaps):
        stand_in(away, make_staff(), first=7, last=9)


def test_database_holds_one_at_a_time() -> None:
    away, deputy = away_and_deputy()
    row = stand_in(away, deputy)
    row.pk = None
    with pytest.raises(IntegrityError, match="deputyship_one_at_a_time"):
        row.save(force_insert=True)


@pytest.mark.parametrize(("first", "kept"), [(0, []), (-2, [-1])])
def test_ending_it_holds_from_today(first: int, kept: list[int]) -> None:
    away, deputy = away_and_deputy()
    row = stand_in(away, deputy, first=first)
    for _press in range(2):
        deputies.end_deputyship(deputyship=row, by=away, now=timezone.now())
    left = Deputyship.objects.values_list("ends_on", flat=True)
    assert list(left) == [today(days) for days in kept]
    assert OutgoingMail.objects.filter(cause__contains=":ended:").count() == 2


@pytest.mark.parametrize("who", ["away", "deputy"])
def test_removal_from_staff_ends_it(who: str) -> None:
    away, deputy = away_and_deputy()
    stand_in(away, deputy)
    leaving = {"away": away, "deputy": deputy}[who]
    staff.remove_staff(user=leaving, by=make_manager(), now=timezone.now())
    assert Deputyship.objects.count() == 0


def test_deputy_who_loses_a_group_stands_in_no_more() -> None:
    away, deputy = away_and_deputy()
    stand_in(away, deputy)
    staff.change_groups(user=deputy, groups=[EDITORS], by=make_manager(), now=timezone.now())
    assert Deputyship.objects.count() == 0


def test_somebody_names_their_own_deputy_on_the_page() -> None:
    away, deputy = away_and_deputy()
    days = {"starts_on": today(), "ends_on": today(3)}
    page = sign_in(away).post(url(away), {"deputy": deputy.pk, **days}, follow=True)
    row = Deputyship.objects.get()
    assert (row.user, row.deputy, row.named_by) == (away, deputy, away)
    assert "Arranged. Both are told by e-mail." in page.text


def test_a_manager_names_one_for_who_is_ill() -> None:
    away, deputy = away_and_deputy()
    manager = make_manager()
    days = {"starts_on": today(), "ends_on": today(3)}
    sign_in(manager).post(url(away), {"deputy": deputy.pk, **days})
    assert Deputyship.objects.get().named_by == manager


def test_a_colleague_arranges_nothing_for_others() -> None:
    away, deputy = away_and_deputy()
    row = stand_in(away, deputy)
    client = sign_in(deputy)
    end = reverse("admin:network_user_deputy_end", args=[away.pk, row.pk])
    assert [client.get(url(away)).status_code, client.post(end).status_code] == [403, 403]


def test_the_address_of_one_ends_nothing_of_another() -> None:
    away, deputy = away_and_deputy()
    row = stand_in(away, deputy)
    end = reverse("admin:network_user_deputy_end", args=[deputy.pk, row.pk])
    assert sign_in(deputy).post(end).status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "field"), [("", "", "starts_on"), ("2026-02-30", "x", "ends_on")]
)
def test_bad_days_are_said_at_the_field(first: str, last: str, field: str) -> None:
    away, deputy = away_and_deputy()
    wanted = {"deputy": deputy.pk, "starts_on": first, "ends_on": last}
    page = sign_in(away).post(url(away), wanted)
    assert field in page.context["form"].errors


def test_only_who_has_the_same_rights_is_offered() -> None:
    away, deputy = away_and_deputy()
    make_staff(EDITORS)
    page = sign_in(away).get(url(away))
    assert list(page.context["form"].fields["deputy"].queryset) == [deputy]


def test_who_is_alone_in_a_group_is_told_so() -> None:
    away = make_staff(COORDINATORS)
    assert "Nobody can stand in" in sign_in(away).get(url(away)).text
