"""Which mails somebody gets, as they choose it: bulletins, alerts, notices, digests, or nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bulletins.actions import lists, wishes
from bulletins.choices import BulletinKind
from bulletins.forms.preferences import WishesForm
from bulletins.leaving import Who
from bulletins.models import BulletinSettings, Subscriber, Suppression
from bulletins.models.lists import is_member, members_refusing
from network.models import User
from network.signed_in import who

STOP, RESUME, LEAVE_SECTOR = "stop", "resume", "leave-sector"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Members choose; everybody sees, and can end, what goes to their address."""
    person, now = who(request), timezone.now()
    if request.POST.get("act") in (STOP, RESUME, LEAVE_SECTOR):
        messages.success(request, _act(person, request.POST["act"]))
        return redirect("bulletins:preferences")
    form = WishesForm(
        request.POST or None,
        instance=wishes.of(person),
        sends_digests=BulletinSettings.current().sends_digests,
    )
    is_one = is_member(person, now)
    if request.method == "POST" and is_one and form.is_valid():
        wishes.change(user=person, wishes=form.wishes(), now=now)
        messages.success(request, _("Your choice is kept, and holds from the next mail on."))
        return redirect("bulletins:preferences")
    is_subscribed = Subscriber.objects.subscribed().filter(email=person.email).exists()
    context = {
        "form": form,
        "is_member": is_one,
        # Who is no member may have subscribed anew since.
        "has_left": form.instance.left_at is not None and (is_one or not is_subscribed),
        "is_subscribed": is_subscribed,
        "refuses": is_one and members_refusing(BulletinKind.NEWSLETTER, now).contains(person),
        "is_suppressed": Suppression.objects.filter(address=person.email).exists(),
    }
    return render(request, "bulletins/preferences.html", context)


def _act(person: User, act: str) -> str:
    """Do it; what to say about it."""
    now, person_by_number = timezone.now(), Who(user=person.pk)
    if act == STOP:
        lists.leave(who=person_by_number, by=person, now=now)
        return _("You get none of these mails any more. You can take it back at any time.")
    if act == RESUME:
        lists.come_back(who=person_by_number, now=now)
        return _("You get again what you have chosen.")
    lists.leave_sector(address=person.email, by=person, now=now)
    return _("Your address is off the list of the wider sector.")
