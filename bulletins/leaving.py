"""The links by which somebody leaves a list: signed, so that nothing need be stored for each.

Such a link can do one thing, end or take up again the mails to one person; it opens no page with
anything about them. It holds for as long as a mail may lie in somebody's box (docs/adr/0009).
"""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer

from portal.letters import absolute

TEST_TOKEN = "test"  # noqa: S105  # in mails that show staff how a bulletin looks: nobody's
_WHO = re.compile(r"([ms])([1-9][0-9]{0,18})", re.ASCII)


class NotOurs(Exception):
    """The token was not made by us, or not for this."""


@dataclass(frozen=True)
class Who:
    """A member by their account's number, or a subscriber by theirs."""

    user: int | None = None
    subscriber: int | None = None


def leave_url(*, user: int | None, subscriber: int | None) -> str:
    """One person's link: the page's address is looked up once, not for each of thousands."""
    before, after = _around_token(settings.BASE_URL)
    return f"{before}{leave_token(Who(user, subscriber))}{after}"


def look_up() -> None:
    """Do what takes a second the first time, before many at once would wait for it."""
    _around_token(settings.BASE_URL)


@cache
def _around_token(_base_url: str) -> list[str]:
    """The page's address before and after the token, whose signs all stand for themselves."""
    return absolute("bulletins:unsubscribe", "TOKEN").split("TOKEN")


def leave_token(who: Who) -> str:
    return _signer().sign(f"m{who.user}" if who.user else f"s{who.subscriber}")


def read_token(token: str) -> Who:
    """Whose link this is. Raises NotOurs."""
    try:
        found = _WHO.fullmatch(_signer().unsign(token))
    except BadSignature:
        raise NotOurs from None
    if found is None:
        raise NotOurs
    number = int(found[2])
    return Who(user=number) if found[1] == "m" else Who(subscriber=number)


def _signer() -> Signer:
    return Signer(salt="bulletins.leave")
