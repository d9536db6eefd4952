"""Earlier lists of subscribers, as people and as files."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bulletins.earlier_lists import Agreement, EarlierList, Listed, read
from portal.table_files import Table

IMPORT = "/admin/bulletins/subscriber/import/"
TODAY, AGREED = date(2026, 11, 2), date(2024, 3, 1)


def agreed(*addresses: str) -> dict[str, Listed]:
    """People of a list who agreed."""
    return {
        address: Listed(number, address, "", "Yes.", AGREED)
        for number, address in enumerate(addresses, start=2)
    }


def read_rows(headings: str, *rows: str, wording: str = "Yes.") -> EarlierList:
    """What lines of cells that stand apart by commas say."""
    cells = [(number, row.split(",")) for number, row in enumerate(rows, start=2)]
    otherwise = Agreement(wording, AGREED)
    return read(Table(headings.split(","), cells), otherwise=otherwise, today=TODAY)


def upload(client: Client, content: str | bytes, **fields: Any) -> Any:
    """Look at a file as a member of staff does."""
    data = content.encode() if isinstance(content, str) else content
    values = {"wording": "Yes, send me news.", "agreed_on": "2024-03-01"}
    return client.post(IMPORT, values | {"file": SimpleUploadedFile("list.csv", data)} | fields)


def bring_in(client: Client, content: str | bytes, *, follow: bool = False, **fields: Any) -> Any:
    """Look at a file, then add who would be added."""
    packed = upload(client, content, **fields).context["packed"]
    return client.post(f"{IMPORT}take-over/", {"people": packed}, follow=follow)
