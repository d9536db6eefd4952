"""Materials of an event: added, looked at and published, put in order, withdrawn."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.actions import materials as actions
from events.admin.pages import RUN, EventView, about_event, event_page, staff, to_event
from events.forms.materials import MaterialForm, NewMaterialForm, refuse_file
from events.models import Event, Material
from network.serving import serve
from portal.rates import is_allowed


@about_event(RUN)
def materials(request: HttpRequest, event: Event) -> HttpResponse:
    """All of them in their order, with what waits to be published."""
    rows = list(Material.objects.filter(event=event).in_order().select_related("handed_in_by"))
    return event_page(
        request,
        "materials.html",
        event,
        title=_("Materials"),
        rows=rows,
        waiting=sum(not row.is_published for row in rows),
    )


@about_event(RUN)
def add(request: HttpRequest, event: Event) -> HttpResponse:
    """A file or a link; it is shown at once."""
    if request.method != "POST":
        return _add_page(request, event, NewMaterialForm(event))
    form = NewMaterialForm(event, request.POST, request.FILES)
    if not is_allowed(request, action="upload"):
        refuse_file(form, _("Those were many files in an hour. Please wait a little"))
    if form.is_valid() and _is_added(request, event, form):
        return to_event(event, "materials")
    return _add_page(request, event, form)


def _is_added(request: HttpRequest, event: Event, form: NewMaterialForm) -> bool:
    try:
        row = actions.add(
            event=event,
            about=form.about(),
            content=form.content(),
            key=form.cleaned_data["key"],
            by=staff(request),
            now=timezone.now(),
        )
    except actions.TooMany:
        said = _("An event has at most %(most)d materials. Withdraw one first")
        form.add_error(None, said % {"most": actions.MOST})
        return False
    except OSError:
        form.add_error("file", _("We could not keep the file just now. Please try again"))
        return False
    messages.success(request, _("“%(title)s” is there.") % {"title": row.title})
    return True


def _add_page(request: HttpRequest, event: Event, form: NewMaterialForm) -> HttpResponse:
    return event_page(request, "material_add.html", event, title=_("Add a material"), form=form)


type Page = Callable[[HttpRequest, Event, Material], HttpResponseBase]


def _about_material(view: Page) -> EventView:
    """The view gets a material of the event, or it is a 404; one that has gone leads back."""

    @about_event(RUN)
    @wraps(view)
    def guarded(request: HttpRequest, event: Event, material: int) -> HttpResponseBase:
        rows = Material.objects.filter(event=event).select_related("handed_in_by", "event")
        try:
            return view(request, event, get_object_or_404(rows, pk=material))
        except actions.Gone:
            messages.info(request, _("Somebody else withdrew it. Nothing was changed."))
            return to_event(event, "materials")

    return guarded


@_about_material
def change(request: HttpRequest, event: Event, material: Material) -> HttpResponse:
    """What is said of it, and who may see it; with `act` publish it is shown from now on."""
    form = MaterialForm(
        event,
        request.POST or None,
        initial=MaterialForm.of(material),
        workshop=material.workshop_id,
    )
    if request.method != "POST" or not form.is_valid():
        title = material.title
        return event_page(
            request, "material.html", event, title=title, form=form, material=material
        )
    publish = request.POST.get("act") == "publish"
    actions.change(
        material=material,
        about=form.about(),
        publish=publish,
        by=staff(request),
        now=timezone.now(),
    )
    messages.success(request, _("Saved, and published.") if publish else _("Saved."))
    return to_event(event, "materials")


@_about_material
def withdraw(request: HttpRequest, event: Event, material: Material) -> HttpResponse:
    """Asks first, then removes it with its file."""
    if request.method != "POST":
        title = _("Withdraw this material?")
        return event_page(request, "material_withdraw.html", event, title=title, material=material)
    actions.withdraw(material=material, by=staff(request), now=timezone.now())
    messages.success(request, _("“%(title)s” is withdrawn.") % {"title": material.title})
    return to_event(event, "materials")


@_about_material
def _move(request: HttpRequest, event: Event, material: Material) -> HttpResponse:
    up = request.POST.get("way") == "up"
    actions.move(material=material, up=up, by=staff(request), now=timezone.now())
    return to_event(event, "materials")


@_about_material
def _file(_request: HttpRequest, _event: Event, material: Material) -> FileResponse:
    if not material.file:
        raise Http404
    return serve(str(material.file.name), material.name, material.content_type)


move, file = require_POST(_move), require_safe(_file)
