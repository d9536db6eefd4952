"""A bulletin as it would look, to staff, marked as a test.

Only its pictures are open from then on, as a mail program has no account to show them by.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.db import transaction
from django.utils.translation import gettext as _

from bulletins.leaving import TEST_TOKEN
from bulletins.mail.editions import edition_of
from bulletins.mime import Gap
from bulletins.models import Audience, Bulletin, Edition
from network.models import User
from portal import audit, outbox
from portal.letters import absolute
from portal.outbox import Letter


@transaction.atomic
def send_test(
    *,
    bulletin: Bulletin,
    audience: Audience,
    to: Iterable[User],
    key: uuid.UUID,
    by: User,
    now: datetime,
) -> int:
    """One mail to each, as `audience` would get it; the same `key` sends nothing more.

    Returns to how many.
    """
    edition = edition_of(bulletin, audience)
    letters = {f"bulletin-test:{key}:{user.pk}": _letter(edition, user) for user in to}
    outbox.enqueue_all(letters=letters, now=now)
    Bulletin.objects.filter(pk=bulletin.pk).update(tested_at=now)
    new = {"audience": audience, "to": sorted(letter.to for letter in letters.values())}
    audit.record(by=by, action="bulletin.test", target=bulletin, new=new, now=now)
    return len(letters)


def _letter(edition: Edition, user: User) -> Letter:
    first = user.name.split()[0] if user.name.strip() else ""
    greeting = _("Dear %(name)s,") % {"name": first} if first else _("Hello,")
    leave = absolute("bulletins:unsubscribe", TEST_TOKEN)
    filled = {Gap.GREETING: greeting, Gap.LEAVE: leave}
    html, text = edition.html, edition.text
    for gap, words in filled.items():
        html, text = html.replace(gap, escape(words)), text.replace(gap, words)
    subject = _("[Test] %(subject)s") % {"subject": edition.subject}
    return Letter(to=user.email, subject=subject, text=text, html=html)
