"""People and staff in the admin. Nothing is edited here by hand: Managers act, by buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, re_path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.actions import handing_over, staff
from network.admin import deputies, merging_people
from network.admin.pages import staff as manager
from network.forms.staff import (
    ChangeGroupsForm,
    HandOverForm,
    InviteStaffForm,
    RemoveForm,
    SureForm,
    WorkForm,
)
from network.models import User
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.letters import absolute
from portal.models.erasures import NO_MAIL
from portal.tokens import Token

MANAGE = "network.manage_staff"
PAGES = "admin/network/user"
REFUSALS: dict[type[Exception], Any] = {
    staff.OwnRights: _("You cannot do this to yourself. Ask another Manager."),
    staff.AlreadyStaff: _("This person is staff already. Change what they do on their own page."),
    staff.NotStaff: _("This person is no longer staff."),
    handing_over.CannotTakeOver: _(
        "Whom you chose may no longer do all of this work. Nothing was changed: choose again."
    ),
    staff.NothingOpen: _("Nothing open is theirs any more: there was nothing to hand over."),
    staff.LastManager: _("Nobody would be left to look after staff. Make somebody Manager first."),
}


@dataclass(frozen=True)
class Act:
    """Something a Manager does to a member of staff, on a page that asks first.

    `run` returns the token of a one-time link where the act makes one.
    """

    name: str
    title: Any
    text: Any
    button: Any
    run: Callable[..., Token | None]
    done: Any
    form: type[SureForm] = SureForm
    harms: bool = False
    needs_work: bool = False


ACTS = {
    act.name: act
    for act in (
        Act(
            "enrolment-link",
            _("New one-time link"),
            _(
                "With the link they can set up their second step at sign-in. It works once, for "
                "24 hours; links made earlier stop working. You see it once, on the next page."
            ),
            _("Make the link"),
            staff.new_enrolment,
            _("Hand this link over"),
        ),
        Act(
            "reset",
            _("Reset second step"),
            _(
                "Their authenticator app, passkeys and recovery codes stop working, and they are "
                "signed out everywhere. You get a one-time link for them to set up new ones. Be "
                "sure that it is really them who asks: ring them, or see them."
            ),
            _("Reset their second step"),
            staff.reset_second_factor,
            _("Their second step is reset. Hand this link over"),
            harms=True,
        ),
        Act(
            "groups",
            _("Change what they do"),
            _(
                "It holds from their next click. They and the other Managers are told by e-mail. "
                "Open work that they may not do any more is given up in the same act."
            ),
            _("Save"),
            staff.change_groups,
            _("Saved."),
            form=ChangeGroupsForm,
        ),
        Act(
            "hand-over",
            _("Hand their work over"),
            _(
                "All open work of theirs goes to one other person, at once. What is finished keeps "
                "their name. Both are told by e-mail. An application of an organisation of yours, "
                "or of the one who takes over, waits in the queue with nobody’s name."
            ),
            _("Hand all of it over"),
            staff.hand_over,
            _("Their open work is handed over."),
            form=HandOverForm,
            needs_work=True,
        ),
        Act(
            "remove",
            _("Remove staff rights"),
            _(
                "They cannot open any staff page from their next click on. Their account stays. "
                "They and the other Managers are told by e-mail. Open work of theirs changes hands "
                "in the same act."
            ),
            _("Remove their staff rights"),
            staff.remove_staff,
            _("They are no longer staff."),
            form=RemoveForm,
            harms=True,
        ),
    )
}


class StaffFilter(admin.SimpleListFilter):
    """Managers come for staff, so staff is what the list shows first."""

    title = _("who")
    parameter_name = "who"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("everybody", _("Everybody")), ("others", _("Not staff"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield first | {"display": _("Staff")}
        yield from others

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() == "everybody":
            return queryset
        return queryset.filter(is_staff=self.value() != "others")


class SecondStepFilter(admin.SimpleListFilter):
    title = _("second step")
    parameter_name = "step"

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Staff without one"))]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() != "none":
            return queryset
        return queryset.filter(pk__in=staff.without_second_step().values("pk"))


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Read only: rights change through `network.actions.staff` alone."""

    list_display = ["name_or_address", "email", "is_staff", "groups_in_words", "has_second_step"]
    list_filter = [StaffFilter, SecondStepFilter, "groups"]
    search_fields = ["name", "email"]
    ordering = ["name", "email", "pk"]
    fields = [
        "name",
        "email",
        "phone",
        "is_active",
        "is_staff",
        "groups_in_words",
        "has_second_step",
        "date_joined",
        "last_login",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        second_step = Exists(factors.filter(~Q(type=Authenticator.Type.RECOVERY_CODES)))
        people: QuerySet[User] = super().get_queryset(request).exclude(email__endswith=NO_MAIL)
        return people.annotate(second_step=second_step).prefetch_related("groups")

    @admin.display(description=_("name"), ordering="name")
    def name_or_address(self, person: User) -> str:
        return str(person)

    @admin.display(description=_("does"))
    def groups_in_words(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all())) or "-"

    @admin.display(description=_("second step"), boolean=True, ordering="second_step")
    def has_second_step(self, person: User) -> bool:
        return bool(person.second_step)  # type: ignore[attr-defined]  # annotated above

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        extra = {"may_manage_staff": request.user.has_perm(MANAGE), "title": _("People and staff")}
        return super().changelist_view(request, extra | (extra_context or {}))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        acts = list(ACTS.values()) if request.user.has_perm(MANAGE) else []
        extra = {"acts": acts} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, extra)

    def get_urls(self) -> list[URLPattern]:
        ask, act = self.admin_site.admin_view(invite), self.admin_site.admin_view(confirm)
        own = [
            path("invite/", ask, name="network_user_invite"),
            re_path(rf"^(?P<pk>\d+)/(?P<act>{'|'.join(ACTS)})/$", act, name="network_user_act"),
        ]
        further = deputies.urls(self.admin_site) + merging_people.urls(self.admin_site)
        return own + further + super().get_urls()


