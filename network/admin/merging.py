"""Two records of one organisation in the admin: found, looked at side by side, made one."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.actions import merging
from network.admin.pages import staff
from network.duplicates import organisations_called, organisations_like
from network.forms.casework import OrganisationForm, SearchForm
from network.forms.merging import MergeForm, value_in_words
from network.models import AccountMerge, Organisation, OrganisationMerge
from portal import audit
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.sealing import unseal

MERGE = "network.merge_organisation"
LOOK_BACK = "network.change_organisation"
PAGES = "admin/network/organisation"
RECORD = "admin:network_organisation_change"
MOST_FOUND = 20
REFUSALS: dict[type[Exception], Any] = {
    merging.Changed: gettext_lazy(
        "Something about the two has changed since you opened the page, so nothing was done. "
        "Look again."
    ),
    merging.Blocked: gettext_lazy("Nothing was done: see what has to be put right first."),
    merging.OwnOrganisation: gettext_lazy(
        "You belong to one of the two: somebody else has to do this. Nothing was done."
    ),
}


@require_safe
def find_other(request: HttpRequest, pk: int) -> HttpResponse:
    """Which other record is the same organisation?"""
    _may_merge(request)
    organisation = get_object_or_404(Organisation, pk=pk)
    search = SearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    alike = organisations_like(organisation)
    prefetch_related_objects([match.found for match in alike], "registered_numbers")
    called = organisations_called(words).exclude(pk=pk)[:MOST_FOUND] if words else None
    return page(
        request,
        f"{PAGES}/find_other.html",
        Organisation,
        title=_("Two records of one organisation?"),
        organisation=organisation,
        alike=alike,
        search=search,
        words=words,
        found=called,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both side by side and what would move; then make one of them."""
    _may_merge(request)
    both = Organisation.objects.in_bulk([pk, other])
    if len(both) < 2:
        return _merged_before(request, pk, other)
    stays = both[pk]
    plan = merging.plan(stays=stays, goes=both[other], by=staff(request))
    form = MergeForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        return _merge(request, pk, other, form)
    return page(
        request,
        f"{PAGES}/merge.html",
        Organisation,
        title=_("Make one of two records"),
        organisation=stays,
        plan=plan,
        form=form,
        same=[
            (OrganisationForm.base_fields[name].label, value_in_words(stays, name))
            for name in merging.FIELDS
            if name not in plan.differing
        ],
    )


def _merge(request: HttpRequest, pk: int, other: int, form: MergeForm) -> HttpResponse:
    try:
        kept = merging.merge(
            stays=pk,
            goes=other,
            taken=form.taken(),
            seen=form.cleaned_data["seen"],
            by=staff(request),
            now=timezone.now(),
        )
    except merging.AlreadyMerged as first:
        return _somebody_was_first(request, first.kept)
    except tuple(REFUSALS) as refusal:
        messages.error(request, REFUSALS[type(refusal)])
        return redirect("admin:network_organisation_merge", pk, other)
    messages.success(request, _("The two records are one now. Its contacts are told by e-mail."))
    return redirect(RECORD, kept.pk)


def _merged_before(request: HttpRequest, *both: int) -> HttpResponse:
    """Somebody pressed twice, or another Manager was first; else it is a 404."""
    record = OrganisationMerge.objects.filter(gone__in=both).select_related("kept").first()
    if record is None:
        raise Http404
    return _somebody_was_first(request, record.kept)


def _somebody_was_first(request: HttpRequest, kept: Organisation | None) -> HttpResponse:
    messages.info(request, _("These records were made one before. This is what is left."))
    if kept is None:
        return redirect("admin:network_organisation_changelist")
    return redirect(RECORD, kept.pk)


def _may_merge(request: HttpRequest) -> None:
    if not request.user.has_perm(MERGE):
        raise PermissionDenied


def merged_into(pk: str | None) -> Organisation | None:
    """For an old address of the admin: what the record of that number went into."""
    if pk is None or not pk.isdecimal():
        return None
    record = OrganisationMerge.objects.filter(gone=pk).select_related("kept").first()
    return record.kept if record else None


@admin.register(OrganisationMerge)
class OrganisationMergeAdmin(ReadOnlyAdmin):
    """What was made one; how both stood before is opened by who looks after members."""

    list_display = ("gone_name", "kept", "at", "by")
    list_select_related = ("kept", "by")
    search_fields = ("gone_name", "kept__name")
    ordering = ("-at", "-pk")
    fields = ("kept", "gone_name", "gone", "at", "by")
    change_form_template = "admin/network/organisationmerge/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(before)
        own = path("<int:pk>/before.json", view, name="network_organisationmerge_before")
        return [own, *super().get_urls()]


@require_POST
def before(request: HttpRequest, pk: int) -> HttpResponse:
    """Both records as they were, as a file; that somebody looked is in the log."""
    return look_back(request, OrganisationMerge, pk, action="organisation.look-back")


def look_back(
    request: HttpRequest, model: type[OrganisationMerge | AccountMerge], pk: int, *, action: str
) -> HttpResponse:
    """What a merge keeps sealed, as a file."""
    if not request.user.has_perm(LOOK_BACK):
        raise PermissionDenied
    records: QuerySet[Any] = model._default_manager.exclude(sealed=b"")
    record = get_object_or_404(records, pk=pk)
    audit.record(by=staff(request), action=action, target=record)
    answer = HttpResponse(unseal(bytes(record.sealed)), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="merged-{record.pk}.json"'
    return answer


def urls(site: AdminSite) -> list[URLPattern]:
    """Below the addresses of organisations."""
    return [
        path(
            "<int:pk>/merge/", site.admin_view(find_other), name="network_organisation_find_other"
        ),
        path(
            "<int:pk>/merge/<int:other>/",
            site.admin_view(merge),
            name="network_organisation_merge",
        ),
    ]
