"""The page of the board report: periods, refusals, and files that say what the page says."""

import io
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from network.models import User
from network.states import Move
from portal.models import AuditEntry
from portal.quarters import financial_year, last_over, quarter_of, year_end_before
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from portal.templatetags.portal import short_date
from tests.factories import reports as made
from tests.factories.staff import coordinator_client, make_staff, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/staff/report/"
YEAR = {"since": "2024-04-01", "until": "2025-03-31"}
CELL = re.compile(r"<t[hd][^>]*>([^<]*)</t[hd]>")
ERROR = re.compile(r'<li><a href="#id_(\w+)">([^<]+)</a></li>')


def shown(text: str) -> list[str]:
    """All cells of all tables, in their order."""
    return [unescape(cell) for cell in CELL.findall(text)]


def errors(client: Client, **days: str) -> list[tuple[str, str]]:
    response = client.get(PAGE, days)
    assert "<table" not in response.text
    return ERROR.findall(unescape(response.text))


def plant() -> None:
    made.plant(financial_year(2024))
    made.decided(Move.DECLINE, made.noon(date(2024, 5, 1)), times=9)


def save(client: Client, kind: str) -> Any:
    return client.post(f"{PAGE}?since=2024-04-01&until=2025-03-31", {"kind": kind})


@pytest.mark.parametrize("group", [EVENTS_OFFICERS, EDITORS])
def test_other_staff_do_not_see_it_nor_the_way_there(group: str) -> None:
    client = sign_in(make_staff(group))
    assert client.get(PAGE).status_code == 403
    assert save(client, "xlsx").status_code == 403
    assert [PAGE in client.get(page).text for page in ("/staff/", "/admin/")] == [False, False]


@pytest.mark.parametrize("page", ["/staff/", "/admin/"])
def test_managers_and_coordinators_find_the_way(page: str) -> None:
    clients = [sign_in(make_staff(MANAGERS)), coordinator_client()]
    assert [f'href="{PAGE}"' in client.get(page).text for client in clients] == [True, True]


def test_the_last_full_year_comes_first() -> None:
    year = financial_year(year_end_before(timezone.localdate()).year - 1)
    text = coordinator_client().get(PAGE).text
    assert f"{short_date(year.first_day)} to {short_date(year.last_day)}" in text


def test_days_are_widened_to_whole_quarters() -> None:
    text = coordinator_client().get(PAGE, {"since": "2024-05-20", "until": "2024-08-01"}).text
    assert '<p class="lead">1 April 2024 to 30 September 2024</p>' in text


def test_a_quarter_that_runs_is_left_out() -> None:
    today, over = timezone.localdate(), last_over(timezone.localdate())
    text = coordinator_client().get(PAGE, {"since": "2024-04-01", "until": f"{today}"}).text
    assert f'<p class="lead">1 April 2024 to {short_date(over.last_day)}</p>' in text


def test_a_period_to_come_is_refused_and_kept() -> None:
    running = quarter_of(timezone.localdate()).first_day
    over = last_over(running).last_day
    client = coordinator_client()
    [(field, words)] = errors(client, since=f"{running}", until="2090-01-01")
    assert field == "since"
    assert words == (
        f"Only quarters that are over are counted: begin on {short_date(over)} or earlier"
    )
    assert f'value="{running}"' in client.get(PAGE, {"since": running, "until": running}).text


@pytest.mark.parametrize(
    ("days", "error"),
    [
        (("2024-05-01", "2024-04-30"), ("until", "The last day comes before the first")),
        (("2014-01-01", "2024-03-31"), ("until", "Choose ten years at most")),
        (("1999-12-31", "2001-01-01"), ("since", "Begin on 1 January 2000 or later")),
        (("0001-01-01", "9999-12-31"), ("since", "Begin on 1 January 2000 or later")),
        (("", "2024-04-30"), ("since", "Enter the day on which it begins")),
        (("soon", "2024-04-30"), ("since", "Enter a day like 2026-03-31")),
    ],
)
def test_a_wrong_period_is_explained(days: tuple[str, str], error: tuple[str, str]) -> None:
    assert errors(coordinator_client(), since=days[0], until=days[1]) == [error]


def test_ten_years_are_shown() -> None:
    text = coordinator_client().get(PAGE, {"since": "2014-04-01", "until": "2024-03-31"}).text
    assert '<p class="lead">1 April 2014 to 31 March 2024</p>' in text


def test_word_and_excel_say_what_the_page_says() -> None:
    plant()
    client = coordinator_client()
    page = shown(client.get(PAGE, YEAR).text)

    word = Document(io.BytesIO(save(client, "docx").content))
    book = load_workbook(io.BytesIO(save(client, "xlsx").content))

    in_word = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert in_word == page
    sheets = [sheet for sheet in book if sheet.title != "Read first"]
    filled = [sheet for sheet in sheets if len(sheet["A"]) > 1]
    in_excel = {
        f"{cell.value:,}" if isinstance(cell.value, int) else cell.value
        for sheet in filled
        for row in sheet
        for cell in row
    }
    assert set(page) - in_excel == set()


def test_no_exact_number_hides_behind_what_is_shown() -> None:
    """Neither a bar's length nor a cell of the workbook tells 3 from 4."""
    client, seen = coordinator_client(), []
    for times in (3, 1):
        made.decided(Move.DECLINE, made.noon(date(2024, 5, 1)), times=times)
        page = client.get(PAGE, YEAR).text.partition('id="applications"')[2]
        book = load_workbook(io.BytesIO(save(client, "xlsx").content))
        cells = [cell.value for sheet in book for row in sheet for cell in row]
        seen.append((page.partition("</section>")[0], cells))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_each_file_is_in_the_log(kind: str) -> None:
    ada = make_staff()
    response = save(sign_in(ada), kind)
    entry = AuditEntry.objects.get(action="report.save")
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="board-report-2024-04-01-to-2025-03-31.{kind}"'
    )
    assert (entry.actor, entry.new) == (ada, {"kind": kind, **YEAR})


def test_no_file_is_made_of_a_wrong_period_or_kind() -> None:
    client = coordinator_client()
    wrong = client.post(f"{PAGE}?since=2025-01-01&until=2024-01-01", {"kind": "docx"})
    other = save(client, "exe")
    kinds = {response.headers["Content-Type"] for response in (wrong, other)}
    assert kinds == {"text/html; charset=utf-8"}
    assert not AuditEntry.objects.filter(action="report.save").exists()


def test_a_member_is_refused() -> None:
    organisation = made.member_since(date(2024, 1, 1))
    user = User.objects.create_user("ada@example.org", name="Ada")
    organisation.affiliations.create(user=user, role="primary", started_at=timezone.now())
    assert sign_in(user, factor=False).get(PAGE).status_code == 403


def test_an_empty_period_says_so_in_each_part() -> None:
    text = coordinator_client().get(PAGE, YEAR).text
    assert text.count("None in this period.") == 11
