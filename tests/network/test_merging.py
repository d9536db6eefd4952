"""Two records of one organisation become one: everything moves, once, and can be looked back at."""

import json
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from forums.models import Affirmation, Voice
from network.actions import merging
from network.models import (
    AdviceRequest,
    Affiliation,
    Confirmation,
    ImportedMember,
    Listing,
    Membership,
    Organisation,
    OrganisationMerge,
    User,
)
from network.roles import Role
from portal import merging as rules
from portal.models import AuditEntry, OutgoingMail
from portal.sealing import unseal
from tests.factories.applicants import make_person
from tests.factories.applications import make_organisation
from tests.factories.directory import contact_of, make_listed, make_question
from tests.factories.forums import make_issue, make_topic
from tests.factories.issues import asked
from tests.factories.staff import make_manager, make_staff

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 1)


def two(**fields: Any) -> tuple[Organisation, Organisation]:
    return make_organisation(name="Aber Women"), make_organisation(name="Aber Woman", **fields)


def merge(
    stays: Organisation, goes: Organisation, by: User | None = None, **given: Any
) -> Organisation:
    by = by or make_staff()
    seen = given.pop("seen", None) or merging.plan(stays=stays, goes=goes, by=by).seen
    wanted = {"taken": [], "now": timezone.now()} | given
    return merging.merge(stays=stays.pk, goes=goes.pk, seen=seen, by=by, **wanted)


def place(
    organisation: Organisation, user: User | None = None, role: str = "member"
) -> Affiliation:
    return organisation.affiliations.create(
        user=user or make_person(), role=role, started_at=timezone.now()
    )


def member(organisation: Organisation, starts: date = DAY, **fields: Any) -> Membership:
    return organisation.memberships.create(
        starts_on=starts, categories=fields.pop("categories", ["supports"]), **fields
    )


def roles(organisation: Organisation) -> dict[str, str]:
    present = organisation.affiliations.present().select_related("user")
    return {one.user.email: one.role for one in present}


def test_every_relation_that_could_clash_has_a_rule_and_every_rule_a_relation() -> None:
    found = rules.relations(Organisation)
    clashing = {one.field for one in found if one.needs_rule}
    settled = {rule.field for rule in rules.rules(Organisation) if rule.settle}
    assert clashing - settled == set()
    known = [*found, *rules.relations(User)]
    assert rules._RULES.keys() - {one.field for one in known} == set()


def test_what_forums_know_is_counted_for_who_runs_them_alone() -> None:
    found = [one for one in rules.relations(Organisation) if one.field.startswith("forums.")]
    assert {rules.right_to(one) for one in found} == {"forums.run_forum"}


def test_whatever_names_the_one_that_goes_names_the_one_that_stays() -> None:
    stays, goes = two()
    place(goes, role="primary")
    member(goes)
    goes.registered_numbers.create(register="companies-house", number="01234567")
    make_topic(organisation=goes)
    before = {one.field: one.rows(goes).count() for one in rules.relations(Organisation)}

    merge(stays, goes)

    after = {one.field: one.rows(stays).count() for one in rules.relations(Organisation)}
    own = {"network.OrganisationMerge.kept": 1}
    assert after == before | own
    assert not Organisation.objects.filter(pk=goes.pk).exists()


def test_values_are_kept_as_chosen() -> None:
    stays, goes = two(website="https://aber.example.org", sector="voluntary")
    merge(stays, goes, taken=["website"])
    stays.refresh_from_db()
    assert (stays.name, stays.website) == ("Aber Women", "https://aber.example.org")


def test_there_is_one_primary_contact_and_the_other_becomes_a_manager() -> None:
    stays, goes = two()
    first, second = place(stays, role="primary"), place(goes, role="primary")
    merge(stays, goes)
    assert roles(stays) == {first.user.email: Role.PRIMARY, second.user.email: Role.MANAGER}


@pytest.mark.parametrize(
    ("here", "there", "left"),
    [
        ("member", "manager", "manager"),
        ("manager", "member", "manager"),
        ("member", "primary", "primary"),
        ("primary", "primary", "primary"),
    ],
)
def test_who_belongs_to_both_keeps_one_place_with_the_higher_role(
    here: str, there: str, left: str
) -> None:
    stays, goes = two()
    person = make_person()
    place(stays, person, here)
    place(goes, person, there)
    merge(stays, goes)
    assert roles(stays) == {person.email: left}
    assert stays.affiliations.filter(user=person, ended_at__isnull=False).count() == 1


