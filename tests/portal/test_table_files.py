"""Which files are taken as lists, and why others are not."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from portal import table_files
from portal.spreadsheets import as_csv, as_xlsx
from portal.table_files import Reason, Refused, read

HEAD = b"Name,Since\n"


def workbook(*rows: list[object]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


BOMB = archive(**{"xl/workbook.xml": b"0" * (table_files.MAX_UNPACKED + 1)})
LONG = HEAD + b"Baobab,2019\n" * 50_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\n ", Reason.EMPTY),
        (b"x" * (table_files.MAX_BYTES + 1), Reason.TOO_BIG),
        (LONG, Reason.TOO_LONG),
        (b"a,b" + b",c" * 60 + b"\n1\n", Reason.TOO_WIDE),
        (HEAD + "Café,2019\n".encode("cp1252"), Reason.ENCODING),
        ("Name,Since\nCafe,2019\n".encode("utf-16-le"), Reason.NUL),
        (HEAD + b"Bao\0bab,2019\n", Reason.NUL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, Reason.OLD_OFFICE),
        (HEAD + b'Baobab,"2019\n', Reason.BREAKS_OFF),
        (b"Baobab,2019-04-01\nHope,2020-04-01\n", Reason.NO_HEADINGS),
        (b"Baobab\nHope\n", Reason.NO_HEADINGS),
        (b"Name,name\nBaobab,2019\n", Reason.TWICE),
        (HEAD, Reason.NO_ROWS),
        (b"PK\x03\x04 no archive", Reason.BROKEN),
        (archive(word__document=b"x"), Reason.BROKEN),
        (archive(**{"xl/workbook.xml": b"<workbook/>"}), Reason.BROKEN),
        (BOMB, Reason.UNPACKS),
        (workbook(["Name", "Since"]), Reason.NO_ROWS),
    ],
)
def test_file_is_refused_for_its_reason(data: bytes, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        read(data)
    assert refused.value.reason == reason


def test_directory_of_too_many_entries_is_not_even_listed() -> None:
    many = archive(**{f"f{number}": b"" for number in range(table_files.MAX_ENTRIES + 1)})
    with pytest.raises(Refused) as refused:
        read(many)
    assert refused.value.reason == Reason.UNPACKS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_however_it_was_saved(encoding: str, delimiter: str) -> None:
    text = f"Name{delimiter}Since\r\nCafé{delimiter}2019\r\n\r\nHope{delimiter}\r\n"
    found = read(text.encode(encoding))
    assert (found.headings, found.rows) == (
        ["Name", "Since"],
        [(2, ["Café", "2019"]), (4, ["Hope", ""])],
    )


def test_half_a_row_and_a_long_one_keep_their_cells() -> None:
    assert read(HEAD + b"Baobab\nHope,2019,more\n").rows == [
        (2, ["Baobab"]),
        (3, ["Hope", "2019", "more"]),
    ]


def test_workbook_gives_days_and_numbers_as_they_are_written() -> None:
    day = datetime(2019, 4, 1)  # noqa: DTZ001 - as workbooks have them
    found = read(workbook(["Name", "Since", "Number"], ["Baobab", day, 1234567.0]))
    assert found.rows == [(2, ["Baobab", "2019-04-01", "1234567"])]


def test_formula_in_a_workbook_is_not_reckoned() -> None:
    assert read(workbook(["Name", "Since"], ["=1+1", "x"])).rows == [(2, ["=1+1", "x"])]


@pytest.mark.parametrize("write", [as_csv, lambda *rows: as_xlsx("List", *rows)])
def test_what_was_kept_from_being_a_formula_comes_back(write: object) -> None:
    saved = write(["Name", "Since"], [["+44 Trust", "@home"]])  # type: ignore[operator]  # both are functions
    assert read(saved).rows == [(2, ["+44 Trust", "@home"])]
