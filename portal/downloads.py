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
    return HttpResponse(
        content,
        headers={
            "Content-Type": CSV_TYPE if is_csv else XLSX_TYPE,
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )
