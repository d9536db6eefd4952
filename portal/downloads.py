"""Lists on their way to a browser; who may have them is the caller's business."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from portal.spreadsheets import CSV_TYPE, XLSX_TYPE, Row, as_csv, as_xlsx

KINDS = ("csv", "xlsx")


def spreadsheet(
    name: str, kind: str, *, title: str, headings: Sequence[str], rows: Iterable[Row]
) -> HttpResponse:
    """Rows as a file called `name`, of one of `KINDS`; its sheet is called `title`."""
    is_csv = kind == "csv"
    content = as_csv(headings, rows) if is_csv else as_xlsx(title, headings, rows)
    return as_file(f"{name}.{kind}", content, CSV_TYPE if is_csv else XLSX_TYPE)


def as_file(name: str, content: bytes, content_type: str) -> HttpResponse:
    """Bytes to be saved, never shown in the page nor kept on the way."""
    return HttpResponse(
        content,
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )
