"""What staff type about confidential notes."""

from django.utils.translation import gettext_lazy as _

from portal.boxes import BoxField, DayField, PlainForm, VersionField

LONG = 30_000


class NotesForm(PlainForm):
    """The notes of one item; emptied, they are removed."""

    version = VersionField()
    text = BoxField(
        _("Confidential notes"),
        rows=18,
        most=LONG,
        required=False,
        help_text=_(
            "What was said, not more than is needed. Empty lines make paragraphs, lines that "
            "begin with “- ” a list. Emptied, the notes are removed."
        ),
    )


class DayForm(PlainForm):
    """The day on which the notes of a forum go."""

    version = VersionField()
    day = DayField(
        _("The notes are deleted on"), missing=_("Choose the day on which the notes are deleted")
    )
