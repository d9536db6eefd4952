"""Limits on how often something may be done, counted in PostgreSQL by allauth's limiter."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest


def is_allowed(request: HttpRequest, *, action: str, key: str = "", gets: bool = False) -> bool:
    """Count one attempt at `action` (a key of `ACCOUNT_RATE_LIMITS`); is it within the limits?

    Requests that only look are counted, and refused, only with `gets`.

    The connection is the one that `TRUSTED_PROXY_COUNT` vouches for, never a header a client
    may set. Counts lie in the default cache, which a wiped broker does not touch.
    """
    used = ratelimit.consume(
        request,
        app="allauth.account",
        action=action,
        key=key or None,
        limit_get=gets,
    )
    return used is not None
