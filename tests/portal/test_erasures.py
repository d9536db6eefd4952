"""Somebody is erased: from every table, out of the words of others, and nobody else with them."""

import math
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bulletins.actions import draining, importing
from bulletins.actions.forgetting_lists import note_departed
from bulletins.models import Delivery, Preference, SubmissionEvent, Subscriber
from events.models import Delegate, Invoice
from forums.models import IssueEvent
from network.models import Affiliation, ApplicationEvent, User
from portal import delivery, erasures, field_answers
from portal.audit import ERASED
from portal.erasing import Answers
from portal.models import AuditEntry, Erasure, OutgoingMail
from portal.outbox import Letter, enqueue
from tests.factories.applicants import make_person, make_submitted
from tests.factories.applications import make_organisation
from tests.factories.bookings import booked, open_event, person
from tests.factories.bulletins import sending, subscribe
from tests.factories.earlier_lists import agreed
from tests.factories.issues import answered
from tests.factories.lives import ADDRESS, NAME, TELLING, live, where
from tests.factories.people import make_team
from tests.factories.staff import make_staff, sign_in
from tests.factories.submissions import asked
from tests.security.test_planted_secrets import crawl

pytestmark = pytest.mark.django_db


def erase(user: User, **options: Any) -> Erasure:
    return erasures.erase_person(user=user, now=timezone.now(), **({"by": None} | options))


def zorah() -> User:
    return make_person(ADDRESS, NAME)


def test_a_life_is_told_of_in_many_places() -> None:
    live()
    found = [len(columns) for columns in where(*TELLING).values()]
    assert [count >= least for count, least in zip(found, (40, 20, 5), strict=True)] == [True] * 3


def test_nothing_tells_of_the_person_afterwards(deliver: Any) -> None:
    erase(live())
    deliver()
    assert where(*TELLING) == {word: set() for word in TELLING}


def test_staff_find_nothing_of_the_person_on_any_page() -> None:
    erase(live())
    OutgoingMail.objects.filter(cause__startswith="erasure:").delete()  # not sent yet
    client = sign_in(make_staff())
    pages = [text.lower() for _path, text in crawl(client, ("/staff/", "/admin/"))]
    assert [len(pages) > 100, *(any(word in text for text in pages) for word in TELLING)] == [
        True, False, False, False,
    ]  # fmt: skip


def test_what_is_about_others_stays() -> None:
    user = live()
    others = ("amina guest", "grace other", "grace staff", "quiet rivers")
    before = where(*others)
    erase(user)
    after = where(*others)
    assert after == before


def test_an_account_remains_that_lets_nobody_in() -> None:
    user = zorah()
    erase(user)
    user.refresh_from_db()
    assert (str(user), user.name, user.is_active, user.has_usable_password()) == (
        "Somebody who was erased", "", False, False,
    )  # fmt: skip


def test_the_last_mail_is_sent_and_its_address_forgotten(deliver: Any) -> None:
    erase(zorah())
    [mail] = deliver()
    assert (mail.to, mail.subject) == ((ADDRESS,), "Your data has been erased")
    assert OutgoingMail.objects.get().to == "nobody@erased.invalid"


def test_the_address_goes_with_a_last_mail_that_nobody_takes() -> None:
    erase(zorah())
    delivery.settle_abandoned(now=timezone.now() + timedelta(days=3))
    assert where("zorah") == {"zorah": set()}


