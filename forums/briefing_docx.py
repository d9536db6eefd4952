"""A briefing as a Word file that officials can read and comment on.

Pure: no database, no request, no settings. Real headings, the document's language, a table whose
first row is its header; nothing that says who wrote it.
"""

import io
import re
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from forums.briefing import Answer, Briefing, Part

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "en-GB"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML knows no way to write them


def as_docx(briefing: Briefing) -> bytes:
    """The bytes of the Word file."""
    document = Document()
    _set_up(document, briefing)
    document.add_heading(_clean(briefing.title), level=0)
    document.add_paragraph(_clean(briefing.day))
    for number, part in enumerate(briefing.parts, start=1):
        _add_part(document, number, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, briefing: Briefing) -> None:
    """Title and language; the library's own author and remark go."""
    about = document.core_properties
    about.title, about.language = _clean(briefing.title), LANGUAGE
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    fonts = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    properties = fonts.find(qn("w:rPr"))
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    for kind in ("w:val", "w:eastAsia"):
        language.set(qn(kind), LANGUAGE)


def _add_part(document: Any, number: int, part: Part) -> None:
    document.add_heading(f"{number}. {_clean(part.statement)}", level=1)
    document.add_paragraph(_clean(". ".join(filter(None, (part.level, part.themes)))))
    if part.evidence:
        document.add_paragraph(_clean(_("This affects %(band)s.") % {"band": part.evidence}))
    _add_text(document, part.about)
    for letter in part.letters:
        sent = _("What we wrote on %(day)s") % {"day": letter.sent_on}
        document.add_heading(sent, level=2)
        if letter.reference:
            document.add_paragraph(_clean(_("Your reference: %(ref)s") % {"ref": letter.reference}))
        _add_text(document, letter.text)
    if part.answers:
        document.add_heading(_("What has happened since"), level=2)
        _add_table(document, part.answers)
    if part.what_changed:
        document.add_heading(_("What changed"), level=2)
        _add_text(document, part.what_changed)


def _add_text(document: Any, text: str) -> None:
    for paragraph in filter(None, (one.strip() for one in text.split("\n"))):
        document.add_paragraph(_clean(paragraph))


def _add_table(document: Any, answers: tuple[Answer, ...]) -> None:
    """The first row is repeated on each page and read out as the header."""
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    headings = (_("Day"), _("What"), _("In words"))
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
        cell.paragraphs[0].runs[0].bold = True
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for answer in answers:
        words = "\n".join(filter(None, (answer.words, answer.their_words)))
        row = table.add_row().cells
        for cell, text in zip(row, (answer.on, answer.what, words), strict=True):
            cell.text = _clean(text)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
