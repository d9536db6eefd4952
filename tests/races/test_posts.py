"""Saving a post's record does not undo what is done with it meanwhile: beside a control."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from bulletins.actions import posts
from bulletins.admin.posts import PostAdmin
from bulletins.models import Post
from portal.staff_groups import EDITORS
from tests.factories.posts import make_post
from tests.factories.staff import make_staff, sign_in
from tests.races.together import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = """SELECT count(*) FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"""


def save(client: Client, post: Post) -> int:
    """A press of *Save*, over a connection of its own: the page's status."""
    names = ("kind", "title", "slug", "summary", "body")
    data = {name: getattr(post, name) for name in names} | {"seen": post.version}
    try:
        return client.post(f"/admin/bulletins/post/{post.pk}/change/", data).status_code
    finally:
        connections.close_all()


def wait_for_the_lock(press: Future[Any]) -> None:
    """Until the press waits for the row that is being published."""
    for _look in range(PATIENCE * 50):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] or press.done():
                return
        time.sleep(0.02)


def saved_while_publishing() -> tuple[int, str]:
    """Somebody saves while the publication is not committed yet: the answer, and the state."""
    post, client, publisher = make_post(), sign_in(make_staff(EDITORS)), make_staff()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            posts.publish(post=post, seen=post.version, by=publisher, now=timezone.now())
            press = pool.submit(partial(save, client, post))
            wait_for_the_lock(press)
        answer = press.result(PATIENCE)
    return answer, Post.objects.get().state


def test_save_does_not_undo_a_publication() -> None:
    assert saved_while_publishing() == (200, "published")  # the form again: look at it first


def test_without_the_lock_a_save_undoes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same press on a row that is read and not locked."""
    monkeypatch.setattr(PostAdmin, "get_object", admin.ModelAdmin.get_object)

    assert saved_while_publishing() == (302, "draft")
