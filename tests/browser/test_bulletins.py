"""Bulletins read online, and the way out of their list, in a browser."""

import pytest
from django.utils import timezone

from bulletins.actions import draining
from bulletins.leaving import Who, leave_token
from portal.mailsink import Sink
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.bulletins import member, sending, subscribe

LONG = "Gemeinschaftsgerechtigkeitsnetzwerk " * 4


@pytest.mark.parametrize("size", SIZES)
def test_subscriber_reads_leaves_and_comes_back(
    new_visitor: NewVisitor, mail_sink: Sink, size: str
) -> None:
    visitor = new_visitor(size)
    visitor.open("/bulletins/").see("Bulletins")
    subscriber = subscribe("zoe@example.org", "Zoë Example")
    bulletin = sending(subject=LONG[:150])
    draining.drain(bulletin=bulletin.pk, lanes=1, now=timezone.now())
    (message,) = mail_sink.messages
    assert f"/bulletins/{bulletin.slug}/" in message.text

    visitor.open("/bulletins/").follow(LONG[:30], LONG[:30])
    assert visitor.page.get_by_text("Members: sign in to read it").is_visible()
    visitor.open(f"/bulletins/unsubscribe/{leave_token(Who(subscriber=subscriber.pk))}/")
    visitor.press("Stop getting bulletins", "You get no more bulletins")
    visitor.press("Get bulletins again", "You get bulletins again")
    visitor.open("/bulletins/unsubscribe/s1:broken/").see("This link does not work")

    reader = new_visitor(size, name="member").become(member())
    reader.open(f"/bulletins/{bulletin.slug}/")
    assert reader.page.get_by_role("heading", name="Where we meet next").is_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_mail_is_readable_wide_and_narrow_light_and_dark(
    new_visitor: NewVisitor, mail_sink: Sink, size: str, dark: bool
) -> None:
    subscribe("zoe@example.org", "Zoë Example")
    bulletin = sending(subject="Autumn news of the network")
    draining.drain(bulletin=bulletin.pk, lanes=1, now=timezone.now())
    (message,) = mail_sink.messages
    visitor = new_visitor(size, name=f"mail-{'dark' if dark else 'light'}", dark=dark)

    visitor.page.set_content(message.html)

    visitor.see("Autumn news of the network")
    assert len(message.html.encode()) < 100_000
