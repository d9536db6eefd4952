"""The site's own records in the admin: what was sent, what was done, and the site's settings."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal import audit, outbox
from portal.admin_records import ReadOnlyAdmin
from portal.models import AuditEntry, OutgoingMail, SiteSettings

State = OutgoingMail.State
TONES = {
    State.WAITING: "wait",
    State.SENDING: "info",
    State.SENT: "good",
    State.IN_DOUBT: "bad",
    State.PARKED: "bad",
    State.EXPIRED: "neutral",
}


# Mail -----------------------------------------------------------------------------------------


class StuckFilter(admin.SimpleListFilter):
    title = _("needs somebody")
    parameter_name = "stuck"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Given up or in doubt"))]

    def queryset(
        self, _request: HttpRequest, mails: QuerySet[OutgoingMail]
    ) -> QuerySet[OutgoingMail]:
        stuck = [State.PARKED, State.IN_DOUBT]
        return mails.filter(state__in=stuck) if self.value() == "yes" else mails


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """What became of each mail. The bodies of credentials are shown to nobody."""

    list_display = ("subject", "to", "state_tag", "attempts", "created_at", "sent_at")
    list_filter = (StuckFilter, "state", "is_credential", "created_at")
    search_fields = ("to", "subject")
    search_help_text = _("Address or subject")
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "state_tag",
        "what_now",
        "to",
        "reply_to",
        "subject",
        "body",
        "attempts",
        "last_error",
        "created_at",
        "next_attempt_at",
        "sent_at",
        "message_id",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMail]:
        mails = OutgoingMail.objects.visible_to(request.user).order_by(*self.ordering)
        return mails.defer("sealed", "html", "attachments")

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, mail: OutgoingMail) -> SafeString:
        tone = TONES[State(mail.state)]
        return format_html('<span class="tag tag--{}">{}</span>', tone, mail.get_state_display())

    @admin.display(description=_("text"))
    def body(self, mail: OutgoingMail) -> str:
        if mail.is_credential:
            return gettext("Not shown: this mail holds a code or a personal link.")
        return mail.text

    @admin.display(description=_("what you can do"))
    def what_now(self, mail: OutgoingMail) -> str | SafeString:
        if mail.can_be_sent_again:
            url = reverse("admin:portal_outgoingmail_send_again", args=[mail.pk])
            return format_html('<a href="{}">{}</a>', url, gettext("Send again"))
        if mail.is_credential and mail.state in {State.PARKED, State.IN_DOUBT}:
            return gettext("Nothing here: whoever needs it asks for a new code or link.")
        return gettext("Nothing: it takes its course.")

    def get_urls(self) -> list[URLPattern]:
        send_again = path(
            "<int:pk>/send-again/",
            self.admin_site.admin_view(self.send_again),
            name="portal_outgoingmail_send_again",
        )
        return [send_again, *super().get_urls()]

    def send_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then put a stuck mail back in line."""
        if not request.user.has_perm("portal.change_outgoingmail"):
            raise PermissionDenied
        mail = get_object_or_404(OutgoingMail.objects.visible_to(request.user), pk=pk)
        if request.method == "POST":
            if _put_back(mail, by=request.user):
                messages.success(request, gettext("The mail will go out again within a minute."))
            else:
                messages.warning(request, gettext("It was not sent again: it is not stuck."))
            return redirect("admin:portal_outgoingmail_change", mail.pk)
        context = self.admin_site.each_context(request) | {
            "title": gettext("Send this mail again?"),
            "mail": mail,
            "opts": self.opts,
            "may_have_arrived": mail.state == State.IN_DOUBT,
        }
        return render(request, "admin/portal/outgoingmail/send_again.html", context)


@transaction.atomic
def _put_back(mail: OutgoingMail, *, by: Any) -> bool:
    now = timezone.now()
    if not outbox.send_again(mail=mail, now=now):
        return False
    old, new = {"state": mail.state}, {"state": State.WAITING}
    audit.record(by=by, action="mail.send-again", target=mail, old=old, new=new, now=now)
    return True