def test_offer_of_the_one_that_goes_lapses() -> None:
    stays, goes = two()
    place(stays, role="primary")
    for organisation in (stays, goes):
        asked = place(organisation)
        asked.offered_at = timezone.now()
        asked.save()
    merge(stays, goes)
    assert stays.affiliations.filter(offered_at__isnull=False).count() == 1


def test_who_is_invited_to_both_has_one_open_invitation() -> None:
    stays, goes = two()
    now = timezone.now()
    for number, organisation in enumerate((stays, goes)):
        organisation.invitations.create(
            email="ada@example.org",
            role="member",
            token_hash=str(number),
            created_at=now,
            expires_at=now + timedelta(days=7),
        )
    merge(stays, goes)
    assert stays.invitations.open().count() == 1
    assert stays.invitations.count() == 2


def test_number_that_both_have_is_there_once() -> None:
    stays, goes = two()
    for organisation in (stays, goes):
        organisation.registered_numbers.create(register="companies-house", number="01234567")
    merge(stays, goes)
    assert stays.registered_numbers.count() == 1


def test_what_both_said_at_forums_is_there_once() -> None:
    stays, goes = two()
    topic, raised = make_topic(), make_issue()
    now = timezone.now()
    for organisation in (stays, goes):
        Affirmation.objects.create(topic=topic, organisation=organisation, at=now)
        Voice.objects.create(issue=raised, organisation=organisation, how="raised", at=now)
    merge(stays, goes)
    assert (stays.pk, 1) == (Affirmation.objects.get().organisation_id, Voice.objects.count())


def test_two_that_came_by_lists_keep_the_key_of_the_one_that_stays() -> None:
    stays, goes = two()
    for organisation in (stays, goes):
        ImportedMember.objects.create(organisation=organisation, key=organisation.name, basis="-")
    merge(stays, goes)
    assert ImportedMember.objects.get().key == "Aber Women"


def test_two_memberships_at_once_become_one() -> None:
    stays, goes = two()
    kept = member(stays, DAY, categories=["led"], ends_on=date(2030, 1, 1))
    other = member(goes, date(2023, 1, 1), confirmed_on=date(2025, 1, 1))
    other.events.create(move="confirm", at=timezone.now())
    now = timezone.now()
    other.confirmations.create(
        key="0b1d0c5e-0000-4000-8000-000000000001",
        at=now,
        categories=["supports"],
        categories_before=["supports"],
        state=Confirmation.State.WAITING,
    )
    merge(stays, goes)
    left = stays.memberships.get()
    assert (left.pk, left.starts_on, left.ends_on) == (kept.pk, date(2023, 1, 1), None)
    assert (left.confirmed_on, left.categories) == (date(2025, 1, 1), ["led"])
    assert (left.events.count(), left.confirmations.count()) == (1, 1)


def test_periods_one_after_the_other_stay_as_they_are() -> None:
    stays, goes = two()
    member(stays, date(2025, 1, 1))
    member(goes, date(2020, 1, 1), ends_on=date(2024, 12, 31), ending="lapsed")
    merge(stays, goes)
    assert stays.memberships.count() == 2


def suspended_here(stays: Organisation, goes: Organisation) -> None:
    member(stays, suspended_at=timezone.now())
    member(goes)


def across_two(stays: Organisation, goes: Organisation) -> None:
    member(stays, date(2020, 1, 1), ends_on=date(2021, 1, 1))
    member(stays, date(2022, 1, 1))
    member(goes, date(2019, 1, 1))


def both_wait(stays: Organisation, goes: Organisation) -> None:
    for organisation in (stays, goes):
        member(organisation).confirmations.create(
            key="0b1d0c5e-0000-4000-8000-000000000001",
            at=timezone.now(),
            categories=["supports"],
            categories_before=["supports"],
            state=Confirmation.State.WAITING,
        )


@pytest.mark.parametrize("case", [suspended_here, across_two, both_wait])
def test_what_is_not_clear_has_to_be_put_right_first(case: Any) -> None:
    stays, goes = two()
    case(stays, goes)
    assert len(merging.plan(stays=stays, goes=goes, by=make_staff()).blocks) == 1
    with pytest.raises(merging.Blocked):
        merge(stays, goes)
    assert Organisation.objects.filter(pk=goes.pk).exists()
    assert OrganisationMerge.objects.count() == 0


def test_record_with_what_was_asked_in_confidence_is_the_one_to_keep() -> None:
    goes, stays = asked().organisation, make_organisation()
    blocks = merging.plan(stays=stays, goes=goes, by=make_staff()).blocks
    assert [goes.name in text for text in blocks] == [True]
    assert merge(goes, stays) == goes


