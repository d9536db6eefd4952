"""Guidance enquiries: read with what was typed, answered, called back, closed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.actions import guidance
from network.admin.answers import OUTCOME_WORDS, REFERRAL_WORDS, TONES
from network.admin.pages import staff
from network.admin.queue import tag
from network.eligibility import InvalidHeadcount, Verdict, answers_from, screen
from network.forms import checker
from network.forms.casework import STAFF_VERDICTS, EnquiryAnswerForm, EnterEnquiryForm
from network.forms.words import shown
from network.models import GuidanceEnquiry
from portal import audit
from portal.admin_filters import DefaultedFilter
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.models import SiteSettings
from portal.outbox import Letter
from portal.templatetags.portal import moment
from portal.whole_numbers import whole_number

ANSWER = "network.answer_guidanceenquiry"
STATE_TONES = {
    GuidanceEnquiry.State.NEW: "wait",
    GuidanceEnquiry.State.ANSWERED: "good",
    GuidanceEnquiry.State.CLOSED: "neutral",
}


class NewFilter(DefaultedFilter):
    title = gettext_lazy("enquiries")
    parameter_name = "state"
    default = GuidanceEnquiry.State.NEW.value
    words = (
        (GuidanceEnquiry.State.NEW.value, gettext_lazy("New")),
        ("call", gettext_lazy("New, would like a call")),
        (GuidanceEnquiry.State.ANSWERED.value, gettext_lazy("Answered")),
        (GuidanceEnquiry.State.CLOSED.value, gettext_lazy("Closed")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        states = {value: Q(state=value) for value in GuidanceEnquiry.State.values}
        return states | {"call": Q(state=GuidanceEnquiry.State.NEW, wants_call=True)}


@admin.register(GuidanceEnquiry)
class GuidanceEnquiryAdmin(ReadOnlyAdmin):
    list_display = ("reference", "name", "organisation_name", "call", "state_tag", "created_at")
    list_display_links = ("reference", "name")
    list_filter = (NewFilter, "source")
    search_fields = ("reference", "name", "email", "organisation_name")
    search_help_text = gettext_lazy("Reference, name, e-mail address or organisation.")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/network/guidanceenquiry/queue.html"

    @admin.display(description=gettext_lazy("call back"), ordering="wants_call")
    def call(self, enquiry: GuidanceEnquiry) -> str | SafeString:
        if not enquiry.wants_call:
            return ""
        leave = _("message ok") if enquiry.may_leave_message else _("no message")
        return tag(f"{enquiry.phone}: {leave}", "info")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, enquiry: GuidanceEnquiry) -> SafeString:
        state = GuidanceEnquiry.State(enquiry.state)
        return tag(state.label, STATE_TONES[state])

    def get_ordering(self, _request: HttpRequest) -> Any:
        """New first, oldest first."""
        new_first = Case(When(state=GuidanceEnquiry.State.NEW, then=Value(0)), default=1)
        return (new_first, "created_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuidanceEnquiry]:
        return super().get_queryset(request).defer("typed", "message", "answer")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ANSWER)

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra_context: Any = None
    ) -> HttpResponse:
        if not request.user.has_perm(ANSWER):
            raise PermissionDenied
        form = EnterEnquiryForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            enquiry = guidance.send_enquiry(
                fields=form.enquiry_fields(),
                typed={},
                now=timezone.now(),
                by=staff(request),
                source=form.cleaned_data["source"],
            )
            messages.success(request, _("The enquiry has been entered."))
            return redirect("admin:network_guidanceenquiry_change", enquiry.pk)
        template = "admin/network/guidanceenquiry/enter.html"
        title = _("Enter an enquiry on someone's behalf")
        return page(request, template, GuidanceEnquiry, title=title, form=form)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        pk = whole_number(object_id)
        enquiries = GuidanceEnquiry.objects.select_related("answered_by")
        enquiry = get_object_or_404(enquiries, pk=pk)
        if request.method != "POST":
            return _show(request, enquiry, EnquiryAnswerForm(initial=_greeting(enquiry)))
        if not request.user.has_perm(ANSWER):
            raise PermissionDenied
        return _act(request, enquiry)


def _act(request: HttpRequest, enquiry: GuidanceEnquiry) -> HttpResponse:
    """`act` is send, call, close or change; sending and closing ask first, and `sure` does them."""
    act = request.POST.get("act")
    form = EnquiryAnswerForm(request.POST)
    if act == "change":
        return _show(request, enquiry, EnquiryAnswerForm(initial={"text": form.data.get("text")}))
    if act != "close" and not form.is_valid():
        return _show(request, enquiry, form)
    try:
        if act == "close":
            return _close(request, enquiry)
        return _answer(request, enquiry, form, send=act == "send" and bool(enquiry.email))
    except guidance.NotOpen:
        enquiry.refresh_from_db()
        messages.error(request, _already(enquiry))
        text = form.data.get("text", "").strip() if act != "close" else ""
        unsent = "" if text == enquiry.answer else text  # a second press on the same answer
        return _show(request, enquiry, form, status=409, unsent=unsent)


def _answer(
    request: HttpRequest, enquiry: GuidanceEnquiry, form: EnquiryAnswerForm, *, send: bool
) -> HttpResponse:
    """A mail is previewed first; the note of a call is kept at once, as it goes to nobody."""
    text = form.cleaned_data["text"]
    if send and request.POST.get("sure") != "yes":
        guidance.check_open(enquiry)
        letter = guidance.answer_letter(enquiry, text)
        return _ask(request, enquiry, "preview.html", _("Send this answer?"), form, letter)
    guidance.answer_enquiry(
        enquiry=enquiry, text=text, by=staff(request), now=timezone.now(), send=send
    )
    said = _("Your answer is on its way.") if send else _("The call has been noted.")
    messages.success(request, said)
    return redirect("admin:network_guidanceenquiry_changelist")


def _close(request: HttpRequest, enquiry: GuidanceEnquiry) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        if enquiry.state == GuidanceEnquiry.State.CLOSED:
            raise guidance.NotOpen
        return _ask(request, enquiry, "close.html", _("Close this enquiry?"))
    guidance.close_enquiry(enquiry=enquiry, by=staff(request), now=timezone.now())
    messages.success(request, _("The enquiry is closed."))
    return redirect("admin:network_guidanceenquiry_changelist")


def _ask(
    request: HttpRequest,
    enquiry: GuidanceEnquiry,
    template: str,
    title: str,
    form: EnquiryAnswerForm | None = None,
    letter: Letter | None = None,
) -> HttpResponse:
    """What will happen; nothing is done yet."""
    return page(
        request,
        f"admin/network/guidanceenquiry/{template}",
        GuidanceEnquiry,
        title=title,
        enquiry=enquiry,
        form=form,
        letter=letter,
    )


def _already(enquiry: GuidanceEnquiry) -> str:
    """Who did what and when, to whoever came second."""
    if enquiry.state == GuidanceEnquiry.State.ANSWERED:
        act, when = "enquiry.answer", enquiry.answered_at
        said = _("Answered already by %(who)s on %(when)s. This time nothing was sent or changed.")
    else:
        act, when = "enquiry.close", enquiry.closed_at
        said = _("Closed already by %(who)s on %(when)s. This time nothing was sent or changed.")
    entry = audit.last_of(enquiry, act)
    who = entry.actor_name if entry else _("somebody")
    return said % {"who": who, "when": moment(when)}


def _greeting(enquiry: GuidanceEnquiry) -> dict[str, str]:
    """A letter to start from, for who can be written to."""
    if not enquiry.email:
        return {}
    name = " ".join(enquiry.name.split())
    sender = SiteSettings.current().coordinator_name or _("The network co-ordinator")
    return {
        "text": _("Dear %(name)s,\n\n\n\nWith good wishes,\n%(sender)s")
        % {"name": name, "sender": sender}
    }


def _show(
    request: HttpRequest,
    enquiry: GuidanceEnquiry,
    form: EnquiryAnswerForm,
    status: int = 200,
    unsent: str = "",
) -> HttpResponse:
    """`unsent` is what was written in vain, there to copy."""
    state = GuidanceEnquiry.State(enquiry.state)
    may_answer = request.user.has_perm(ANSWER)
    return page(
        request,
        "admin/network/guidanceenquiry/answer.html",
        GuidanceEnquiry,
        title=_("Enquiry of %(name)s") % {"name": enquiry.name},
        status=status,
        enquiry=enquiry,
        form=form,
        state_word=state.label,
        state_tone=STATE_TONES[state],
        source=enquiry.get_source_display(),
        may_answer=may_answer and state == GuidanceEnquiry.State.NEW,
        may_close=may_answer and state != GuidanceEnquiry.State.CLOSED,
        unsent=unsent,
        typed=typed_rows(enquiry),
        screening=screened(enquiry),
    )


def typed_rows(enquiry: GuidanceEnquiry) -> list[dict[str, Any]]:
    """What was typed into the checker, in words; never the leadership counts."""
    fields = {
        name: field
        for question in checker.QUESTIONS
        if question.slug != "numbers"
        for name, field in question.form.base_fields.items()
    }
    return [
        {"label": field.label, "value": shown(field, enquiry.typed[name])}
        for name, field in fields.items()
        if enquiry.typed.get(name) not in (None, "", [])
    ]


def screened(enquiry: GuidanceEnquiry) -> dict[str, Any] | None:
    """What screening makes of it, or None without answers; no reason that quotes counts."""
    if not enquiry.typed:
        return None
    try:
        screening = screen(answers_from(enquiry.typed))
    except InvalidHeadcount:
        return None
    word, tone = OUTCOME_WORDS[screening.outcome]
    return {
        "word": word,
        "tone": tone,
        "referrals": [REFERRAL_WORDS[referral] for referral in screening.referrals],
        "categories": [
            {
                "title": found.category.label,
                "word": STAFF_VERDICTS[found.verdict]
                if found.verdict != Verdict.JUDGEMENT
                else _("Judgement"),
                "tone": TONES[found.verdict],
            }
            for found in screening.categories
        ],
    }
