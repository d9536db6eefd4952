"""Speakers and officials of a forum: who is asked, for which part, and what they said."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.admin import inviting_speakers
from forums.admin.inviting_speakers import CHANGE, VIEW
from forums.admin.running_pages import RUN
from forums.forms.speakers import NewSpeakerForm, SpeakerForm
from forums.models import AgendaItem, Forum, Speaker
from forums.states import SET_UP
from portal import audit
from portal.admin_filters import DefaultedFilter
from portal.admin_records import AuditedAdmin
from portal.whole_numbers import whole_number

State = Speaker.State
TONES = {
    State.PLANNED: "neutral",
    State.INVITED: "wait",
    State.ACCEPTED: "good",
    State.DECLINED: "bad",
    State.WITHDRAWN: "bad",
}
KNOWN = ("of_forum", "state_tag", "invited_at", "answered_at")


class AnswerFilter(DefaultedFilter):
    title = _("answer")
    parameter_name = "answer"
    default = "all"
    words = (
        ("unanswered", _("Asked, not answered, forum to come")),
        *((state.value, state.label) for state in State),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        silent = Speaker.objects.unanswered(timezone.now())
        each = {state.value: Q(state=state) for state in State}
        return {"unanswered": Q(pk__in=silent.values("pk")), **each}


class OfForumFilter(admin.SimpleListFilter):
    title = _("forum")
    parameter_name = "forum"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        forums = Forum.objects.order_by("-starts_at", "-pk").values_list("pk", "title")
        return [(str(pk), title) for pk, title in forums[:20]]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Speaker]) -> QuerySet[Speaker]:
        forum = whole_number(str(self.value() or ""))
        return queryset if forum is None else queryset.filter(forum=forum)


@admin.register(Speaker)
class SpeakerAdmin(AuditedAdmin):
    list_display = ("name", "state_tag", "kind", "role", "part", "forum")
    list_filter = (AnswerFilter, "kind", OfForumFilter)
    list_select_related = ("forum", "item")
    search_fields = ("name", "role", "email")
    search_help_text = _("Name, role or e-mail address. Looks in all.")
    ordering = ("-forum__starts_at", "name", "pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    long_texts = ("biography",)
    change_form_template = "admin/forums/speaker/change_form.html"
    change_list_template = "admin/forums/speaker/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Speaker]:
        people: QuerySet[Speaker] = super().get_queryset(request)
        return people.select_related("forum", "item")

    def changelist_view(self, request: HttpRequest, _extra: Any = None) -> HttpResponse:
        """Those of one forum stand below the ways to its other pages."""
        number = whole_number(request.GET.get("forum", ""))
        forum = None if number is None else Forum.objects.filter(pk=number).first()
        return super().changelist_view(request, {"forum": forum})

    def get_fields(self, request: HttpRequest, obj: Speaker | None = None) -> Any:
        """The forum is chosen once; the answer is theirs."""
        known = self.get_readonly_fields(request, obj)
        return (*known, *SpeakerForm.Meta.fields) if obj else NewSpeakerForm.Meta.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Speaker | None = None) -> Any:
        """That somebody has needs is known to who may look at them alone."""
        needs = ("gave_needs",) if request.user.has_perm(RUN) else ()
        return (*KNOWN, *needs) if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = SpeakerForm if obj else NewSpeakerForm
        kwargs |= {"form": form, "fields": form.Meta.fields}
        made = super().get_form(request, obj, change, **kwargs)
        field: Any = made.base_fields.get("item")
        if field is not None:
            about = {"forum": obj.forum_id} if obj else self._chosen(request)
            items = AgendaItem.objects.select_related("forum").filter(**about)
            field.queryset = items.order_by("forum", "position", "pk")
            field.label_from_instance = _in_words if "forum" in about else _with_forum
        return made

    def _chosen(self, request: HttpRequest) -> dict[str, Any]:
        """The forum that a new one is added to, where the page was opened from it."""
        number = whole_number(request.GET.get("forum", ""))
        return {"forum__in": _to_come()} if number is None else {"forum": number}

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Forums that somebody can still be asked to."""
        if db_field.name == "forum":
            kwargs["queryset"] = _to_come()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, speaker: Speaker) -> SafeString:
        state = State(speaker.state)
        return format_html('<span class="tag tag--{}">{}</span>', TONES[state], state.label)

    @admin.display(description=_("there for"))
    def part(self, speaker: Speaker) -> str:
        return str(speaker.item) if speaker.item else gettext("The whole forum")

    @admin.display(description=_("forum"))
    def of_forum(self, speaker: Speaker) -> str:
        return str(speaker.forum)

    @admin.display(description=_("needs on the day"))
    def gave_needs(self, speaker: Speaker) -> str:
        """Whether, never what: that is on a page of its own, and each look is written down."""
        return gettext("Said something") if speaker.needs else gettext("Nothing said")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(VIEW)

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(CHANGE)

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(CHANGE)

    def has_delete_permission(self, request: HttpRequest, obj: Speaker | None = None) -> bool:
        """Who was never asked may go; of others it is kept what they said."""
        is_planned = obj is None or obj.state == State.PLANNED
        return is_planned and request.user.has_perm(CHANGE)

    def delete_model(self, request: HttpRequest, obj: Speaker) -> None:
        audit.record(by=request.user, action="speaker.delete", target=obj)
        super().delete_model(request, obj)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Locked until it is saved: without it a save could undo what they answer meanwhile."""
        speaker = super().get_object(request, object_id, from_field)
        if speaker is None or request.method != "POST":
            return speaker
        with transaction.atomic():  # the admin's own goes on until the answer
            rows = Speaker.objects.select_related("forum", "item").select_for_update(of=("self",))
            return rows.filter(pk=cast(Speaker, speaker).pk).first()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A link that went to an earlier address, or for another part, stops working."""
        if change and obj.token_hash and {"email", "item"} & set(form.changed_data):
            obj.token_hash = ""
            said = gettext("The link that was sent does not work any more: send a new one.")
            messages.warning(request, said)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Speaker, _post_url_continue: str | None = None
    ) -> HttpResponse:
        """On to their page, where they are asked."""
        messages.success(request, gettext("Added. Now ask them."))
        return redirect("admin:forums_speaker_change", obj.pk)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Headed by their name, with what can be done and what to look out for."""
        if (speaker := context.get("original")) is not None:
            context |= {"title": str(speaker), "subtitle": None, **_ways(request, speaker)}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        wrap, pages = self.admin_site.admin_view, inviting_speakers
        return [
            path("<int:pk>/invite/", wrap(pages.invite), name="forums_speaker_invite"),
            path("<int:pk>/withdraw/", wrap(pages.withdraw), name="forums_speaker_withdraw"),
            *super().get_urls(),
        ]


def _to_come() -> QuerySet[Forum]:
    return Forum.objects.upcoming(timezone.now()).filter(state__in=sorted(SET_UP))


def _in_words(item: AgendaItem) -> str:
    return f"{item} ({item.get_rule_display()})"


def _with_forum(item: AgendaItem) -> str:
    return f"{item.forum}: {_in_words(item)}"


def _ways(request: HttpRequest, speaker: Speaker) -> dict[str, Any]:
    """Ways on from somebody's record, and the items of the sanctuary within an official's time."""
    may_change = request.user.has_perm(CHANGE)
    forum, asked = speaker.forum, {State.INVITED, State.ACCEPTED}
    is_to_come = forum.state in SET_UP and not forum.is_over(timezone.now())
    return {
        "may_invite": may_change and is_to_come,
        "may_withdraw": may_change and speaker.state in asked,
        "may_see_needs": request.user.has_perm(RUN),
        "sanctuaries": inviting_speakers.sanctuaries_of(speaker),
    }
