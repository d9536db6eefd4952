"""Letters: placeholders checked and filled once, presets edited in the admin."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from network import letters
from network.actions.review import Wording, write_letter
from network.models import LetterPreset
from network.preset_texts import PRESETS
from network.states import Move, State
from portal.letters import absolute
from portal.models import AuditEntry, SiteSettings
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import lead_of, make_person
from tests.factories.applications import make_application
from tests.factories.staff import coordinator_client, make_staff, sign_in


@pytest.mark.parametrize(("move", "reason"), list(PRESETS))
def test_every_preset_passes_its_own_check(move: str, reason: str) -> None:
    subject, body = PRESETS[move, reason]

    letters.check(move, body)
    letters.check("", subject)


@pytest.mark.parametrize(
    ("move", "text", "words"),
    [
        (Move.ASK, "{questions}", "This letter needs {link}"),
        (Move.APPROVE, "{link}", "This letter needs {organisation}"),
        (Move.APPROVE, "{organisation}", "This letter needs {link}"),
        (Move.DECLINE, "{organisation}: please Ring me", "put {telephone}"),
        (Move.DECLINE, "{organisation}: or call us.", "put {telephone}"),
        (Move.DECLINE, "{organisation} {Name}", "There is no placeholder {Name}"),
        (Move.REFER, "{organisation} {link} {}", "There is no placeholder {}"),
        (Move.REFER, "{organisation} {link} {0.__class__}", "There is no placeholder"),
    ],
)
def test_check_names_what_is_wrong(move: Move, text: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words.replace("{", r"\{").replace("}", r"\}")):
        letters.check(move, text)


def test_values_are_not_filled_again() -> None:
    assert letters.fill("{name} {reference}", {"name": "{reference}", "reference": "R1"}) == (
        "{reference} R1"
    )


def test_formatting_tricks_are_plain_text() -> None:
    assert letters.fill("{name.__class__} %s {{name}}", {"name": "Mo"}) == (
        "{name.__class__} %s {Mo}"
    )


@pytest.mark.django_db
def test_names_cannot_make_paragraphs_or_links() -> None:
    lead = make_person(name="Mo\r\n\r\nhttps://evil.example")
    application = make_application(State.IN_REVIEW, lead=lead)

    letter = write_letter(
        application, Wording("Hi {name}", "Dear {name},\n\n{link}"), lead_of(application)
    )

    assert letter.text.splitlines()[0] == "Dear Mo https://evil.example,"
    assert letter.subject == "Hi Mo https://evil.example"
    assert 'href="https://evil.example' not in letter.html


def test_letter_with_a_telephone_is_not_sent_without_one() -> None:
    text = "{organisation}: ring me on {telephone}"

    letters.check(Move.DECLINE, text, telephone="020 7946 0142")
    with pytest.raises(ValidationError) as caught:
        letters.check(Move.DECLINE, text, telephone="")

    assert "no telephone number" in caught.value.messages[0]


@pytest.mark.django_db
def test_welcome_letter_leads_to_the_dashboard() -> None:
    application = make_application(State.IN_REVIEW)
    subject, body = PRESETS[Move.APPROVE, ""]

    letter = write_letter(application, Wording(subject, body), lead_of(application))

    assert f"\n{absolute('dashboard')}\n" in letter.text
    assert application.reference not in letter.text


@pytest.mark.django_db
def test_question_says_which_number_to_ring() -> None:
    SiteSettings.objects.create(
        coordinator_email="co@example.org", coordinator_phone="020 7946 0142"
    )
    SiteSettings.forget()
    application = make_application(State.IN_REVIEW)
    subject, body = PRESETS[Move.ASK, ""]

    letter = write_letter(application, Wording(subject, body), lead_of(application), ["Why?"])

    assert "ring me on 020 7946 0142" in letter.text


# In the admin ------------------------------------------------------------------------------------


def preset() -> LetterPreset:
    return LetterPreset.objects.get(move=Move.DECLINE, reason="")


def page(one: LetterPreset) -> str:
    return f"/admin/network/letterpreset/{one.pk}/change/"


@pytest.mark.django_db
def test_editing_is_kept_and_audited() -> None:
    client = coordinator_client()
    before = preset().subject

    response = client.post(page(preset()), {"subject": "New words", "body": "To {organisation}"})

    assert response.status_code == 302
    assert (preset().subject, preset().body) == ("New words", "To {organisation}")
    entry = AuditEntry.objects.get(action="letterpreset.change")
    assert (entry.old["subject"], entry.new["subject"]) == (before, "New words")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"subject": "S", "body": "No name"}, "This letter needs {organisation}"),
        ({"subject": "S", "body": "{organisation} {who}"}, "There is no placeholder {who}"),
        ({"subject": "{who}", "body": "{organisation}"}, "There is no placeholder {who}"),
    ],
)
def test_wrong_placeholders_are_not_kept(data: dict[str, str], words: str) -> None:
    before = preset().body

    response = coordinator_client().post(page(preset()), data)

    assert words in response.text
    assert data["body"] in response.text
    assert preset().body == before


@pytest.mark.django_db
def test_page_lists_the_placeholders_and_offers_no_others() -> None:
    client: Client = coordinator_client()

    text = client.get(page(preset())).text

    for name in letters.PLACEHOLDERS:
        assert f"<code>{{{name}}}</code>" in text
    assert client.get("/admin/network/letterpreset/add/").status_code == 403
    assert client.post(f"/admin/network/letterpreset/{preset().pk}/delete/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("group", [MANAGERS, EDITORS, EVENTS_OFFICERS])
def test_other_staff_edit_no_letters(group: str) -> None:
    client = sign_in(make_staff(group))

    assert client.get(page(preset())).status_code == 403
    assert client.post(page(preset()), {"subject": "S", "body": "B"}).status_code == 403


@pytest.mark.django_db
def test_edited_presets_survive_the_next_migrate() -> None:
    one = preset()
    one.body = "Mine, to {organisation}"
    one.save()

    letters.ensure_presets()

    assert preset().body == "Mine, to {organisation}"
