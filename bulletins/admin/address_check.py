"""Whether the domain that mails come from is set up so that they arrive: SPF, DKIM, DMARC."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from bulletins.actions import address_checks
from bulletins.address_rules import Result
from bulletins.address_words import PARTS, PROBLEMS, TONES, TROUBLES
from bulletins.admin.list_pages import CHANGE_SETTINGS, SEE_SETTINGS, refuse_without, staff
from bulletins.forms.staff_lists import SelectorForm
from bulletins.models import AddressCheck, BulletinSettings
from portal.admin_pages import page
from portal.admin_records import ReadOnlyAdmin


@admin.register(AddressCheck)
class AddressCheckAdmin(ReadOnlyAdmin):
    """Its list is the one page: the newest check, and looking anew."""

    fields = ("domain", "selector", "spf", "dkim", "dmarc", "checked_at")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(SEE_SETTINGS)

    def has_view_permission(self, request: HttpRequest, _obj: AddressCheck | None = None) -> bool:
        return request.user.has_perm(SEE_SETTINGS)

    def changelist_view(self, request: HttpRequest, _extra_context: Any = None) -> HttpResponse:
        refuse_without(request, SEE_SETTINGS)
        may_look = request.user.has_perm(CHANGE_SETTINGS)
        form = SelectorForm(initial={"selector": BulletinSettings.current().dkim_selector})
        if request.method == "POST":
            refuse_without(request, CHANGE_SETTINGS)
            form = SelectorForm(request.POST)
            if request.POST.get("act") == "look-up" and form.is_valid():
                return _look_up(request, form)
        return _show(request, form if may_look else None)


def _look_up(request: HttpRequest, form: SelectorForm) -> HttpResponse:
    now, person = timezone.now(), staff(request)
    address_checks.keep_selector(selector=form.cleaned_data["selector"], by=person, now=now)
    address_checks.look_up(by=person, now=now)
    messages.success(request, gettext("Looked up just now."))
    return redirect("admin:bulletins_addresscheck_changelist")


def _show(request: HttpRequest, form: SelectorForm | None) -> HttpResponse:
    check = address_checks.newest()
    return page(
        request,
        "admin/bulletins/addresscheck/check.html",
        AddressCheck,
        title=gettext("Does our mail arrive? SPF, DKIM and DMARC"),
        form=form,
        domain=address_checks.sending_domain(),
        check=check,
        parts=list(_parts(check)),
    )


def _parts(check: AddressCheck | None) -> Iterator[dict[str, Any]]:
    """What to show of each of the three, looked up or not."""
    for what, words in PARTS.items():
        part: dict[str, Any] = {"title": words.title, "what_for": words.what_for}
        if check:
            found, result = check.found[what], Result(getattr(check, what))
            part |= {
                "word": result.label,
                "tone": TONES[result],
                "problems": [PROBLEMS[what, problem] for problem in found["problems"]],
                "trouble": TROUBLES.get(found["trouble"]),
                "found": found,
            }
        yield part
