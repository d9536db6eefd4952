"""Actions in the admin: all of them, those of a forum, and writing one down."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forums.actions import tasks_taken
from forums.admin.said_pages import (
    CONFLICT,
    METHODS,
    ONLY_POST,
    PER_PAGE,
    RUN,
    about_forum,
    refuse_without,
    said_page,
    staff,
    to_said,
)
from forums.forms.tasks_taken import ActionForm, FinishForm
from forums.models import Action, Forum
from portal.admin_filters import DefaultedFilter
from portal.admin_records import ReadOnlyAdmin
from portal.whole_numbers import whole_number

State = Action.State
FIELDS = ("text", "item", "may_be_read", "owner", "owner_organisation", "due_on")


class StateFilter(DefaultedFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    default = "all"
    words = (
        ("overdue", gettext_lazy("Overdue")),
        *((state.value, state.label) for state in State),
    )

    def conditions(self, _request: HttpRequest) -> dict[str, Q]:
        overdue = Action.objects.overdue(timezone.localdate())
        each = {state.value: Q(state=state) for state in State}
        return {"overdue": Q(pk__in=overdue.values("pk")), **each}


@admin.register(Action)
class ActionAdmin(ReadOnlyAdmin):
    """All actions; what is done with one is a page of this module."""

    list_display = ("text", "forum", "who", "due_on", "state_tag")
    list_filter = (StateFilter,)
    list_select_related = ("forum", "owner", "owner_organisation")
    search_fields = ("text", "forum__title", "owner__name", "owner_organisation__name")
    search_help_text = gettext_lazy("What is to be done, forum, person or organisation.")
    list_per_page = 50
    empty_value_display = ""
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/forums/said/actions_all.html"

    @admin.display(description=gettext_lazy("who does it"))
    def who(self, action: Action) -> str:
        return str(action.owner_organisation or action.owner or _("nobody yet"))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_tag(self, action: Action) -> SafeString:
        how = {"action": action, "today": timezone.localdate()}
        return render_to_string("forums/_action_tag.html", how)

    def get_ordering(self, _request: HttpRequest) -> Any:
        return ("-state", "due_on", "pk")  # "open" before "dropped" and "done"

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return request.user.has_perm(RUN)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RUN)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            ("forum/<int:pk>/", of_forum, "forum"),
            ("forum/<int:pk>/add/", add, "new"),
            ("<int:pk>/finish/", finish, "finish"),
            ("<int:pk>/open-again/", open_again, "open_again"),
        ]
        routes = [
            path(route, wrap(view), name=f"forums_action_{name}") for route, view, name in own
        ]
        return [*routes, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, _form_url: str = "", _more: Any = None
    ) -> HttpResponse:
        refuse_without(request, RUN)
        return change(request, _find(whole_number(object_id)))


def _find(pk: int | None) -> Action:
    rows = Action.objects.select_related("forum", "item", "owner", "owner_organisation")
    return get_object_or_404(rows, pk=pk)


@about_forum(RUN)
def of_forum(request: HttpRequest, forum: Forum) -> HttpResponse:
    """What was taken on at one forum, the open ones first."""
    rows = forum.actions.select_related("item", "owner", "owner_organisation").open_first()
    return said_page(
        request,
        "actions.html",
        Action,
        forum,
        title=_("Actions"),
        page_obj=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        today=timezone.localdate(),
    )


@about_forum(RUN)
def add(request: HttpRequest, forum: Forum) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        form = ActionForm(forum=forum, now=now, initial={"key": uuid.uuid4()})
        return _edit(request, forum, form)
    form = ActionForm(request.POST, forum=forum, now=now)
    if not form.is_valid():
        return _edit(request, forum, form)
    try:
        key = form.cleaned_data["key"]
        tasks_taken.add(forum=forum, what=form.what(), key=key, by=staff(request), now=now)
    except tasks_taken.NotTheirs:
        form.add_error("owner", _("They cannot be chosen any more. Choose somebody else"))
        return _edit(request, forum, form)
    messages.success(request, _("Written down. Whoever does it is told."))
    return to_said("action", "forum", forum.pk)


def change(request: HttpRequest, action: Action) -> HttpResponse:
    """One action: changed while it is open, looked at once it is finished."""
    now = timezone.now()
    if request.method != "POST" or not action.is_open:
        form = ActionForm(forum=action.forum, now=now, initial=_first(action))
        return _edit(request, action.forum, form, action)
    form = ActionForm(request.POST, forum=action.forum, now=now)
    if not form.is_valid():
        return _edit(request, action.forum, form, action)
    return _save(request, action, form)


def _first(action: Action) -> dict[str, Any]:
    values = {name: getattr(action, name) for name in FIELDS}
    return values | {"version": action.version, "key": action.key}


def _save(request: HttpRequest, action: Action, form: ActionForm) -> HttpResponse:
    try:
        tasks_taken.change(
            action=action,
            what=form.what(),
            version=form.cleaned_data["version"],
            by=staff(request),
            now=timezone.now(),
        )
    except tasks_taken.NotTheirs:
        form.add_error("owner", _("They cannot be chosen any more. Choose somebody else"))
        return _edit(request, action.forum, form, action)
    except tasks_taken.Finished as finished:
        return _edit(request, action.forum, form, finished.current, status=CONFLICT)
    except tasks_taken.Stale as stale:
        return _conflict(request, stale.current)
    messages.success(request, _("Changed."))
    return to_said("action", "forum", action.forum_id)


def _conflict(request: HttpRequest, current: Action) -> HttpResponse:
    """What was typed stays in the boxes, beside how it stands now."""
    typed = request.POST.dict() | {"version": str(current.version)}
    form = ActionForm(forum=current.forum, now=timezone.now(), initial=typed)
    return _edit(request, current.forum, form, current, status=CONFLICT, is_conflict=True)


def _edit(
    request: HttpRequest,
    forum: Forum,
    form: ActionForm,
    action: Action | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    return said_page(
        request,
        "action.html",
        Action,
        forum,
        title=_("An action") if action else _("Write an action down"),
        status=status,
        form=form,
        action=action,
        **context,
    )


@require_http_methods(METHODS)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, or dropped, with what came of it."""
    refuse_without(request, RUN)
    action = _find(pk)
    form = FinishForm(request.POST) if request.method == "POST" else FinishForm()
    if request.method != "POST" or not form.is_valid():
        return _ending(request, action, form)
    data = form.cleaned_data
    state = State(data["state"])
    by, now = staff(request), timezone.now()
    try:
        tasks_taken.finish(action=action, state=state, words=data["words"], by=by, now=now)
    except tasks_taken.Finished as finished:
        return _ending(request, finished.current, form, status=CONFLICT, unsaved=data["words"])
    messages.success(request, _("Finished."))
    return to_said("action", "forum", action.forum_id)


def _ending(
    request: HttpRequest, action: Action, form: FinishForm, status: int = 200, **context: Any
) -> HttpResponse:
    return said_page(
        request,
        "action_finish.html",
        Action,
        action.forum,
        title=_("Finish an action"),
        status=status,
        action=action,
        form=form,
        **context,
    )


@require_http_methods(ONLY_POST)
def open_again(request: HttpRequest, pk: int) -> HttpResponse:
    refuse_without(request, RUN)
    action = _find(pk)
    tasks_taken.open_again(action=action, by=staff(request), now=timezone.now())
    messages.success(request, _("It is to be done again."))
    return to_said("action", "forum", action.forum_id)
