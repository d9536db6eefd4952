"""A briefing for a body: what stands on it, what never does, and how the Word file is made."""

import io
from typing import Any

import pytest
from django.test import Client
from docx import Document
from docx.oxml.ns import qn

from forums.issue_states import Step
from forums.models import Issue
from tests.factories.issues import affirmed, begun, drafted, hmpps, moj, sent, take, today
from tests.factories.staff import coordinator_client

pytestmark = pytest.mark.django_db
CHOOSE = "/admin/forums/issue/briefing/"


@pytest.fixture
def client() -> Client:
    return coordinator_client(name="Quiet Coordinator")


def chosen(*issues: Issue, **more: Any) -> dict[str, Any]:
    body = hmpps().pk
    return {"body": body, "issue": [issue.pk for issue in issues]} | more


def paper(client: Client, *issues: Issue, **more: Any) -> str:
    return client.get(f"{CHOOSE}paper/", chosen(*issues, **more)).content.decode()


def docx(client: Client, *issues: Issue, **more: Any) -> Any:
    response = client.get(f"{CHOOSE}docx/", chosen(*issues, **more))
    return Document(io.BytesIO(response.content))


def words(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def an_answered(count: int = 0, **what: Any) -> Issue:
    issue = begun(about="quiet-about-7719")
    affirmed(issue, count)
    row = take(drafted(issue, "We ask you to read letters aloud."), Step.SUBMITTED, reference="T-9")
    take(row, Step.RESPONDED, **({"outcome": "partly", "their_words": "quiet-answer-8820"} | what))
    return Issue.objects.get(pk=issue.pk)


def test_the_issues_of_a_body_are_offered(client: Client) -> None:
    issue = sent().issue
    begun(statement="Not put to anybody")
    form = client.get(CHOOSE, {"body": chosen()["body"]}).context["form"]
    assert list(form.fields["issue"].queryset) == [issue]
    assert client.get(CHOOSE, {"body": "x"}).status_code == 200


def test_nothing_chosen_leads_back_and_says_so(client: Client) -> None:
    response = client.get(f"{CHOOSE}docx/", {"body": chosen()["body"]}, follow=True)
    sent()
    response = client.get(f"{CHOOSE}paper/", {"body": chosen()["body"]}, follow=True)
    assert list(response.context["form"].errors["issue"]) == ["Choose at least one issue"]


@pytest.mark.parametrize("kind", [paper, lambda *args, **more: words(docx(*args, **more))])
def test_nothing_confided_stands_on_it(client: Client, kind: Any) -> None:
    issue = an_answered(count=2)
    names = issue.voices.values_list("organisation__name", flat=True)
    text = kind(client, issue)
    for wanted in (issue.statement, "read letters aloud", "T-9", "Words of responded."):
        assert wanted in text
    quiet = ["quiet-about-7719", "quiet-answer-8820", "a few organisations", *names]
    assert [secret for secret in quiet if secret in text] == []


@pytest.mark.parametrize("kind", [paper, lambda *args, **more: words(docx(*args, **more))])
def test_what_is_ticked_or_shown_stands_on_it(client: Client, kind: Any) -> None:
    issue = an_answered(count=5, shows_their_words=True)
    text = kind(client, issue, about=issue.pk)
    for wanted in ("quiet-about-7719", "quiet-answer-8820", "5 to 9 organisations"):
        assert wanted in text


def test_what_another_body_was_sent_stays_out(client: Client) -> None:
    issue = an_answered()
    other = moj().pk
    form = client.get(CHOOSE, {"body": other}).context["form"]
    assert list(form.fields["issue"].queryset) == []
    response = client.get(f"{CHOOSE}paper/", {"body": other, "issue": issue.pk})
    assert response.status_code == 302


def test_the_word_file_can_be_read_aloud(client: Client) -> None:
    document = docx(client, an_answered())
    styles = [one.style.name for one in document.paragraphs if one.style.name != "Normal"]
    assert styles == ["Title", "Heading 1", "Heading 2", "Heading 2"]
    header = document.tables[0].rows[0]._tr.trPr
    assert header.find(qn("w:tblHeader")) is not None
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert defaults.get(qn("w:val")) == "en-GB"


def test_the_word_file_does_not_say_who_made_it(client: Client) -> None:
    about = docx(client, an_answered()).core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.title == "Briefing for HM Prison and Probation Service"


@pytest.mark.parametrize("sign", ["\x0b", "\ufffe", "\uffff"])
def test_signs_that_xml_cannot_hold_are_left_out(client: Client, sign: str) -> None:
    issue = begun()
    take(drafted(issue, f"Read{sign}letters aloud."), Step.SUBMITTED, on=today())
    assert "Readletters aloud." in words(docx(client, issue))
