"""Staff erase somebody who asked for it: found by address, looked over first, and recorded."""

from collections.abc import Callable
from functools import wraps
from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from network.models import User
from network.signed_in import who
from portal import erasures
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin
from portal.erasure_hindrances import hindrances
from portal.models import Erasure
from portal.models.erasures import NO_MAIL

MAY = "portal.erase_person"
LIST = "admin:portal_erasure_changelist"
PAGES = "admin/portal/erasure"


class FindForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the account"),
        error_messages={
            "required": _("Enter the address with which they sign in"),
            "invalid": _("Enter the address in full"),
        },
    )


class OnRequestForm(forms.Form):
    """How staff made sure who asks, and that they mean it."""

    checked = forms.ChoiceField(
        label=_("How did you make sure that it is they who ask?"),
        choices=Erasure.Checked.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you made sure that it is they who ask")},
    )
    is_sure = forms.BooleanField(
        label=_("They know what goes and what stays. It cannot be undone."),
        error_messages={"required": _("Tick the box if they know what goes and what stays")},
    )


def _may(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@_may
def find(request: HttpRequest) -> HttpResponse:
    """Whose account is it? By the whole address alone: nobody browses here."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].strip().lower()
        people = User.objects.exclude(email__endswith=NO_MAIL)
        if found := people.filter(email=address).first():
            return redirect("admin:portal_erasure_person", found.pk)
        form.add_error("email", _("Nobody signs in with this address."))
    return page(request, f"{PAGES}/find.html", Erasure, title=_("Erase somebody"), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@_may
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What goes, what stays, what hinders; and the step itself."""
    user = get_object_or_404(User.objects.exclude(email__endswith=NO_MAIL), pk=pk)
    by, now = who(request), timezone.now()
    form = OnRequestForm(request.POST if request.method == "POST" else None)
    hinders = hindrances(user, now=now)
    if request.method == "POST" and not hinders and form.is_valid():
        checked = form.cleaned_data["checked"]
        try:
            erasures.erase_person(user=user, by=by, now=now, checked=checked)
        except erasures.Hindered as hindered:
            hinders = hindered.hindrances
        except erasures.AlreadyErased:
            messages.info(request, _("They have been erased already."))
            return redirect(LIST)
        else:
            messages.success(
                request, _("They have been erased, and have been told by a last mail.")
            )
            return redirect(LIST)
    return page(
        request,
        f"{PAGES}/person.html",
        Erasure,
        title=_("Erase %(person)s") % {"person": user},
        person=user,
        form=form,
        hindrances=hinders,
        goes=erasures.preview(user),
        stays=erasures.what_stays(),
    )


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """When, by whom kind, how it was checked, how much: of whom it was, nobody can tell."""

    list_display = ("at", "kind", "checked")
    list_filter = ("kind",)
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("at", "kind", "checked", "counts")
    change_list_template = f"{PAGES}/change_list.html"

    @override
    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        own = [
            path("person/", site.admin_view(find), name="portal_erasure_find"),
            path("person/<int:pk>/", site.admin_view(person), name="portal_erasure_person"),
        ]
        return [*own, *super().get_urls()]
