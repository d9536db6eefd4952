"""A contributor hands in a file on their own page, and takes it back until staff publish it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events.actions import materials
from events.forms.materials import HandInForm, refuse_file
from events.models import Contributor, Event, Material
from events.views.answers import see_other
from events.views.speaker import by_link_after, home
from portal.rates import is_allowed


@by_link_after
def hand_in(request: HttpRequest, contributor: Contributor, token: str) -> HttpResponse:
    """For who takes part; what was typed stays until the file is kept."""
    event = contributor.event
    if contributor.state != Contributor.State.ACCEPTED or event.state == Event.State.CANCELLED:
        messages.info(request, _("Files are taken from people who take part."))
        return see_other(home(token))
    if request.method != "POST":
        return _page(request, contributor, token, HandInForm(contributor))
    form = HandInForm(contributor, request.POST, request.FILES)
    if not is_allowed(request, action="hand-in", key=str(contributor.pk)):
        refuse_file(form, _("Those were many files in an hour. Please wait a little"))
    if form.is_valid() and _is_kept(request, contributor, form):
        return see_other(home(token))
    return _page(request, contributor, token, form)


def _is_kept(request: HttpRequest, contributor: Contributor, form: HandInForm) -> bool:
    data = form.cleaned_data
    try:
        materials.hand_in(
            contributor=contributor,
            about=form.about(),
            upload=data["file"],
            key=data["key"],
            now=timezone.now(),
        )
    except materials.NotTaking:
        said = _("Files are taken only from people who take part, while the event stands")
    except materials.TooManyWaiting:
        said = _("No more files are taken until those before are looked at")
    except materials.TooMany:
        said = _("The event has no room for more files. Please write to the organisers")
    except OSError:
        said = _("We could not keep the file just now. Please try again")
    else:
        thanks = _("Thank you. The organisers have been told, and will look at it.")
        messages.success(request, thanks)
        return True
    form.add_error("file", said)
    return False


def _page(
    request: HttpRequest, contributor: Contributor, token: str, form: HandInForm
) -> HttpResponse:
    context = {"event": contributor.event, "home": home(token), "form": form}
    return render(request, "events/hand_in.html", context)


@by_link_after
def take_back(
    request: HttpRequest, contributor: Contributor, token: str, number: int
) -> HttpResponse:
    """Asks first, then removes."""
    wanted = get_object_or_404(Material, pk=number, handed_in_by=contributor)
    if request.method == "POST":
        _take_back(request, contributor, wanted)
    elif wanted.is_published:
        messages.info(request, _stays())
    else:
        context = {"event": contributor.event, "home": home(token), "material": wanted}
        return render(request, "events/take_back.html", context)
    return see_other(home(token))


def _take_back(request: HttpRequest, contributor: Contributor, wanted: Material) -> None:
    try:
        materials.take_back(contributor=contributor, material=wanted, now=timezone.now())
    except materials.Published:
        messages.info(request, _stays())
    except materials.Gone:
        messages.info(request, _("It was deleted already."))
    else:
        messages.success(request, _("“%(title)s” is deleted.") % {"title": wanted.title})


def _stays() -> str:
    return _("It is shown by now, so it stays. Write to the organisers if it should not.")
