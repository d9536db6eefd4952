"""Addresses that no bulletin may go to, and lifting that with a reason."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bulletins.actions import lists
from bulletins.admin.list_pages import LIFT, METHODS, refuse_without, staff, tag
from bulletins.forms.staff_lists import LiftForm
from bulletins.models import Suppression
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    list_display = ("address", "reason_tag", "detail", "created_at")
    list_filter = ("reason",)
    search_fields = ("address",)
    search_help_text = _("Address")
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ("address", "reason_tag", "detail", "created_at", "what_now")
    change_list_template = "admin/bulletins/suppression/change_list.html"

    @admin.display(description=_("reason"), ordering="reason")
    def reason_tag(self, row: Suppression) -> SafeString:
        complained = row.reason == Suppression.Reason.COMPLAINED
        return tag(row.get_reason_display(), "bad" if complained else "wait")

    @admin.display(description=_("what you can do"))
    def what_now(self, row: Suppression) -> SafeString:
        url = reverse("admin:bulletins_suppression_lift", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Let bulletins go there again"))

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view(lift)
        own = path("<int:pk>/lift/", wrapped, name="bulletins_suppression_lift")
        return [own, *super().get_urls()]


@require_http_methods(METHODS)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for a reason, which is kept in the log."""
    refuse_without(request, LIFT)
    row = get_object_or_404(Suppression, pk=pk)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why, now = form.cleaned_data["why"], timezone.now()
        if lists.lift_suppression(address=row.address, why=why, by=staff(request), now=now):
            messages.success(request, gettext("Bulletins may go there again."))
        else:
            messages.warning(request, gettext("Somebody else has just lifted it."))
        return redirect("admin:bulletins_suppression_changelist")
    template = "admin/bulletins/suppression/lift.html"
    title = gettext("Let bulletins go there again?")
    return page(request, template, Suppression, title=title, row=row, form=form)
