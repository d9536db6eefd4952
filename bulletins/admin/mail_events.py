"""What the mail provider reported, to look at: of bulletins, and of the site's other mail."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bulletins.admin.list_pages import tag
from bulletins.mail_reports import Fate
from bulletins.models import MailEvent
from portal.admin_records import ReadOnlyAdmin

TONES = {
    Fate.ARRIVED: "good",
    Fate.LATER: "wait",
    Fate.CAME_BACK: "wait",
    Fate.DEAD: "bad",
    Fate.COMPLAINED: "bad",
    Fate.LEFT: "neutral",
}
SEE_MAIL = "portal.view_outgoingmail"


@admin.register(MailEvent)
class MailEventAdmin(ReadOnlyAdmin):
    list_display = ("address", "kind_tag", "about", "detail", "at")
    list_filter = ("kind", "provider")
    list_select_related = ("delivery__bulletin", "mail")
    search_fields = ("address",)
    search_help_text = _("Address")
    ordering = ("-at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ("address", "kind_tag", "about", "detail", "provider", "at")
    change_list_template = "admin/bulletins/mailevent/change_list.html"

    def get_fields(self, request: HttpRequest, obj: MailEvent | None = None) -> tuple[str, ...]:
        """Mail to one person is shown only to who may see what the site sent."""
        is_closed = obj and obj.mail_id and not request.user.has_perm(SEE_MAIL)
        return tuple(name for name in self.fields if not (is_closed and name == "about"))

    @admin.display(description=_("what"), ordering="kind")
    def kind_tag(self, row: MailEvent) -> SafeString:
        return tag(row.get_kind_display(), TONES[Fate(row.kind)])

    @admin.display(description=_("of"))
    def about(self, row: MailEvent) -> str | SafeString:
        if row.delivery:
            return str(row.delivery.bulletin)
        if row.mail:
            url = reverse("admin:portal_outgoingmail_change", args=[row.mail_id])
            return format_html('<a href="{}">{}</a>', url, gettext("Mail to one person"))
        return gettext("Not known")
