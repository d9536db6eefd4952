"""The letters that decisions start from, in the co-ordinator's own words."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from network.forms.casework import LetterPresetForm
from network.letters import PLACEHOLDERS, REQUIRED
from network.models import LetterPreset
from portal.admin_records import AuditedAdmin

MEANINGS = {
    "name": _("the reader's name"),
    "organisation": _("the organisation's name"),
    "reference": _("the application's reference"),
    "questions": _("the questions asked, numbered"),
    "link": _("the address of the application; on a line of its own it becomes a button"),
    "dashboard": _("the address of the reader's dashboard; alone on a line it becomes a button"),
    "telephone": _("the co-ordinator's telephone from the site settings"),
    "coordinator": _("the co-ordinator's name from the site settings"),
}


@admin.register(LetterPreset)
class LetterPresetAdmin(AuditedAdmin):
    form = LetterPresetForm
    list_display = ("__str__", "subject")
    ordering = ("move", "reason")
    fields = ("for_what", "subject", "body", "placeholders")
    readonly_fields = ("for_what", "placeholders")

    @admin.display(description=_("letter for"))
    def for_what(self, preset: LetterPreset) -> str:
        return str(preset)

    @admin.display(description=_("placeholders"))
    def placeholders(self, preset: LetterPreset) -> SafeString:
        """What may stand in braces, and what this letter cannot do without."""
        needed = REQUIRED.get(preset.move, frozenset())
        must = _("; this letter needs it")
        rows = [
            (f"{{{name}}}", MEANINGS[name], must if name in needed else "")
            for name in sorted(PLACEHOLDERS)
        ]
        lines = format_html_join("", "<li><code>{}</code>: {}{}</li>", rows)
        return format_html("<ul>{}</ul>", lines)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _obj: LetterPreset | None = None
    ) -> bool:
        return False
