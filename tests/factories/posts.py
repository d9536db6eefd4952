"""Posts of each kind, with their pictures."""

import itertools
import uuid
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from bulletins.actions import pictures, posts
from bulletins.actions.pictures import About
from bulletins.choices import PostKind
from bulletins.light import light
from bulletins.models import Picture, Post
from network.uploads import inspect
from tests.factories.staff import make_staff

_numbers = itertools.count(1)
PARTS: dict[str, dict[str, Any]] = {
    PostKind.NEWS: {"body": "<p>Two prisons now.</p>"},
    PostKind.BLOG: {"body": "<h2>Why</h2><p>Because.</p>"},
    PostKind.POLICY: {
        "what_changed": "A new framework.",
        "what_it_means": "Read it.",
        "do_by": "2027-01-31",
    },
    PostKind.PRACTICE: {
        "problem": "Nobody came.",
        "what_was_done": "We asked why.",
        "what_changed": "Forty people came.",
        "differently": "Ask sooner.",
        "stage": "tested",
        "theme": "families",
        "setting": "custody",
    },
}


def make_post(kind: str = PostKind.NEWS, **fields: Any) -> Post:
    """A draft with what its kind needs."""
    number, now = next(_numbers), timezone.now()
    values = {
        "kind": kind,
        "title": f"Story {number}",
        "slug": f"story-{number}",
        "summary": f"What story {number} is about.",
        "created_at": now,
        "changed_at": now,
    }
    return Post.objects.create(**(values | PARTS[kind] | fields))


def published(kind: str = PostKind.NEWS, **fields: Any) -> Post:
    post = make_post(kind, **fields)
    return posts.publish(post=post, seen=post.version, by=make_staff(), now=timezone.now())


def picture_file(form: str = "JPEG", size: tuple[int, int] = (40, 20)) -> SimpleUploadedFile:
    """A picture that says where it was taken, as a form sends it."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new("RGB", size, "teal").save(out, form, exif=exif)
    return SimpleUploadedFile(f"a.{form.lower()}", out.getvalue(), f"image/{form.lower()}")


def add_picture(post: Post, alternative: str = "Three people at a table", **said: str) -> Picture:
    upload = inspect(picture_file().read(), "a.jpg")
    return pictures.add(
        post=post,
        about=About(alternative, **said),
        picture=light(upload),
        key=uuid.uuid4(),
        by=make_staff(),
        now=timezone.now(),
    )
