"""Who stands in for a member of staff: arranged by themselves, or by a Manager."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from network.actions import deputies
from network.admin.pages import staff
from network.forms.staff import DeputyForm
from network.models import Deputyship, User
from portal.admin_pages import page

MANAGE = "network.manage_staff"
PAGE = "admin:network_user_deputy"
REFUSALS: dict[type[Exception], tuple[str, Any]] = {
    deputies.CannotStandIn: (
        "deputy",
        gettext_lazy("They no longer have the same rights. Choose somebody else."),
    ),
    deputies.WrongDays: (
        "ends_on",
        gettext_lazy("The last day has to be today or later, after the first, within a year."),
    ),
    deputies.Overlaps: (
        "starts_on",
        gettext_lazy("Somebody stands in on some of these days already. End that first."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stands in for somebody and when; a form to name one more."""
    person = _person(request, pk)
    form = DeputyForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            deputies.name_deputy(
                user=person, by=staff(request), now=timezone.now(), **form.cleaned_data
            )
        except tuple(REFUSALS) as refusal:
            form.add_error(*REFUSALS[type(refusal)])
        else:
            messages.success(request, _("Arranged. Both are told by e-mail."))
            return redirect(PAGE, pk)
    spans = person.absences.not_over(timezone.localdate()).select_related("deputy")
    title = _("Who stands in")
    template = "admin/network/user/deputy.html"
    return page(request, template, User, title=title, form=form, person=person, spans=spans)


@require_POST
def end(request: HttpRequest, pk: int, which: int) -> HttpResponse:
    """Nobody stands in by this arrangement any more."""
    person = _person(request, pk)
    spans = Deputyship.objects.filter(user=person)
    deputyship = get_object_or_404(spans, pk=which)
    deputies.end_deputyship(deputyship=deputyship, by=staff(request), now=timezone.now())
    messages.success(request, _("Ended. Both are told by e-mail."))
    return redirect(PAGE, pk)


def _person(request: HttpRequest, pk: int) -> User:
    """The member of staff of the address: oneself, or for Managers anybody who is staff."""
    if request.user.pk != pk and not request.user.has_perm(MANAGE):
        raise PermissionDenied
    return get_object_or_404(User, pk=pk, is_staff=True)


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        path("<int:pk>/deputy/", site.admin_view(deputy), name="network_user_deputy"),
        path(
            "<int:pk>/deputy/<int:which>/end/",
            site.admin_view(end),
            name="network_user_deputy_end",
        ),
    ]
