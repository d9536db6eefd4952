"""The demo's posts, as if they had been published over the last year and a half."""

import uuid
from datetime import timedelta

from django.utils.text import slugify

from bulletins.actions import pictures
from bulletins.light import light
from bulletins.models import Post
from network.models import Organisation, User
from network.uploads import inspect
from portal.demo.pictures import drawn
from portal.demo.posts_told import POSTS, Told
from portal.demo.telling import World


def tell(world: World, editor: User) -> None:
    """Write them, oldest first, and pictures for those that have one."""
    names = {one.organisation for one in POSTS}
    known = {found.name: found for found in Organisation.objects.filter(name__in=names)}
    for told in sorted(POSTS, key=lambda one: -one.days):
        post = _post(world, told, known.get(told.organisation), editor)
        if told.picture:
            _picture(post, told.picture, editor)


def _post(world: World, told: Told, organisation: Organisation | None, editor: User) -> Post:
    parts = dict(told.parts)
    days = parts.pop("do_by_in", "")
    published = world.clock.at_desk(world.clock.ago(told.days))
    return Post.objects.create(
        kind=told.kind,
        title=told.title,
        slug=slugify(told.title),
        summary=told.summary,
        body=told.body,
        organisation=organisation,
        byline=told.byline,
        is_for_members=told.is_for_members,
        do_by=world.clock.today + timedelta(days=int(days)) if days else None,
        state=Post.State.PUBLISHED,
        created_at=published - timedelta(days=1),
        created_by=editor,
        changed_at=published,
        published_at=published,
        **parts,
    )


def _picture(post: Post, alternative: str, editor: User) -> None:
    picture = light(inspect(drawn(post.slug), f"{post.slug}.png"))
    about, key = pictures.About(alternative), uuid.uuid4()
    pictures.add(post=post, about=about, picture=picture, key=key, by=editor, now=post.created_at)
