"""What staff are told when open work changes hands, and when somebody stands in for somebody."""

from collections.abc import Sequence

from network.models import Deputyship, User
from portal.handing_over import Work
from portal.letters import absolute, from_template
from portal.outbox import Letter


def taken(user: User, *, to: User, by: User, works: Sequence[Work]) -> Letter:
    return _handed_over(user, to=to, by=by, works=works, reader=to)


def given(user: User, *, to: User, by: User, works: Sequence[Work]) -> Letter:
    return _handed_over(user, to=to, by=by, works=works, reader=user)


def _handed_over(user: User, *, to: User, by: User, works: Sequence[Work], reader: User) -> Letter:
    return from_template(
        "network/mail/handed_over.txt",
        to=reader.email,
        person=user,
        successor=to,
        reader=reader,
        by=by,
        moved=[work.words for work in works if work.moves],
        begun=[work.words for work in works if not work.moves],
        link=absolute("staff"),
    )


def deputy_named(deputyship: Deputyship, *, reader: User, by: User) -> Letter:
    return _deputy("deputy_named", deputyship, reader, by)


def deputy_ended(deputyship: Deputyship, *, reader: User, by: User) -> Letter:
    return _deputy("deputy_ended", deputyship, reader, by)


def _deputy(template: str, deputyship: Deputyship, reader: User, by: User) -> Letter:
    return from_template(
        f"network/mail/{template}.txt",
        to=reader.email,
        reader=reader,
        by=by,
        person=deputyship.user,
        deputy=deputyship.deputy,
        starts_on=deputyship.starts_on,
        ends_on=deputyship.ends_on,
        link=absolute("staff"),
    )
