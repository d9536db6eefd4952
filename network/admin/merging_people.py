"""Two accounts of one person in the admin: found, looked at side by side, made one."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.actions import merging, merging_people
from network.admin.merging import MOST_FOUND, look_back
from network.admin.merging import REFUSALS as BOTH_KINDS
from network.admin.pages import staff
from network.forms.casework import SearchForm
from network.forms.merging import SeenForm
from network.models import AccountMerge, User
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.models.erasures import NO_MAIL

MERGE = "network.merge_person"
PAGES = "admin/network/user"
RECORD = "admin:network_user_change"
NEVER: dict[type[Exception], Any] = {
    merging_people.OwnAccount: gettext_lazy(
        "One of the two is your own account: somebody else has to do this."
    ),
    merging_people.StaffAccount: gettext_lazy(
        "One of the two is a staff account. A Manager takes the staff rights away first."
    ),
}
REFUSALS = {kind: BOTH_KINDS[kind] for kind in (merging.Changed, merging.Blocked)}


class PersonSearchForm(SearchForm):
    """By a name or an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = _("Name or e-mail address")


@require_safe
def find_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Which other account is the same person's?"""
    _may_merge(request)
    person = get_object_or_404(_accounts(), pk=pk)
    search = PersonSearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    others = _accounts().exclude(pk=pk).order_by("name", "email", "pk")
    called = others.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return page(
        request,
        f"{PAGES}/find_other.html",
        User,
        title=_("Two accounts of one person?"),
        person=person,
        alike=others.filter(_like(person))[:MOST_FOUND],
        search=search,
        words=words,
        found=called[:MOST_FOUND] if words else None,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both side by side and what would move; then make one of them."""
    _may_merge(request)
    both = User.objects.exclude(email__endswith=NO_MAIL).in_bulk([pk, other])
    if len(both) < 2:
        return _merged_before(request, pk, other)
    try:
        merging_people.refuse(both[pk], both[other], by=staff(request))
    except tuple(NEVER) as refusal:
        messages.error(request, NEVER[type(refusal)])
        return redirect(RECORD, pk)
    plan = merging_people.plan(stays=both[pk], goes=both[other], by=staff(request))
    form = SeenForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        return _merge(request, pk, other, form.cleaned_data["seen"])
    title = _("Make one of two accounts")
    return page(request, f"{PAGES}/merge.html", User, title=title, plan=plan, form=form)


def _merge(request: HttpRequest, pk: int, other: int, seen: str) -> HttpResponse:
    try:
        merging_people.merge(stays=pk, goes=other, seen=seen, by=staff(request), now=timezone.now())
    except merging_people.AccountsMerged:
        return _merged_before(request, pk, other)
    except tuple(REFUSALS | NEVER) as refusal:
        messages.error(request, (REFUSALS | NEVER)[type(refusal)])
        return redirect("admin:network_user_merge", pk, other)
    messages.success(request, _("The two accounts are one now. Both addresses are written to."))
    return redirect(RECORD, pk)


def _merged_before(request: HttpRequest, *both: int) -> HttpResponse:
    """Somebody pressed twice, or another Manager was first; else it is a 404."""
    record = AccountMerge.objects.filter(gone__in=both).order_by("-at").first()
    if record is None:
        raise Http404
    messages.info(request, _("These accounts were made one before. This is what is left."))
    return redirect(RECORD, record.kept_id)


def _may_merge(request: HttpRequest) -> None:
    if not request.user.has_perm(MERGE):
        raise PermissionDenied


def _accounts() -> QuerySet[User]:
    """Those that staff may make one of: neither erased ones nor staff's."""
    people = User.objects.exclude(email__endswith=NO_MAIL)
    return people.filter(is_staff=False, is_superuser=False)


def _like(person: User) -> Q:
    """The same name or telephone number, where there is one."""
    said = {name: getattr(person, name) for name in ("name", "phone")}
    alike = Q(pk__in=[])
    for name, value in said.items():
        alike |= Q(**{f"{name}__iexact": value}) if value else Q(pk__in=[])
    return alike


@admin.register(AccountMerge)
class AccountMergeAdmin(ReadOnlyAdmin):
    """What was made one; how both stood before is opened by who looks after members."""

    list_display = ("kept", "at", "by")
    list_select_related = ("kept", "by")
    search_fields = ("kept__name", "kept__email")
    ordering = ("-at", "-pk")
    fields = ("kept", "at", "by")
    change_form_template = "admin/network/organisationmerge/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(before)
        own = path("<int:pk>/before.json", view, name="network_accountmerge_before")
        return [own, *super().get_urls()]


@require_POST
def before(request: HttpRequest, pk: int) -> HttpResponse:
    """Both accounts as they were, as a file; that somebody looked is in the log."""
    return look_back(request, AccountMerge, pk, action="person.look-back")


def urls(site: AdminSite) -> list[URLPattern]:
    """Below the addresses of people."""
    find, make_one = site.admin_view(find_other), site.admin_view(merge)
    return [
        path("<int:pk>/merge/", find, name="network_user_find_other"),
        path("<int:pk>/merge/<int:other>/", make_one, name="network_user_merge"),
    ]
