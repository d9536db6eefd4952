"""One timeline of a case: moves with their letters, findings, assignments, notes."""

import json
from typing import Any

from django.db.models import BooleanField, CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _

from network.choices import Source
from network.eligibility import Category, Verdict
from network.forms.casework import STAFF_VERDICTS
from network.models import Application, ApplicationEvent, InternalNote
from network.states import MOVES, Move, Reason
from portal.models import AuditEntry

NEWEST = 200
SHOWN_ACTS = (
    "application.find",
    "application.assign",
    "application.match",
    "application.scribe",
    "application.enter",
    "application.leadership",
    "application.document",
)
type Row = dict[str, Any]


def timeline(application: Application, *, with_notes: bool) -> list[Row]:
    """Entries newest first: at, title, who, text, letter (subject, text, sent) or None.

    One query. Internal notes only for who may review.
    """
    parts = [_events(application), _acts(application)]
    if with_notes:
        parts.append(_notes(application))
    rows = parts[0].union(*parts[1:], all=True).order_by("-when", "-number")
    return [_entry(row) for row in rows[:NEWEST]]


def _columns(rows: QuerySet[Any], **values: Any) -> QuerySet[Any]:
    """The same columns for each part of the union; what a part lacks is empty."""
    empty = Value("", output_field=TextField())
    columns = {
        "kind": values["kind"],
        "number": F("pk"),
        "when": F("at"),
        "who": values["who"],
        "code": values["code"],
        "why": values.get("why", empty),
        "came_by": values.get("came_by", empty),
        "behalf": values.get("behalf", empty),
        "heading": values.get("heading", empty),
        "words": values.get("words", empty),
        "sent": values.get("sent", Value(False, output_field=BooleanField())),
    }
    return rows.order_by().values(**columns)


def _text(expression: str) -> Any:
    return Cast(expression, TextField())


def _constant(word: str) -> Value:
    return Value(word, output_field=TextField())


def _events(application: Application) -> QuerySet[Any]:
    return _columns(
        ApplicationEvent.objects.filter(application=application),
        kind=_constant("move"),
        who=_text("actor_name"),
        code=_text("move"),
        why=_text("reason"),
        came_by=_text("source"),
        behalf=_text("on_behalf_of"),
        heading=_text("letter_subject"),
        words=_text("letter_text"),
        sent=F("letter_sent"),
    )


def _acts(application: Application) -> QuerySet[Any]:
    entries = AuditEntry.objects.filter(
        object_type=Application._meta.label, object_id=str(application.pk), action__in=SHOWN_ACTS
    )
    return _columns(
        entries,
        kind=_constant("act"),
        who=_text("actor_name"),
        code=_text("action"),
        words=_text("new"),
    )


def _notes(application: Application) -> QuerySet[Any]:
    author = Coalesce(
        NullIf("author__name", Value("")), "author__email", Value(""), output_field=CharField()
    )
    return _columns(
        InternalNote.objects.filter(application=application),
        kind=_constant("note"),
        who=Cast(author, TextField()),
        code=_constant("note"),
        words=_text("text"),
    )


def _entry(row: Row) -> Row:
    make = {"move": _move_entry, "act": _act_entry, "note": _note_entry}[row["kind"]]
    return {"at": row["when"], "who": row["who"], "kind": row["kind"], "letter": None} | make(row)


def _move_entry(row: Row) -> Row:
    said = [str(Reason(row["why"]).label)] if row["why"] else []
    if row["behalf"]:
        values = {"who": row["behalf"], "source": Source(row["came_by"]).label}
        said.append(_("On behalf of %(who)s. Came by: %(source)s") % values)
    letter = None
    if row["words"]:
        letter = {"subject": row["heading"], "text": row["words"], "sent": row["sent"]}
    return {
        "title": MOVES[Move(row["code"])].staff_wording,
        "text": ". ".join(said),
        "letter": letter,
    }


def _note_entry(row: Row) -> Row:
    return {"title": _("Internal note"), "text": row["words"]}


def _act_entry(row: Row) -> Row:
    return _act_words(row["code"].removeprefix("application."), json.loads(row["words"]))


def _act_words(act: str, new: dict[str, Any]) -> Row:
    if act == "find":
        return _finding_words(new)
    if act == "assign":
        who = new.get("assignee")
        return {"title": _("Assigned to %s") % who if who else _("Assigned to nobody"), "text": ""}
    if act == "match":
        name = new.get("organisation")
        title = _("Matched with %s") % name if name else _("Match taken away")
        return {"title": title, "text": ""}
    titles = {
        "scribe": _("Began to type for the applicant"),
        "enter": _("Entered the application for the applicant"),
        "leadership": _("Looked at the leadership figures"),
        "document": _("Opened a document"),
    }
    source = new.get("source")
    came_by = Source(source).label if source in Source.values else ""
    return {"title": titles.get(act, act), "text": str(came_by)}


def _finding_words(new: dict[str, Any]) -> Row:
    if new.get("category") not in Category.values or new.get("verdict") not in Verdict.values:
        return {"title": _("Finding recorded"), "text": ""}  # blanked by an erasure
    values = {
        "category": Category(new["category"]).label,
        "verdict": STAFF_VERDICTS[Verdict(new["verdict"])],
    }
    return {"title": _("Found: %(category)s: %(verdict)s") % values, "text": ""}
