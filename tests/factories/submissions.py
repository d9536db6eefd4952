"""What members share, in each state of its life, made by the same actions that the site uses."""

import uuid
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from bulletins.actions import moderation, submissions
from bulletins.actions.moderation import Answer
from bulletins.actions.submissions import Content, New
from bulletins.models import Submission
from network.models import Organisation, User
from network.uploads import Upload, inspect
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff

NEWS: dict[str, Any] = {
    "title": "A mentoring project grows",
    "text": "We now work in two prisons.\n\nMore at https://example.org/mentoring.",
    "link": "https://example.org/news",
    "is_for_members": False,
    "names_organisation": True,
    "picture_alternative": "",
}
PRACTICE: dict[str, Any] = {
    "title": "Letters that people open",
    "link": "",
    "problem": "Our letters to people in custody came back unread.",
    "what_was_done": "We wrote by hand, in the reader's first language.",
    "what_changed": "Four in five answer now.",
    "differently": "Ask for the language at the first meeting.",
    "stage": "tested",
    "theme": "resettlement",
    "setting": "custody",
    "is_for_members": True,
    "names_organisation": False,
    "picture_alternative": "",
}
SAID = {"news": NEWS, "practice": PRACTICE}
# What the page's form sends for the same.
FORM: dict[str, Any] = NEWS | {"is_for_members": "no", "names_organisation": "yes"}
PRACTICE_FORM: dict[str, Any] = PRACTICE | {"is_for_members": "yes", "names_organisation": "no"}


def sharer(email: str = "", name: str = "Ọlá Example") -> User:
    """Somebody of a member organisation."""
    person = make_person(email, name)
    make_member(person, name=f"Kola Nut {person.pk}")
    return person


def organisation_of(person: User) -> Organisation:
    return person.affiliations.order_by("pk")[0].organisation


def picture_bytes(form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "#4a1d4f").save(out, form)
    return out.getvalue()


def picture() -> Upload:
    return inspect(picture_bytes(), "lantern.png")


def make_shared(
    by: User | None = None,
    *,
    kind: str = "news",
    now: datetime | None = None,
    with_picture: bool = False,
    send: bool = True,
    **changes: Any,
) -> Submission:
    """Something sent in or, without `send`, a draft."""
    by = by or sharer()
    shown = {"picture_alternative": "A lantern"} if with_picture else {}
    content = Content(SAID[kind] | shown | changes, picture() if with_picture else None)
    new = New(kind, organisation_of(by), uuid.uuid4(), content)
    return submissions.start(new=new, by=by, now=now or timezone.now(), send=send)


def make_draft(by: User | None = None, **options: Any) -> Submission:
    return make_shared(by, send=False, **options)


def decided(row: Submission, move: str, by: User | None = None, **options: Any) -> Submission:
    """Somebody at the network asks for changes ("ask"), accepts or declines."""
    act = {"ask": moderation.ask, "accept": moderation.accept, "decline": moderation.decline}[move]
    more = {"accept": {"as_post": False}, "decline": {"reason": "known"}}.get(move, {})
    act(
        submission=row,
        answer=Answer("Please leave out the place."),
        by=by or make_staff(),
        now=options.pop("now", None) or timezone.now(),
        expected_version=row.version,
        **more | options,
    )
    row.refresh_from_db()
    return row


def asked(by: User | None = None, **options: Any) -> Submission:
    return decided(make_shared(by, **options), "ask")


def accepted(by: User | None = None, *, as_post: bool = False, **options: Any) -> Submission:
    return decided(make_shared(by, **options), "accept", as_post=as_post)
