"""A report as a Word file and as a workbook, of the same tables as the page. Pure."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.reports import Report
from portal.spreadsheets import Sheet, as_workbook
from portal.word_files import add_table, begin, finished
from portal.xml_text import writable


def as_docx(report: Report) -> bytes:
    document = begin(report.title)
    for line in (report.period, report.counted):
        document.add_paragraph(writable(line))
    for table in report.tables:
        document.add_heading(writable(table.title), level=1)
        document.add_paragraph(writable(table.about))
        if table.is_empty:
            document.add_paragraph(_("None in this period."))
        else:
            lines = ([row.label, *row.words] for row in table.lines)
            add_table(document, table.headings, lines)
    document.add_heading(_("How to read the numbers"), level=1)
    for note in report.notes:
        document.add_paragraph(writable(note))
    return finished(document)


def as_xlsx(report: Report) -> bytes:
    return as_workbook(_sheets(report))


def _sheets(report: Report) -> Iterator[Sheet]:
    """How to read it comes first, as nobody looks at a last sheet."""
    notes = [(line,) for line in (report.period, report.counted, *report.notes)]
    yield Sheet(_("Read first"), (report.title,), notes)
    for table in report.tables:
        rows = [[row.label, *row.values] for row in table.lines]
        yield Sheet(table.title, table.headings, rows)
