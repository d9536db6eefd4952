"""Lists of members taken over: once, wholly, and by a person's decision where it is unclear."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.actions import import_rows, importing
from network.models import (
    ImportedMember,
    ImportRow,
    ListedContact,
    MemberImport,
    Membership,
    Organisation,
    OrganisationInvitation,
)
from network.standing import Move
from portal.models import AuditEntry, OutgoingMail
from portal.table_files import read
from tests.factories.applicants import NOW
from tests.factories.applications import make_organisation
from tests.factories.imports import begun, checked, csv_of, row, taken_over
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db
Rows, State = ImportRow.State, MemberImport.State


def states(work: MemberImport) -> list[str]:
    return list(work.rows.order_by("number").values_list("state", flat=True))


def test_nothing_is_taken_over_before_somebody_says_so() -> None:
    work = checked(row(), row("Hope"))
    assert (work.state, states(work), Organisation.objects.count()) == (
        State.CHECKED,
        [Rows.READY, Rows.READY],
        0,
    )


def test_member_comes_with_day_categories_number_and_basis() -> None:
    taken_over(row(number="1234567"))

    organisation = Organisation.objects.get()
    membership = Membership.objects.get()
    event = membership.events.get()
    assert organisation.name == "Baobab Mentoring"
    assert organisation.registered_numbers.get().number == "1234567"
    assert (membership.starts_on.isoformat(), membership.categories, membership.application) == (
        "2019-04-01",
        ["led", "supports"],
        None,
    )
    assert (event.move, event.reason) == (Move.TAKE_OVER, "Form of 2019")
    assert organisation.imported.basis == "Form of 2019"


def test_each_membership_is_in_the_log() -> None:
    by = make_staff()
    taken_over(row(), row("Hope"), by=by)
    entries = AuditEntry.objects.filter(action="membership.import")
    assert {entry.object_id for entry in entries} == {
        str(pk) for pk in Membership.objects.values_list("pk", flat=True)
    }
    assert set(entries.values_list("actor_name", flat=True)) == {str(by)}


def test_same_file_again_changes_nothing() -> None:
    rows = [row(number="1234567", email="ada@example.org"), row("Hope")]
    taken_over(*rows)
    before = list(Organisation.objects.values()), list(Membership.objects.values())

    again = taken_over(*rows)

    assert states(again) == [Rows.KNOWN, Rows.KNOWN]
    assert (list(Organisation.objects.values()), list(Membership.objects.values())) == before
    assert ListedContact.objects.count() == 1


def test_faulty_rows_stay_out_and_the_others_come() -> None:
    work = taken_over(row(), row("Hope", since="soon"), row("Kite", basis=""))
    assert (work.state, states(work)) == (State.DONE, [Rows.DONE, Rows.FAULTY, Rows.FAULTY])
    assert work.counts == {"done": 1, "faulty": 2}


def test_file_put_right_brings_only_what_was_missing() -> None:
    taken_over(row(), row("Hope", since="soon"))
    again = taken_over(row(), row("Hope"))
    assert states(again) == [Rows.KNOWN, Rows.DONE]


@pytest.mark.parametrize(
    "second",
    [row(), row("baobab  mentoring"), row("A branch of it", number="1234567")],
)
def test_second_row_of_the_same_organisation_is_faulty(second: list[str]) -> None:
    first = row() if second[4] == "" else row(number="1234567")
    work = checked(first, second)
    assert states(work) == [Rows.READY, Rows.FAULTY]
    assert work.rows.get(number=3).problems == [
        "Row 2 has the same name or number. If it is a branch, leave the number out here"
    ]


def test_second_row_is_found_in_a_later_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    assert states(checked(row(), row("Hope"), row())) == [Rows.READY, Rows.READY, Rows.FAULTY]


def test_who_looks_like_one_that_is_there_waits_for_a_decision() -> None:
    there = make_organisation("Baobab Mentoring Project")
    there.registered_numbers.create(register="ccew", number="1234567")
    other = make_organisation("Something else")
    other.registered_numbers.create(register="ccew", number="7654321")

    work = checked(row(), row("Hope", number="7654321"), row("Kite"))

    assert states(work) == [Rows.ALIKE, Rows.ALIKE, Rows.READY]
    assert [one.alike for one in work.rows.order_by("number")] == [
        [[there.pk, "Baobab Mentoring Project", ""]],
        [[other.pk, "Something else", "Charity Commission for England and Wales 7654321"]],
        [],
    ]


def test_undecided_rows_stay_out_and_keep_the_list_open() -> None:
    make_organisation()
    work = taken_over(row(), row("Hope"))
    assert (work.state, states(work)) == (State.CHECKED, [Rows.ALIKE, Rows.DONE])


def test_decisions_are_kept_and_done() -> None:
    by = make_staff()
    make_organisation("Baobab")
    make_organisation("Hope")
    work = checked(row("Baobab"), row("Hope"), by=by)
    first, second = work.rows.order_by("number")

    importing.decide(work=work, answers={first.pk: True, second.pk: False}, by=by, now=NOW)
    importing.start(work=work, by=by, now=NOW)
    importing.work_off(now=NOW)

    assert states(work) == [Rows.DONE, Rows.SAME]
    assert sorted(Organisation.objects.values_list("name", flat=True)) == [
        "Baobab", "Baobab", "Hope",
    ]  # fmt: skip


def test_who_came_meanwhile_is_noticed_before_taking_over() -> None:
    by = make_staff()
    work = checked(row(), by=by)
    make_organisation()
    importing.start(work=work, by=by, now=NOW)
    importing.work_off(now=NOW)
    assert (states(work), Membership.objects.count()) == ([Rows.ALIKE], 0)


def test_two_lists_with_the_same_member_bring_it_once() -> None:
    by = make_staff()
    first, second = checked(row(), by=by), checked(row(), by=by)
    for work in (first, second):
        importing.start(work=work, by=by, now=NOW)
    importing.work_off(now=NOW)
    assert (states(first), states(second)) == ([Rows.DONE], [Rows.KNOWN])


def test_second_press_of_the_same_upload_is_the_same_list() -> None:
    by, key, table = make_staff(), uuid.uuid4(), read(csv_of(row()))
    made = {
        importing.begin(key=key, name="m.csv", table=table, by=by, now=NOW).pk for _ in range(2)
    }
    assert (len(made), ImportRow.objects.count()) == (1, 1)


def test_second_press_starts_nothing_twice() -> None:
    by = make_staff()
    work = checked(row(), by=by)
    importing.start(work=work, by=by, now=NOW)
    with pytest.raises(importing.MovedOn):
        importing.start(work=work, by=by, now=NOW)


def test_list_that_nobody_thought_of_is_halted_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = make_staff()
    halted, other = checked(row(), by=by), checked(row("Hope"), by=by)
    importing.start(work=halted, by=by, now=NOW)
    importing.start(work=other, by=by, now=NOW)
    real = import_rows.take_over

    def fail_for_one(work: MemberImport, *rest: Any) -> None:
        real(work, *rest)
        if work == halted:
            raise ZeroDivisionError

    with monkeypatch.context() as failing:
        failing.setattr(import_rows, "take_over", fail_for_one)
        importing.work_off(now=NOW)
    for work in (halted, other):
        work.refresh_from_db()
    assert (halted.state, halted.was_halted, states(halted)) == (State.CHECKED, True, [Rows.READY])
    assert (other.state, other.was_halted, states(other)) == (State.DONE, False, [Rows.DONE])

    importing.start(work=halted, by=by, now=NOW)
    importing.work_off(now=NOW)
    halted.refresh_from_db()
    assert (halted.state, halted.was_halted, states(halted)) == (State.DONE, False, [Rows.DONE])


def test_worker_that_dies_leaves_whole_batches_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by = make_staff()
    work = checked(row(), row("Hope"), row("Kite"), by=by)
    importing.start(work=work, by=by, now=NOW)
    monkeypatch.setattr(importing, "BATCH", 1)
    with monkeypatch.context() as dying:
        saved: list[Any] = []

        def die(rows: Any) -> None:
            if saved:
                raise SystemExit
            saved.append(rows)
            import_rows.ImportRow.objects.bulk_update(rows, ["state", "organisation"])

        dying.setattr(import_rows, "_save", die)
        with pytest.raises(SystemExit):
            importing.work_off(now=NOW)
    assert (states(work), Organisation.objects.count(), Membership.objects.count()) == (
        [Rows.DONE, Rows.READY, Rows.READY],
        1,
        1,
    )

    importing.work_off(now=NOW)
    assert (states(work), Membership.objects.count()) == ([Rows.DONE] * 3, 3)


def test_nobody_is_written_to_by_taking_over() -> None:
    taken_over(row(email="ada@example.org"))
    assert (OutgoingMail.objects.count(), ListedContact.objects.get().email) == (
        0,
        "ada@example.org",
    )


def test_contacts_are_invited_once_when_pressed() -> None:
    by = make_staff()
    work = taken_over(row(email="ada@example.org; b@example.org"), row("Hope"), by=by)

    importing.invite(work=work, by=by, now=NOW)
    importing.work_off(now=NOW)
    importing.invite(work=work, by=by, now=NOW)
    importing.work_off(now=NOW)

    work.refresh_from_db()
    assert work.state == State.DONE
    assert sorted(OrganisationInvitation.objects.values_list("email", flat=True)) == [
        "ada@example.org",
        "b@example.org",
    ]
    assert OutgoingMail.objects.count() == 2


def test_columns_that_are_not_recognised_are_asked_for() -> None:
    by, headings = make_staff(), ("Who", "When", "Which", "Why")
    work = begun(["Baobab", "2019-04-01", "led", "Form"], by=by, headings=headings)
    assert work.state == State.MATCHING
    with pytest.raises(importing.NotMatched):
        importing.match(work=work, columns={"name": 0}, by=by, now=NOW)

    columns = {"name": 0, "joined_on": 1, "categories": 2, "basis": 3}
    importing.match(work=work, columns=columns, by=by, now=NOW)
    importing.work_off(now=NOW)

    assert states(work) == [Rows.READY]


def test_list_discarded_loses_its_rows_and_takes_nothing_over() -> None:
    by = make_staff()
    work = checked(row(), by=by)
    importing.discard(work=work, by=by, now=NOW)
    work.refresh_from_db()
    assert (work.state, work.counted(), work.rows.count()) == (State.DISCARDED, {"ready": 1}, 0)


def test_rows_leave_after_thirty_days_and_counts_stay() -> None:
    work = taken_over(row(), row("Hope", since="soon"))
    late = NOW + timedelta(days=30)

    assert importing.retire_imports(now=late - timedelta(seconds=1)) == 0
    assert [importing.retire_imports(now=late), importing.retire_imports(now=late)] == [1, 0]

    work.refresh_from_db()
    assert (work.state, work.rows.count(), work.counted()) == (
        State.DONE,
        0,
        {"done": 1, "faulty": 1},
    )
    assert ImportedMember.objects.count() == 1


def test_contacts_nobody_needs_leave_after_a_year() -> None:
    taken_over(row(email="ada@example.org"))
    importing.retire_imports(now=NOW + timedelta(days=365))
    assert ListedContact.objects.count() == 0


def test_a_batch_takes_as_many_queries_for_forty_rows_as_for_three() -> None:
    few, many = (_queries(*map(row, _unlike(number))) for number in (3, 40))
    assert few == many


def _unlike(number: int) -> list[str]:
    """Names that are like no others."""
    return [uuid.uuid5(uuid.NAMESPACE_DNS, f"{number} {place}").hex for place in range(number)]


def _queries(*rows: list[str]) -> tuple[int, int]:
    by = make_staff()
    work = begun(*rows, by=by)
    with CaptureQueriesContext(connection) as looking:
        importing.work_off(now=NOW)
    importing.start(work=work, by=by, now=NOW)
    with CaptureQueriesContext(connection) as taking:
        importing.work_off(now=NOW)
    assert set(states(work)) == {Rows.DONE}
    return len(looking), len(taking)