def test_a_second_press_changes_nothing() -> None:
    user = zorah()
    erase(user)
    with pytest.raises(erasures.AlreadyErased):
        erase(user)
    assert (Erasure.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_a_mail_that_is_being_sent_is_let_go_of(mail_sink: Any) -> None:
    user = zorah()
    for cause, to in (("a", ADDRESS), ("b", "other@example.org")):
        enqueue(cause=cause, letter=Letter(to, "Hello", "Text"))
    rows = delivery.claim_batch(now=timezone.now())
    erase(user)
    batch = delivery._Batch(rows, timezone.now)
    batch.deliver(math.inf)
    assert (batch.sent, OutgoingMail.objects.filter(to=ADDRESS, is_credential=False).count()) == (
        1, 0,
    )  # fmt: skip


def test_a_bulletin_on_its_way_is_not_sent_to_them_and_adds_up(mail_sink: Any) -> None:
    user = zorah()
    subscribe(ADDRESS, NAME)
    subscribe("other@example.org")
    bulletin = sending()
    erase(user)
    draining.drain(bulletin=bulletin.pk, now=timezone.now())
    states = sorted(Delivery.objects.values_list("state", flat=True))
    assert states == ["sent", "suppressed"]


def test_that_an_address_left_is_still_known_to_who_has_it() -> None:
    user = zorah()
    subscribe(ADDRESS, NAME)
    erase(user)
    row = Subscriber.objects.get()
    assert (row.state, row.email.endswith("@left.invalid"), row.name) == ("left", True, "")


@pytest.mark.parametrize("left", ["as a member", "long ago", "never"])
def test_no_list_brings_in_again_who_was_erased(left: str) -> None:
    user, then = zorah(), timezone.now() - timedelta(days=900)
    if left == "as a member":
        Preference.objects.create(user=user, left_at=then, changed_at=then)
    elif left == "long ago":
        note_departed([ADDRESS], at=then)
    erase(user)
    found = importing.sort_out(people=agreed(ADDRESS), now=timezone.now())
    assert (list(found.new), list(found.out[importing.Why.LEFT])) == (
        [],
        list(agreed(ADDRESS).values()),
    )


def test_a_colleague_at_the_same_address_keeps_their_place() -> None:
    user, event = zorah(), open_event()
    booked(event, person(event, NAME, email=ADDRESS), person(event, "Amina Guest", email=ADDRESS))
    erase(user)
    rows = Delegate.objects.order_by("pk").values_list("name", "email", "state")
    assert list(rows) == [(ERASED, "", "cancelled"), ("Amina Guest", ADDRESS, "booked")]


def test_whom_they_booked_keep_their_places_and_no_mail_goes_nowhere(deliver: Any) -> None:
    user, event = zorah(), open_event()
    booked(event, person(event, "Amina Guest"), by=user)
    erase(user)
    enqueue(cause="x", letter=Letter(Delegate.objects.get().booking.booked_by.email, "A", "B"))
    assert Delegate.objects.get().state == Delegate.State.BOOKED
    assert [mail.to for mail in deliver()] == [(ADDRESS,)]


def test_a_longer_address_and_a_namesake_are_somebody_else() -> None:
    user = zorah()
    make_person(f"n{ADDRESS}.uk", NAME)
    enqueue(cause="x", letter=Letter("a@example.org", NAME, f"n{ADDRESS}.uk"))
    erase(user)
    mail = OutgoingMail.objects.get(cause="x")
    assert (mail.subject, mail.text) == (NAME, f"n{ADDRESS}.uk")


def test_invoices_stay_as_they_were_issued() -> None:
    from tests.factories.invoices import priced_booking

    user = zorah()
    priced_booking("Amina Guest", by=user)
    erase(user)
    assert NAME in Invoice.objects.get().addressed_to


def test_who_decided_stays_and_the_letter_goes() -> None:
    user = live()
    erase(user)
    decided = ApplicationEvent.objects.exclude(letter_text="").order_by("-pk")[0]
    assert (decided.actor_name != ERASED, decided.letter_text) == (True, ERASED)


def test_the_log_keeps_what_staff_did_and_says_nothing_of_whom() -> None:
    user, by = zorah(), make_staff(name="Grace Staff")
    erase(user, by=by, checked=Erasure.Checked.IN_PERSON)
    entry = AuditEntry.objects.get(action="person.erase")
    assert (entry.actor, entry.object_label, entry.new) == (
        by, str(Erasure.objects.get().pk), {"checked": "in-person"},
    )  # fmt: skip


def hindered(user: User) -> list[str]:
    with pytest.raises(erasures.Hindered) as caught:
        erase(user)
    user.refresh_from_db()
    assert not user.is_erased
    return [each.text.split(":")[0] for each in caught.value.hindrances]


def test_staff_are_erased_only_once_their_rights_are_gone() -> None:
    assert hindered(make_staff()) == ["You are staff"]


def test_a_primary_contact_hands_over_first() -> None:
    place = make_team()["primary"]
    assert hindered(place.user) == ["You are the primary contact of Baobab Mentoring"]


def test_the_last_person_of_what_is_no_member_any_more_can_go() -> None:
    user = zorah()
    make_organisation().affiliations.create(user=user, role="primary", started_at=timezone.now())
    erase(user)
    assert Affiliation.objects.count() == 0


def test_who_alone_waits_for_an_answer_withdraws_first() -> None:
    user = zorah()
    make_submitted(user)
    assert hindered(user) == [
        "The application of Kola Nut Resettlement is being looked at, and nobody else works on it"
    ]


def refused(row: Any, **values: Any) -> bool:
    try:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**values)
    except IntegrityError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: asked().events.exclude(text="").get(), "text"),
        (lambda: answered().events.exclude(shown_words="").order_by("pk")[0], "shown_words"),
    ],
)
def test_words_in_a_log_are_blanked_only_for_an_erasure_and_to_nothing_else(
    make: Any, name: str
) -> None:
    row: SubmissionEvent | IssueEvent = make()
    tries = [
        refused(row, **{name: ERASED}),
        refused(row, **{name: "Other words"}, erasure="person-1"),
        refused(row, erasure="person-1"),
        refused(row, **{name: ERASED}, erasure="person-1", at=timezone.now()),
        refused(row, **{name: ERASED}, erasure="person-1"),
    ]
    assert tries == [True, True, True, True, False]


def test_every_personal_field_has_an_answer() -> None:
    assert field_answers.check_answers() == []


def test_a_field_without_an_answer_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    given = field_answers.answers()
    short = Answers(given[0].fates, given[0].reworded, {"": "bulletins.Shoes.size"})
    monkeypatch.setattr(field_answers, "answers", lambda: [short, *given[1:]])
    found = [fault.msg for fault in field_answers.check_answers()]
    assert [found[0], found[-1]] == [
        "Nothing says what an erasure does with bulletins.Bulletin.introduction.",
        "bulletins.Shoes.size is no personal field, but an erasure has an answer.",
    ]
