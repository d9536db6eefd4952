"""Topics in the admin: the list, a page for each, and topics entered for members."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.actions import topics
from forums.admin import answering_topics
from forums.admin.topic_pages import CHANGE, TONES, find, staff, topic_page
from forums.choices import OUTSIDE_THE_SANCTUARY, TopicShows
from forums.forms.topic_answers import PersonForm
from forums.forms.topics import TopicForm
from forums.models import Issue, Topic
from forums.models.issues import IssueQuerySet
from network.models import Organisation
from portal.admin_filters import DefaultedFilter
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.entering import ForWhomForm
from portal.whole_numbers import whole_number

State = Topic.State


class StateFilter(DefaultedFilter):
    title = _("state")
    parameter_name = "state"
    default = State.OPEN.value
    words = (
        ("unanswered", _("Proposed, on no agenda, no answer yet")),
        *((state.value, state.label) for state in State),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        unanswered = Q(pk__in=Topic.objects.unanswered().values("pk"))
        return {"unanswered": unanswered, **{state.value: Q(state=state) for state in State}}


class AffirmedFilter(DefaultedFilter):
    title = _("organisations that say so too")
    parameter_name = "affirmed"
    default = "all"
    words = (
        ("none", _("None")),
        ("few", _("1 to 4")),
        ("some", _("5 to 9")),
        ("many", _("10 or more")),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        return {
            "none": Q(affirmed=0),
            "few": Q(affirmed__range=(1, 4)),
            "some": Q(affirmed__range=(5, 9)),
            "many": Q(affirmed__gte=10),
        }


@admin.register(Topic)
class TopicAdmin(ReadOnlyAdmin):
    """Read-only as Django's forms go: everything is done by the views of this package."""

    list_display = (
        "title",
        "organisation",
        "theme",
        "who_sees_it",
        "shown_state",
        "affirmed",
        "created_at",
    )
    list_filter = (StateFilter, "theme", "shows", AffirmedFilter, "source")
    list_select_related = ("organisation",)
    search_fields = ("title", "organisation__name")
    search_help_text = _("Title or organisation. Looks in all.")
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/forums/topic/list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        rows: QuerySet[Topic] = super().get_queryset(request).defer("text", "answer")
        return rows.annotate(affirmed=Count("affirmations"))

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, topic: Topic) -> SafeString:
        tone = TONES[State(topic.state)]
        return format_html('<span class="tag tag--{}">{}</span>', tone, topic.get_state_display())

    @admin.display(description=_("who sees it"), ordering="shows")
    def who_sees_it(self, topic: Topic) -> str:
        if topic.shows == TopicShows.COORDINATOR:
            return gettext("Co-ordinator only")
        return gettext("Members")

    @admin.display(description=_("say so too"), ordering="affirmed")
    def affirmed(self, topic: Any) -> int:
        return int(topic.affirmed)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CHANGE)

    def get_urls(self) -> list[URLPattern]:
        answer = self.admin_site.admin_view(answering_topics.answer)
        close = self.admin_site.admin_view(answering_topics.close)
        return [
            path("<int:pk>/answer/", answer, name="forums_topic_answer"),
            path("<int:pk>/close/", close, name="forums_topic_close"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, _form_url: str = "", _extra_context: Any = None
    ) -> HttpResponse:
        return enter(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        _form_url: str = "",
        _extra_context: Any = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request) or request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return show(request, find(whole_number(object_id)))


def show(request: HttpRequest, topic: Topic) -> HttpResponse:
    """One topic, who says that it affects them too, and where it stands: agendas and issues."""
    said = topic.affirmations.select_related("organisation", "by").order_by("at", "pk")
    agendas = topic.agenda_topics.select_related("item__forum").order_by(
        "item__forum__starts_at", "pk"
    )
    return topic_page(
        request,
        "detail.html",
        topic,
        title=topic.title,
        affirmations=[(one, one.at < topic.changed_at) for one in said],
        agendas=agendas,
        issues=_issues(request, topic),
        may_answer=topic.is_alive and request.user.has_perm(CHANGE),
    )


def _issues(request: HttpRequest, topic: Topic) -> IssueQuerySet:
    issues = Issue.objects.visible_to(request.user, now=timezone.now())
    return issues.filter(sources__topic=topic).order_by("-raised_at", "-pk")


def enter(request: HttpRequest) -> HttpResponse:
    """First for whom, by GET; then the topic on a page of its own."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    members = Organisation.objects.members_at(timezone.now())
    inside = members.exclude(sector__in=OUTSIDE_THE_SANCTUARY).order_by("name", "pk")
    chosen = request.GET if "organisation" in request.GET else None
    first = ForWhomForm(chosen, organisations=inside)
    if not first.is_valid():
        title = gettext("Enter a topic on someone’s behalf")
        return page(request, "admin/network/for_whom.html", Topic, title=title, form=first)
    return _type(request, first.cleaned_data["organisation"])


def _type(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        who = PersonForm(organisation=organisation, now=now)
        first = {"key": uuid.uuid4()}
        form = TopicForm(organisations=[organisation], label_suffix="", initial=first)
        return _page(request, organisation, who, form)
    who = PersonForm(request.POST, organisation=organisation, now=now)
    form = TopicForm(request.POST, organisations=[organisation], label_suffix="")
    if who.is_valid() & form.is_valid() and (row := _enter(request, organisation, who, form)):
        messages.success(request, gettext("Entered. Who it came from is told by mail."))
        return redirect("admin:forums_topic_change", row.pk)
    return _page(request, organisation, who, form)


def _enter(
    request: HttpRequest, organisation: Organisation, who: PersonForm, form: TopicForm
) -> Topic | None:
    try:
        return topics.enter(
            organisation=organisation,
            person=who.cleaned_data["person"],
            content=form.content(),
            key=form.cleaned_data["key"] or uuid.uuid4(),
            source=who.cleaned_data["source"],
            by=staff(request),
            now=timezone.now(),
        )
    except topics.OwnTopic:
        who.add_error("person", gettext("This is you: propose it on the site instead"))
    except topics.NotInside:
        form.add_error(None, gettext("The membership has ended meanwhile, so nothing was kept"))
    except topics.Stale:
        form.add_error(None, gettext("This page was sent before, with other words. Open it again"))
    return None


def _page(
    request: HttpRequest, organisation: Organisation, who: PersonForm, form: TopicForm
) -> HttpResponse:
    return page(
        request,
        "admin/forums/topic/enter.html",
        Topic,
        title=gettext("Enter for %(name)s") % {"name": organisation.name},
        who=who,
        form=form,
        forms=[who, form],
        has_errors=bool(who.errors or form.errors),
    )
