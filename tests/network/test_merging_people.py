"""Two accounts of one person become one: everything moves, once, and can be looked back at."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins.models import Preference
from events.models import Booking, CalendarFeed
from forums.models import Attendance
from network.actions import merging, merging_people
from network.models import AccountMerge, ApplicationEvent, User
from network.roles import Role
from portal import audit, erasures, my_data
from portal import merging as rules
from portal.erasing import key_of
from portal.models import AuditEntry, Erasure, OutgoingMail
from portal.sealing import unseal
from portal.staff_groups import COORDINATORS, EDITORS, MANAGERS
from tests.factories.applicants import fill, make_draft, make_person, submit
from tests.factories.applications import make_organisation
from tests.factories.events import book, make_event
from tests.factories.forums import attended, held_forum, insider, join
from tests.factories.sign_in import sign_in as sign_in_by_code
from tests.factories.staff import make_manager, make_staff, sign_in

pytestmark = pytest.mark.django_db


def two() -> tuple[User, User]:
    return make_person("ola@aber.example"), make_person("ola@home.example")


def merge(stays: User, goes: User, by: User | None = None, **given: Any) -> User:
    by = by or make_staff()
    seen = given.pop("seen", None) or merging_people.plan(stays=stays, goes=goes, by=by).seen
    now = timezone.now()
    return merging_people.merge(stays=stays.pk, goes=goes.pk, seen=seen, by=by, now=now)


def warnings(stays: User, goes: User) -> list[str]:
    return merging_people.plan(stays=stays, goes=goes, by=make_staff()).warnings


def wishes(user: User, **fields: Any) -> Preference:
    return Preference.objects.create(user=user, changed_at=timezone.now(), **fields)


def test_every_field_that_names_a_person_has_a_rule_and_those_that_could_clash_make_room() -> None:
    found = {one.field: one for one in rules.relations(User)}
    ruled = {rule.field: rule for rule in rules.rules(User)}
    assert found.keys() - ruled.keys() == set()
    clashing = {field for field, one in found.items() if one.needs_rule}
    settled = {field for field, rule in ruled.items() if rule.settle or not rule.moves}
    assert clashing - settled == set()


def test_a_filled_life_is_folded_into_another() -> None:
    stays, goes = two()
    here, there, both = make_organisation("Aber"), make_organisation("Bala"), make_organisation()
    now = timezone.now()
    for user, organisation, role in (
        (stays, here, Role.PRIMARY),
        (stays, both, Role.MEMBER),
        (goes, there, Role.MANAGER),
        (goes, both, Role.PRIMARY),
    ):
        organisation.affiliations.create(user=user, role=role, started_at=now)
    case = make_draft(goes)
    merge(stays, goes)
    present = stays.affiliations.present().values_list("organisation", "role")
    assert dict(present) == {
        here.pk: Role.PRIMARY, there.pk: Role.MANAGER, both.pk: Role.PRIMARY
    }  # fmt: skip
    assert list(case.people.values_list("user", "role")) == [(stays.pk, "lead")]
    assert not goes.affiliations.present().exists()


def test_who_led_an_application_with_the_account_that_goes_leads_it() -> None:
    stays, goes = two()
    case = make_draft(goes)
    case.people.create(user=stays, role="colleague", added_at=timezone.now())
    merge(stays, goes)
    assert list(case.people.values_list("user", "role")) == [(stays.pk, "lead")]


def test_logs_go_on_naming_the_account_that_went() -> None:
    stays, goes = two()
    case = make_draft(goes)
    fill(case)
    submit(case)
    before = ApplicationEvent.objects.filter(actor=goes).count()
    merge(stays, goes)
    assert before > 0
    assert ApplicationEvent.objects.filter(actor=goes).count() == before


def test_nobody_signs_in_to_the_account_that_went_and_its_address_is_free() -> None:
    stays, goes = two()
    goes.set_password("rosemary and thyme")
    goes.save()
    Authenticator.objects.create(user=goes, type=Authenticator.Type.TOTP, data={})
    CalendarFeed.objects.create(user=goes, token_hash="0" * 64, created_at=timezone.now())
    merge(stays, goes)
    goes.refresh_from_db()
    assert (goes.is_active, goes.has_usable_password(), goes.is_erased) == (False, False, True)
    assert not Authenticator.objects.exists()
    assert not CalendarFeed.objects.exists()
    assert not EmailAddress.objects.filter(email="ola@home.example").exists()
    assert make_person("ola@home.example").pk != goes.pk


def test_both_are_signed_out() -> None:
    stays, goes = two()
    clients = [Client(), Client()]
    for client, person in zip(clients, (stays, goes), strict=True):
        sign_in_by_code(client, person)
    merge(stays, goes)
    assert [client.get(reverse("dashboard")).status_code for client in clients] == [302, 302]


def test_what_either_refused_stays_refused() -> None:
    stays, goes = two()
    wishes(stays, wants_bulletins=False, digest="week")
    wishes(goes, wants_policy_alerts=False, digest="month", left_at=timezone.now())
    merge(stays, goes)
    left = Preference.objects.get()
    assert (left.user, left.wants_bulletins, left.wants_policy_alerts) == (stays, False, False)
    assert (left.wants_event_notices, left.digest, bool(left.left_at)) == (True, "month", True)


def test_wishes_of_the_one_that_goes_count_where_the_other_said_nothing() -> None:
    stays, goes = two()
    wishes(goes, wants_bulletins=False)
    merge(stays, goes)
    assert Preference.objects.get(user=stays).wants_bulletins is False


def test_plan_says_what_both_have() -> None:
    stays, goes = two()
    organisation = make_organisation()
    for user in (stays, goes):
        organisation.affiliations.create(user=user, role="member", started_at=timezone.now())
        wishes(user)
    assert warnings(stays, goes) == [
        "Both have said which mails they want: what either refused stays refused.",
        "Both belong to 1 organisation: one place is left, with the higher role.",
    ]


def test_who_was_ticked_at_a_forum_with_either_was_there() -> None:
    stays, goes = insider(), insider()
    forum = held_forum()
    join(forum, stays)
    attended(forum, goes)
    merge(stays, goes)
    assert list(Attendance.objects.values_list("user", "was_present")) == [(stays.pk, True)]


def test_places_at_one_event_both_stay_and_are_told_of() -> None:
    stays, goes = two()
    event = make_event(title="Spring meeting")
    for person in (stays, goes):
        Booking.objects.filter(pk=book(event, email=person.email).booking_id).update(
            booked_by=person
        )
    assert warnings(stays, goes) == [
        "Both have a place at “Spring meeting”: both stay. Cancel one if it is the same person’s."
    ]
    merge(stays, goes)
    assert stays.bookings.count() == 2


@pytest.mark.parametrize("closed", [0, 1])
def test_a_closed_account_hinders_it(closed: int) -> None:
    both = two()
    User.objects.filter(pk=both[closed].pk).update(is_active=False)
    both[closed].refresh_from_db()
    with pytest.raises(merging.Blocked):
        merge(*both)


@pytest.mark.parametrize("of", ["stays", "goes"])
def test_staff_accounts_are_refused(of: str) -> None:
    person, employee = make_person(), make_staff(EDITORS)
    both = (employee, person) if of == "stays" else (person, employee)
    with pytest.raises(merging_people.StaffAccount):
        merge(*both)


def test_ones_own_account_is_refused() -> None:
    by = make_staff()
    with pytest.raises(merging_people.OwnAccount):
        merge(make_person(), by, by=by)


def test_something_that_came_meanwhile_is_looked_at_first() -> None:
    stays, goes = two()
    by = make_staff()
    seen = merging_people.plan(stays=stays, goes=goes, by=by).seen
    make_draft(goes)
    with pytest.raises(merging.Changed):
        merge(stays, goes, by=by, seen=seen)
    assert not AccountMerge.objects.exists()


def test_a_double_press_merges_once() -> None:
    stays, goes = two()
    by = make_staff()
    seen = merging_people.plan(stays=stays, goes=goes, by=by).seen
    for _press in range(2):
        assert merge(stays, goes, by=by, seen=seen) == stays
    assert AuditEntry.objects.filter(action="person.merge").count() == 1


def test_the_other_way_round_in_a_second_tab_does_nothing() -> None:
    stays, goes = two()
    by = make_staff()
    seen = merging_people.plan(stays=goes, goes=stays, by=by).seen
    merge(stays, goes, by=by)
    with pytest.raises(merging_people.AccountsMerged):
        merge(goes, stays, by=by, seen=seen)


def test_both_addresses_are_told() -> None:
    merge(*two())
    told = OutgoingMail.objects.filter(subject="One account instead of two")
    assert sorted(told.values_list("to", flat=True)) == ["ola@aber.example", "ola@home.example"]


def test_image_holds_both_and_nothing_that_opens_them() -> None:
    stays, goes = two()
    goes.set_password("rosemary and thyme")
    goes.save()
    merge(stays, goes)
    image = json.loads(unseal(AccountMerge.objects.get().sealed))
    assert image["goes"]["record"]["email"] == "ola@home.example"
    assert "password" not in image["goes"]["record"]
    assert "mfa.Authenticator.user" not in image["goes"]["rows"]


def test_a_folded_account_is_erased_with_the_one_that_stayed() -> None:
    stays, goes = two()
    key = key_of(goes)
    merge(stays, goes)
    erasures.erase_person(user=stays, by=None, now=timezone.now())
    goes.refresh_from_db()
    assert goes.name == ""
    assert Erasure.objects.filter(key=key).count() == 1
    assert not AccountMerge.objects.exists()


def test_what_was_done_with_either_account_is_ones_own_data() -> None:
    stays, goes = two()
    for number, person in enumerate((stays, goes, make_person("other@example.org"))):
        done = f"own.{number}"
        audit.record(by=person, action=done, target=person, now=timezone.now())
    merge(stays, goes)
    parts = {part.title: part.rows for part in my_data.gather(stays)}
    for title in ("What you did on the site", "What was done to your account"):
        actions = [str(value) for row in parts[title] for name, _label, value in row]
        assert [f"own.{number}" in actions for number in range(3)] == [True, True, False]


def test_images_are_forgotten_after_their_time() -> None:
    merge(*two())
    later = timezone.now() + merging_people.keeping.MERGED_BEFORE.period
    assert merging_people.forget_merges(now=later) == 1
    assert bytes(AccountMerge.objects.get().sealed) == b""


# Pages -----------------------------------------------------------------------------------------


def url(stays: User, goes: User) -> str:
    return reverse("admin:network_user_merge", args=[stays.pk, goes.pk])


def press(client: Client, address: str, seen: str) -> Any:
    return client.post(address, {"seen": seen}, follow=True)


def messages(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("group", [COORDINATORS, MANAGERS])
def test_who_has_the_same_name_is_offered_from_the_record(group: str) -> None:
    here, alike = two()
    User.objects.filter(pk__in=[here.pk, alike.pk]).update(name="Ọlá Example")
    client = sign_in(make_staff(group))
    find = reverse("admin:network_user_find_other", args=[here.pk])
    assert find in client.get(reverse("admin:network_user_change", args=[here.pk])).text
    page = client.get(find, {"q": "home.example"})
    assert (list(page.context["alike"]), list(page.context["found"])) == ([alike], [alike])


def test_pressing_twice_in_two_tabs_is_told_and_leads_to_what_is_left() -> None:
    stays, goes = two()
    client = sign_in(make_manager())
    address = url(stays, goes)
    seen = client.get(address).context["plan"].seen
    answers = [press(client, address, seen) for _tab in range(2)]
    assert [messages(answer) for answer in answers] == [
        ["The two accounts are one now. Both addresses are written to."],
        ["These accounts were made one before. This is what is left."],
    ]
    assert answers[1].request["PATH_INFO"].endswith(f"/{stays.pk}/change/")


def test_page_that_is_out_of_date_shows_the_new_state() -> None:
    stays, goes = two()
    answer = press(sign_in(make_manager()), url(stays, goes), "x")
    assert "Look again." in messages(answer)[0]
    assert not AccountMerge.objects.exists()


def test_staff_account_is_refused_with_words() -> None:
    answer = sign_in(make_manager()).get(url(make_person(), make_staff(EDITORS)), follow=True)
    assert messages(answer) == [
        "One of the two is a staff account. A Manager takes the staff rights away first."
    ]


def test_what_hinders_takes_the_button_away() -> None:
    stays, goes = two()
    User.objects.filter(pk=goes.pk).update(is_active=False)
    page = sign_in(make_manager()).get(url(stays, goes))
    assert "The account ola@home.example is closed." in page.text
    assert "Make them one" not in page.text


def test_an_account_is_no_second_one_of_itself() -> None:
    here, _other = two()
    assert sign_in(make_manager()).get(url(here, here)).status_code == 404


@pytest.mark.parametrize(("group", "status"), [(COORDINATORS, 200), (MANAGERS, 403)])
def test_coordinators_alone_look_back_and_that_is_in_the_log(group: str, status: int) -> None:
    merge(*two())
    record = AccountMerge.objects.get()
    back = reverse("admin:network_accountmerge_before", args=[record.pk])
    assert sign_in(make_staff(group)).post(back).status_code == status
    logged = AuditEntry.objects.filter(action="person.look-back").count()
    assert logged == int(status == 200)
