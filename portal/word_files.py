"""Word files that everybody can read: real headings, the document's language, tables whose first
row is their header; nothing that says who wrote them.

Pure: no database, no request, no settings. Import it where a file is made: its library weighs six
megabytes of each process.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from portal.xml_text import writable

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "en-GB"


def begin(title: str) -> Any:
    """A document under its title; the library's own author and remark are gone."""
    document = Document()
    about = document.core_properties
    about.title, about.language = writable(title), LANGUAGE
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    _set_language(document)
    document.add_heading(writable(title), level=0)
    return document


def add_table(document: Any, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """The first row is repeated on each page and read out as the header."""
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = writable(heading)
        cell.paragraphs[0].runs[0].bold = True
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for texts in rows:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = writable(text)


def finished(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_language(document: Any) -> None:
    fonts = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    properties = fonts.find(qn("w:rPr"))
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    for kind in ("w:val", "w:eastAsia"):
        language.set(qn(kind), LANGUAGE)