# Audit log ------------------------------------------------------------------------------------


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what to which object. The links narrow the list to one person or one object."""

    list_display = ("at", "who", "action", "what", "changes")
    list_filter = (
        "at",
        ("action", admin.AllValuesFieldListFilter),
        ("object_type", admin.AllValuesFieldListFilter),
    )
    search_fields = ("actor_name", "object_label", "object_id", "request_id")
    search_help_text = _("Name of a person or object, its number, or an error's reference")
    ordering = ("-at", "-pk")
    list_per_page = 50
    list_display_links = ("at",)
    show_full_result_count = False
    fields = ("at", "who", "action", "what", "changes", "request_id", "erasure")

    more_lookups = ("actor", "object_type", "object_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.visible_to(request.user).order_by(*self.ordering)

    @admin.display(description=_("who"), ordering="actor_name")
    def who(self, entry: AuditEntry) -> str | SafeString:
        if entry.actor_id is None:
            return entry.actor_name
        return _narrowed(entry.actor_name, actor=entry.actor_id)

    @admin.display(description=_("object"), ordering="object_label")
    def what(self, entry: AuditEntry) -> SafeString:
        kind = entry.object_type.rpartition(".")[2]
        link = _narrowed(
            entry.object_label, object_type=entry.object_type, object_id=entry.object_id
        )
        return format_html("{} ({} {})", link, kind, entry.object_id)

    @admin.display(description=_("before and after"))
    def changes(self, entry: AuditEntry) -> SafeString:
        names = dict.fromkeys([*entry.old, *entry.new])
        rows = [(name, _shown(entry.old, name), _shown(entry.new, name)) for name in names]
        return format_html_join("", "<div><b>{}</b>: {} → {}</div>", rows)


def _narrowed(label: str, **filters: Any) -> SafeString:
    url = reverse("admin:portal_auditentry_changelist")
    return format_html('<a href="{}?{}">{}</a>', url, urlencode(filters), label)


def _shown(values: dict[str, Any], name: str) -> str:
    """A value as people read it: lists with commas, a word for none."""
    value = values.get(name)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return gettext("nothing") if value is None or value == "" else str(value)


# Settings -------------------------------------------------------------------------------------


class SiteSettingsForm(forms.ModelForm):
    """The working days as boxes to tick; stored as digits."""

    working_days = forms.MultipleChoiceField(
        label=_("Working days"),
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day")},
        help_text=_("Days the co-ordinator works; answers are promised in these."),
    )

    class Meta:
        model = SiteSettings
        fields = (
            "coordinator_name",
            "coordinator_email",
            "coordinator_phone",
            "working_days",
            "answer_within_working_days",
            "confirmations_from",
            "confirmation_grace_days",
            "invoice_details",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["working_days"] = list(self.instance.working_days)

    def clean_working_days(self) -> str:
        return "".join(sorted(self.cleaned_data["working_days"]))

    def clean_confirmations_from(self) -> date | None:
        """A day that has passed would make members late who were never asked."""
        day: date | None = self.cleaned_data["confirmations_from"]
        if day and "confirmations_from" in self.changed_data and day < timezone.localdate():
            raise forms.ValidationError(
                _("Choose today or a later day: four weeks ahead gives everybody time")
            )
        return day


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """One row: its list is the row, and it is there before anybody saved it."""

    form = SiteSettingsForm
    actions = None

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, _request: HttpRequest, _context: Any = None) -> HttpResponseRedirect:
        return redirect("admin:portal_sitesettings_change", 1)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> SiteSettings | None:
        if object_id != "1":
            return None
        saved: SiteSettings | None = super().get_object(request, object_id, from_field)
        return saved or SiteSettings(pk=1, coordinator_email=settings.COORDINATOR_EMAIL)

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: Any, change: bool) -> None:
        """The admin has opened a transaction: the change and its entry stand together."""
        before = SiteSettings.objects.filter(pk=1).first() or SiteSettings(
            pk=1, coordinator_email=settings.COORDINATOR_EMAIL
        )
        old, new = (_values(row, form.changed_data) for row in (before, obj))
        super().save_model(request, obj, form, change)
        audit.record(by=request.user, action="settings.change", target=obj, old=old, new=new)
        transaction.on_commit(SiteSettings.forget)


def _values(row: SiteSettings, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
