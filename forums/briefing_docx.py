"""A briefing as a Word file that officials can read and comment on.

Pure: no database, no request, no settings.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from forums.briefing import Answer, Briefing, Part
from portal.word_files import TYPE, add_table, begin, finished
from portal.xml_text import writable

__all__ = ("TYPE", "as_docx")


def as_docx(briefing: Briefing) -> bytes:
    """The bytes of the Word file."""
    document = begin(briefing.title)
    document.add_paragraph(writable(briefing.day))
    for number, part in enumerate(briefing.parts, start=1):
        _add_part(document, number, part)
    return finished(document)


def _add_part(document: Any, number: int, part: Part) -> None:
    document.add_heading(f"{number}. {writable(part.statement)}", level=1)
    document.add_paragraph(writable(". ".join(filter(None, (part.level, part.themes)))))
    if part.evidence:
        document.add_paragraph(writable(_("This affects %(band)s.") % {"band": part.evidence}))
    _add_text(document, part.about)
    for letter in part.letters:
        sent = _("What we wrote on %(day)s") % {"day": letter.sent_on}
        document.add_heading(sent, level=2)
        if letter.reference:
            document.add_paragraph(
                writable(_("Your reference: %(ref)s") % {"ref": letter.reference})
            )
        _add_text(document, letter.text)
    if part.answers:
        document.add_heading(_("What has happened since"), level=2)
        add_table(document, (_("Day"), _("What"), _("In words")), _rows(part.answers))
    if part.what_changed:
        document.add_heading(_("What changed"), level=2)
        _add_text(document, part.what_changed)


def _add_text(document: Any, text: str) -> None:
    for paragraph in filter(None, (one.strip() for one in text.split("\n"))):
        document.add_paragraph(writable(paragraph))


def _rows(answers: tuple[Answer, ...]) -> Iterator[tuple[str, str, str]]:
    for answer in answers:
        words = "\n".join(filter(None, (answer.words, answer.their_words)))
        yield answer.on, answer.what, words