def invite(request: HttpRequest) -> HttpResponse:
    """Make somebody staff, and show the link to hand over."""
    _managers_only(request)
    form = InviteStaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, token = staff.invite_staff(
                **form.cleaned_data, by=manager(request), now=timezone.now()
            )
        except tuple(REFUSALS) as refusal:
            form.add_error("email", REFUSALS[type(refusal)])
        else:
            return _hand_over(request, user, token, _("They are staff now. Hand this link over"))
    title, button = _("Invite a member of staff"), _("Invite them")
    return page(request, f"{PAGES}/invite.html", User, title=title, form=form, button=button)


def confirm(request: HttpRequest, pk: str, act: str) -> HttpResponse:
    """Ask, then do one of `ACTS`."""
    _managers_only(request)
    wanted = ACTS[act]
    person = get_object_or_404(User.objects.prefetch_related("groups"), pk=pk)
    form = wanted.form(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            token = wanted.run(
                user=person, by=manager(request), now=timezone.now(), **form.cleaned_data
            )
        except tuple(REFUSALS) as refusal:
            messages.error(request, REFUSALS[type(refusal)])
            return redirect("admin:network_user_change", pk)
        if token is not None:
            return _hand_over(request, person, token, wanted.done)
        messages.success(request, wanted.done)
        return redirect("admin:network_user_change", pk)
    return page(
        request,
        f"{PAGES}/confirm.html",
        User,
        title=wanted.title,
        form=form,
        person=person,
        act=wanted,
        works=form.works if isinstance(form, WorkForm) else None,
    )


def _hand_over(request: HttpRequest, person: User, token: Token, title: Any) -> HttpResponse:
    """The link, shown once: it is stored nowhere, in no address and in no log."""
    link = absolute("enrol", token.secret)
    return page(request, f"{PAGES}/link.html", User, title=title, person=person, link=link)


def _managers_only(request: HttpRequest) -> None:
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
