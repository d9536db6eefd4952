"""Lists of organisations and people to save; each is in the log before it is made."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network import exports
from network.admin.pages import staff
from portal import audit
from portal.downloads import KINDS, spreadsheet

VIEW, SEE_PEOPLE = "network.view_organisation", "network.view_user"


@require_POST
def export(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """Organisations for all staff, people and what is confined for who may see people."""
    sees_people = request.user.has_perm(SEE_PEOPLE)
    if not request.user.has_perm(VIEW) or (what == "people" and not sees_people):
        raise PermissionDenied
    columns = exports.PEOPLE
    if what == "organisations":
        columns = exports.organisation_columns(sees_people=sees_people)
    found = exports.people() if what == "people" else exports.organisations(timezone.now())
    rows = [[cell(one) for cell in columns.values()] for one in found]
    new = {"list": what, "kind": kind, "rows": len(rows), "confined": sees_people}
    by = staff(request)
    audit.record(by=by, action="network.export", target=by, new=new)
    headings = [str(heading) for heading in columns]
    title = _("People") if what == "people" else _("Organisations")
    return spreadsheet(what, kind, title=title, headings=headings, rows=rows)


def urls(site: AdminSite) -> list[URLPattern]:
    """For the admin of organisations."""
    pattern = rf"^export/(?P<what>organisations|people)\.(?P<kind>{'|'.join(KINDS)})$"
    wrapped = site.admin_view(export)
    return [re_path(pattern, wrapped, name="network_organisation_export")]
