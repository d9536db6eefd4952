"""Materials of events, and files as people upload them."""

import uuid
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from events.actions import materials
from events.actions.materials import About
from events.choices import ShownTo
from events.models import Contributor, Event, Material
from network.models import User
from network.uploads import inspect
from portal.demo.papers import paper
from tests.factories.applicants import make_person

PDF = paper("Slides", "Of a workshop")


def pdf(name: str = "slides.pdf") -> SimpleUploadedFile:
    """A real file, as a form sends it."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def picture() -> SimpleUploadedFile:
    """A picture that says where it was taken."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new("RGB", (20, 10), "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("board.jpg", out.getvalue(), content_type="image/jpeg")


def make_material(
    event: Event, title: str = "Slides", *, by: User | None = None, link: str = "", **about: Any
) -> Material:
    """A published PDF, or a link; for those booked, if nothing else is said."""
    return materials.add(
        event=event,
        about=About(title, **about),
        content=link or inspect(PDF, f"{title}.pdf"),
        key=uuid.uuid4(),
        by=by or make_person(),
        now=timezone.now(),
    )


def make_public(event: Event, title: str = "Report", **about: Any) -> Material:
    return make_material(event, title, shown_to=ShownTo.EVERYBODY, **about)


def handed_in(contributor: Contributor, title: str = "Draft slides", **about: Any) -> Material:
    """What a contributor has handed in; nobody has published it."""
    return materials.hand_in(
        contributor=contributor,
        about=About(title, **about),
        upload=inspect(PDF, f"{title}.pdf"),
        key=uuid.uuid4(),
        now=timezone.now(),
    )
