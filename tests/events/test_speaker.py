"""A contributor's own page, by their link: answer, fill in, see how they appear, withdraw."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions import contributing, inviting
from events.models import Contribution, Contributor, Event
from portal.models import AuditEntry, OutgoingMail
from portal.sealing import unseal
from portal.tokens import new_token
from tests.factories.events import make_event, make_series, workshops_of

pytestmark = pytest.mark.django_db
TOKEN = new_token()
DETAILS = {
    "name": "Amara Example",
    "pronouns": "she/her",
    "biography": "She leads a choir.",
    "may_be_photographed": "on",
    "equipment": "A piano",
}


@pytest.fixture
def event() -> Event:
    return make_event(starts_at=timezone.now() + timedelta(days=40))


@pytest.fixture
def speaker(event: Event) -> Contributor:
    return Contributor.objects.create(
        event=event, name="Amara Example", email="amara@example.org", state="invited",
        token_hash=TOKEN.hash,
    )  # fmt: skip


def url(name: str = "speaker", secret: str = TOKEN.secret) -> str:
    return reverse(f"events:{name}", args=[secret])


def state(speaker: Contributor) -> str:
    speaker.refresh_from_db()
    return speaker.state


def test_page_says_what_they_are_asked_for(client: Client, speaker: Contributor) -> None:
    workshop, _other = workshops_of(make_series(speaker.event))
    Contribution.objects.create(contributor=speaker, role="facilitator", workshop=workshop)

    text = client.get(url()).text

    assert "Facilitator" in text
    assert str(workshop) in text
    assert "Yes, I take part" in text


def test_looking_changes_nothing(client: Client, speaker: Contributor) -> None:
    for name in ("speaker", "speaker_decline", "speaker_details", "speaker_needs"):
        assert client.get(url(name)).status_code == 200

    assert state(speaker) == "invited"
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", ["speaker", "speaker_decline", "speaker_details", "speaker_needs"])
def test_link_is_kept_secret(client: Client, speaker: Contributor, name: str) -> None:
    response = client.get(url(name))

    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_accepting_counts_and_tells_the_organisers(client: Client, speaker: Contributor) -> None:
    response = client.post(url())

    assert response.status_code == 303
    assert state(speaker) == "accepted"
    assert Contributor.objects.coming().get() == speaker
    assert "Amara Example" in OutgoingMail.objects.get().subject
    assert TOKEN.secret not in OutgoingMail.objects.get().text


def test_accepting_twice_is_once(client: Client, speaker: Contributor) -> None:
    client.post(url())
    client.post(url())

    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("invited", "declined"),
        ("accepted", "withdrawn"),
        ("declined", "declined"),
        ("planned", "planned"),
    ],
)
def test_declining_and_withdrawing(
    client: Client, speaker: Contributor, before: str, after: str
) -> None:
    Contributor.objects.update(state=before)

    client.post(url("speaker_decline"))

    assert state(speaker) == after


def test_who_declined_can_still_say_yes(client: Client, speaker: Contributor) -> None:
    client.post(url("speaker_decline"))
    client.post(url())

    assert state(speaker) == "accepted"


def test_who_was_never_asked_cannot_accept(client: Client, speaker: Contributor) -> None:
    Contributor.objects.update(state="planned")

    client.post(url())

    assert state(speaker) == "planned"


def test_details_are_kept_and_shown_as_the_programme_will(
    client: Client, speaker: Contributor
) -> None:
    client.post(url("speaker_details"), DETAILS | {"shows_first_name_only": "on"})

    speaker.refresh_from_db()
    text = client.get(url()).text
    assert (speaker.pronouns, speaker.equipment) == ("she/her", "A piano")
    assert (speaker.may_be_photographed, speaker.may_be_recorded) == (True, False)
    assert "<b>Amara</b>" in text
    assert "She leads a choir." in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Enter your name"),
        ({"biography": "x" * 1501}, "Shorten it to 1500 characters: it has 1501"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(
    client: Client, speaker: Contributor, changes: dict[str, str], said: str
) -> None:
    text = client.post(url("speaker_details"), DETAILS | changes).text

    assert said in text
    assert "A piano" in text


def test_money_and_state_cannot_be_posted(client: Client, speaker: Contributor) -> None:
    client.post(
        url("speaker_details"),
        DETAILS | {"honorarium": "paid", "state": "accepted", "event": "1"},
    )

    speaker.refresh_from_db()
    assert (speaker.honorarium, speaker.state) == ("none", "invited")


def test_markup_in_a_biography_is_text(client: Client, speaker: Contributor) -> None:
    client.post(url("speaker_details"), DETAILS | {"biography": "<script>alert(1)</script>"})

    assert "<script>alert" not in client.get(url()).text


def test_needs_are_sealed_with_consent_and_never_shown(
    client: Client, speaker: Contributor
) -> None:
    client.post(url("speaker_needs"), {"text": "planted ramp", "consent": "on"})

    speaker.refresh_from_db()
    assert unseal(bytes(speaker.needs)) == "planted ramp"
    assert speaker.needs_consented_at is not None
    assert "deletes it 30 days after" in speaker.needs_consent_wording
    assert "planted" not in client.get(url()).text + client.get(url("speaker_needs")).text
    assert "planted" not in str(list(AuditEntry.objects.values_list("new", flat=True)))


@pytest.mark.parametrize("sent", [{"text": "Ramp"}, {"consent": "on"}])
def test_needs_are_not_kept_without_words_and_consent(
    client: Client, speaker: Contributor, sent: dict[str, str]
) -> None:
    client.post(url("speaker_needs"), sent)

    speaker.refresh_from_db()
    assert bytes(speaker.needs) == b""


def test_needs_go_when_taken_back_or_when_they_withdraw(
    client: Client, speaker: Contributor
) -> None:
    needs = {"text": "Ramp", "consent": "on"}
    client.post(url("speaker_needs"), needs)
    client.post(url("speaker_needs"), {"act": "remove"})
    speaker.refresh_from_db()
    taken_back = bytes(speaker.needs)
    client.post(url())
    client.post(url("speaker_needs"), needs)
    client.post(url("speaker_decline"))

    speaker.refresh_from_db()
    assert (taken_back, bytes(speaker.needs), speaker.needs_consented_at) == (b"", b"", None)


@pytest.mark.parametrize("name", ["speaker", "speaker_decline", "speaker_details", "speaker_needs"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_link_that_is_wrong_or_over_leads_nowhere(
    client: Client, speaker: Contributor, name: str, method: str
) -> None:
    wrong = getattr(client, method)(url(name, "wrong"))
    ago = timezone.now() - timedelta(days=32)
    Event.objects.update(
        starts_at=ago, ends_at=ago + timedelta(days=1), booking_closes_at=ago, changes_until=ago
    )
    over = getattr(client, method)(url(name))

    assert (wrong.status_code, over.status_code) == (404, 404)
    assert "Amara" not in over.text
    assert state(speaker) == "invited"


def test_cancelled_event_takes_no_answers(client: Client, speaker: Contributor) -> None:
    Event.objects.update(state="cancelled", cancelled_at=timezone.now(), notice="Flooded")

    assert "This event has been cancelled." in client.get(url()).text
    client.post(url())
    client.post(url("speaker_decline"))

    assert state(speaker) == "invited"


def test_empty_token_hash_is_nobodys_link(event: Event) -> None:
    Contributor.objects.create(event=event, name="Planned Example")

    assert contributing.find("", now=timezone.now()) is None


def test_answer_by_a_page_whose_link_was_replaced_is_refused(speaker: Contributor) -> None:
    stale = Contributor.objects.get(pk=speaker.pk)
    inviting.invite(contributor=speaker, by=None, now=timezone.now())  # type: ignore[arg-type]

    with pytest.raises(contributing.LinkOver):
        contributing.answer(contributor=stale, to=Contributor.State.ACCEPTED, now=timezone.now())


@pytest.mark.parametrize("number", [3, 30])
def test_page_asks_no_more_for_more_workshops(
    client: Client, speaker: Contributor, number: int, django_assert_max_num_queries: Any
) -> None:
    workshops = workshops_of(make_series(speaker.event, capacities=(5,) * number))
    for workshop in workshops:
        Contribution.objects.create(contributor=speaker, role="speaker", workshop=workshop)

    with django_assert_max_num_queries(6):
        client.get(url())
