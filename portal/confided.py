"""What only who keeps confidences may read in the site's records of mails and of acts.

Who raised or proposed something, who objected, and for which organisations somebody speaks: the
addresses of such mails and the names in such entries tell it.
"""

from typing import Any

from django.db.models import Q

RIGHT = "forums.run_forum"
MAILS = ("agreement:", "issue-step:", "summary-word:", "topic")  # how their causes begin
ACTIONS = ("agreement.", "issue.affirm", "issue.take-back", "topic.")


def may_read(user: Any) -> bool:
    """Whether somebody keeps confidences."""
    return bool(user.has_perm(RIGHT))


def beginning(field: str, prefixes: tuple[str, ...]) -> Q:
    """Rows in which `field` begins with one of `prefixes`."""
    found = Q()
    for prefix in prefixes:
        found |= Q(**{f"{field}__startswith": prefix})
    return found