def test_what_was_before_is_kept_sealed_and_goes_after_a_year() -> None:
    stays, goes = two()
    person = place(goes, role="primary").user
    merge(stays, goes)
    record = OrganisationMerge.objects.get()
    before = json.loads(unseal(bytes(record.sealed)))
    assert before["goes"]["record"]["name"] == "Aber Woman"
    [kept] = before["goes"]["rows"]["network.Affiliation.organisation"]
    assert (kept["user_id"], kept["role"]) == (person.pk, "primary")
    assert b"Aber" not in bytes(record.sealed)

    later = timezone.now() + timedelta(days=366)
    assert [merging.forget_merges(now=later) for _night in range(2)] == [1, 0]
    record.refresh_from_db()
    assert (bytes(record.sealed), record.kept) == (b"", stays)


def test_it_is_in_the_log_without_what_is_confidential() -> None:
    stays, goes = two()
    place(goes)
    make_topic(organisation=goes)
    boss = make_manager()
    merge(stays, goes, boss)
    entry = AuditEntry.objects.get(action="organisation.merge")
    assert (entry.actor, entry.old) == (boss, {"name": "Aber Woman", "number": goes.pk})
    assert entry.new == {"taken": [], "moved": {"network.Affiliation.organisation": 1}}


def test_contacts_of_both_are_told() -> None:
    stays, goes = two()
    first, second = place(stays, role="primary"), place(goes, role="primary")
    merge(stays, goes)
    told = OutgoingMail.objects.filter(cause__contains=":merged:")
    assert {mail.to for mail in told} == {first.user.email, second.user.email}


def test_pressing_twice_merges_once() -> None:
    stays, goes = two()
    by = make_staff()
    seen = merging.plan(stays=stays, goes=goes, by=by).seen
    assert [merge(stays, goes, by, seen=seen) for _press in range(2)] == [stays, stays]
    assert AuditEntry.objects.filter(action="organisation.merge").count() == 1


def test_who_comes_second_the_other_way_round_is_told() -> None:
    stays, goes = two()
    by = make_staff()
    seen = merging.plan(stays=goes, goes=stays, by=by).seen
    merge(stays, goes)
    with pytest.raises(merging.AlreadyMerged) as refused:
        merge(goes, stays, by, seen=seen)
    assert refused.value.kept == stays


def test_an_old_page_merges_nothing() -> None:
    stays, goes = two()
    by = make_staff()
    seen = merging.plan(stays=stays, goes=goes, by=by).seen
    Organisation.objects.filter(pk=goes.pk).update(name="Other Lives")
    with pytest.raises(merging.Changed):
        merge(stays, goes, by, seen=seen)


def test_nobody_merges_an_organisation_of_their_own() -> None:
    stays, goes = two()
    by = make_staff()
    place(goes, by)
    with pytest.raises(merging.OwnOrganisation):
        merge(stays, goes, by)


def test_what_went_into_one_that_goes_follows_it() -> None:
    first, second = two()
    third = make_organisation(name="Aber Women and Girls")
    merge(first, second)
    merge(third, first)
    assert set(OrganisationMerge.objects.values_list("kept", flat=True)) == {third.pk}


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_merge_once() -> None:
    stays, goes = two()
    by = make_staff()
    one = merging.plan(stays=stays, goes=goes, by=by).seen
    other = merging.plan(stays=goes, goes=stays, by=by).seen
    gate, outcomes = threading.Barrier(2, timeout=5), list[str]()

    def press(stays: Organisation, goes: Organisation, seen: str) -> None:
        try:
            gate.wait()
            merge(stays, goes, by, seen=seen)
            outcomes.append("merged")
        except merging.AlreadyMerged:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=press, args=args)
        for args in ((stays, goes, one), (goes, stays, other))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["merged", "told"]
    assert OrganisationMerge.objects.count() == 1


def test_directory_and_questions_are_those_of_one() -> None:
    now = timezone.now()
    listings = [make_listed(name, now=now) for name in ("Aber Women", "Aber Woman", "Cedar Hall")]
    stays, goes, third = (listing.organisation for listing in listings)

    people = [contact_of(listing) for listing in listings]

    def ask(asking: int, asked: int) -> AdviceRequest:
        ends = listings[asking].organisation, listings[asked].organisation
        return make_question(*ends, by=people[asking], now=now)

    kept, _twin, _between, coming = ask(0, 2), ask(1, 2), ask(1, 0), ask(2, 1)
    Affiliation.objects.all().delete()
    merged = merge(stays, goes)

    assert (merged.listing, Listing.objects.count()) == (listings[0], 2)
    moved = AdviceRequest.objects.order_by("pk").values_list("pk", "asking", "asked")
    assert list(moved) == [(kept.pk, stays.pk, third.pk), (coming.pk, third.pk, stays.pk)]
