"""Lists that no office program takes for formulas, and that can be read back."""

import csv
import io

import pytest
from openpyxl import load_workbook

from portal.spreadsheets import as_csv, as_xlsx, safe

HEADINGS = ("Name", "Note", "Places")


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/c calc'!A1",
        "+44 20 7946 0101",
        "-2+3",
        "@SUM(A1)",
        "\tx",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
    ],
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ọlá Example", "020 7946 0101", "a=b", "O'Neill", "3 - 2"])
def test_ordinary_text_stays(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize("sign", ["\x07", "\x0b", "\ufffe", "\uffff"])
def test_workbook_is_made_whatever_somebody_typed(sign: str) -> None:
    data = as_xlsx(f"Day{sign}", (f"Name{sign}",), [(f"Ọlá{sign} 🎈",)])
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Day"]
    assert [cell.value for row in book.active.rows for cell in row] == ["Name", "Ọlá 🎈"]


def test_numbers_stay_numbers() -> None:
    assert safe(-3) == -3


def test_csv_reads_back_with_commas_quotes_and_accents() -> None:
    rows = [("Ọlá, Example", 'says "hello"\nthere', 3), ("=1+1", "", 0)]

    data = as_csv(HEADINGS, rows)

    text = data.decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read == [
        ["Name", "Note", "Places"],
        ["Ọlá, Example", 'says "hello"\nthere', "3"],
        ["'=1+1", "", "0"],
    ]


def test_workbook_reads_back_without_a_formula() -> None:
    rows = [("=HYPERLINK(1)", "bell\x07", 3), ("Ọlá", "@x", 4)]

    sheet = load_workbook(io.BytesIO(as_xlsx("Delegates: 2027/28", HEADINGS, rows))).active

    read = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert read == [
        ["Name", "Note", "Places"],
        ["'=HYPERLINK(1)", "bell", 3],
        ["Ọlá", "'@x", 4],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    assert sheet.title == "Delegates  2027 28"


def test_empty_list_has_its_headings() -> None:
    assert as_csv(HEADINGS, []).decode("utf-8-sig") == "Name,Note,Places\r\n"
    assert load_workbook(io.BytesIO(as_xlsx("", HEADINGS, []))).active.max_row == 1
