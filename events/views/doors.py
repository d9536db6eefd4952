"""The two ways to a delegate: as who booked them, or by their own link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events.models import Booking, Delegate, Event
from network.models import User
from portal.personal_links import keep_link_secret
from portal.rates import is_allowed

LINK_LIVES = timedelta(days=180)  # after the event: certificates and feedback come after it
READS = ("event", "ticket_type", "booking__booked_by", "booking__organisation")
METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Door:
    """A delegate, who looks at them (None by the link), and the addresses of their pages."""

    delegate: Delegate
    by: User | None
    secret: str = ""

    @property
    def event(self) -> Event:
        return self.delegate.event

    @property
    def is_own(self) -> bool:
        """Whether it is the delegate who looks: the pages then say "you"."""
        return bool(self.secret)

    @property
    def speaks_for(self) -> bool:
        """Whether who looks may say what the delegate thought: not for who has own mail."""
        email = self.delegate.email.lower()
        return self.is_own or not email or (self.by is not None and email == self.by.email)

    @property
    def home(self) -> str:
        if self.is_own:
            return reverse("events:delegate", args=[self.secret])
        return reverse("events:booking", args=[self.delegate.booking.reference])

    @property
    def choices(self) -> str:
        return self._page("choices")

    @property
    def hand_over(self) -> str:
        return self._page("hand_over")

    @property
    def certificate(self) -> str:
        return self._page("certificate")

    @property
    def feedback(self) -> str:
        return self._page("feedback")

    @property
    def cancel(self) -> str:
        return self._page("cancel")

    @property
    def offer(self) -> str:
        if self.is_own:
            return reverse("events:offer", args=[self.secret])
        return self._page("offer")

    def _page(self, page: str) -> str:
        if self.is_own:
            return reverse(f"events:delegate_{page}", args=[self.secret])
        arguments = [self.delegate.booking.reference, self.delegate.pk]
        return reverse(f"events:booking_{page}", args=arguments)


type Page = Callable[..., HttpResponseBase]  # of a request, a Door and what the address has


def for_booker(page: Page) -> Page:
    """The page of a delegate for who booked them; 404 for everyone else."""

    @require_http_methods(METHODS)
    @wraps(page)
    def view(request: HttpRequest, reference: str, pk: int) -> HttpResponseBase:
        bookings = Booking.objects.visible_to(request.user)
        delegates = Delegate.objects.filter(booking__in=bookings, booking__reference=reference)
        delegate = get_object_or_404(delegates.select_related(*READS), pk=pk)
        by = request.user if isinstance(request.user, User) else None
        return page(request, Door(delegate, by))

    return view


def by_link(page: Page) -> Page:
    """The page of a delegate for who has their link; 404 with words for links that are over."""

    @login_not_required
    @require_http_methods(METHODS)
    @wraps(page)
    def view(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
        delegate = _find(token)
        if delegate is None:
            is_guessing = not is_allowed(request, action="link", gets=True)
            status = 429 if is_guessing else 404
            over = render(
                request, "events/link_over.html", {"is_guessing": is_guessing}, status=status
            )
            return keep_link_secret(request, over)
        answer = page(request, Door(delegate, None, token), **more)
        return keep_link_secret(request, answer, shows_form=answer.status_code != 303)

    return view


def _find(secret: str) -> Delegate | None:
    """Whose link it is, until `LINK_LIVES` after the event."""
    found = Delegate.objects.with_token(secret).select_related(*READS)
    still = timezone.now() - LINK_LIVES
    return found.filter(event__ends_at__gt=still).first()
