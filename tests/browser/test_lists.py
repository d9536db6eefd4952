"""The lists in a browser: subscribing, leaving, coming back, choosing; the sending address."""

from typing import Any

import pytest

from bulletins.leaving import Who, leave_token
from bulletins.models import Subscriber, Suppression
from tests.browser.conftest import SIZES, NewVisitor
from tests.bulletins.name_server import NameServer
from tests.factories.bulletins import member, subscribe
from tests.factories.staff import make_staff

ZOE = "zoe@example.org"
LONG = "gemeinschaftsgerechtigkeitsnetzwerk.beratung@example.org"


@pytest.mark.parametrize("size", SIZES)
def test_reader_subscribes_confirms_leaves_and_comes_back(
    new_visitor: NewVisitor, size: str
) -> None:
    visitor = new_visitor(size, name="reader", javascript=size == "desktop")
    visitor.open("/bulletins/subscribe/")
    visitor.press("Yes, send me the bulletins", "Get our bulletins")
    assert visitor.page.get_by_text("There is a problem").is_visible()
    visitor.fill("E-mail address", ZOE).fill("Your name", "Zoë Example")
    visitor.press("Yes, send me the bulletins", "Please look into your mailbox")
    link = visitor.link(ZOE, "Confirm that you want our bulletins")
    visitor.open(link).see("Get our bulletins?")
    visitor.press("Yes, put me on the list", "You are on the list")
    visitor.open(link).see("This link has done its work")

    token = leave_token(Who(subscriber=Subscriber.objects.get().pk))
    visitor.open(f"/bulletins/unsubscribe/{token}/")
    visitor.press("Stop getting bulletins", "You get no more bulletins")
    visitor.press("Get bulletins again", "You get bulletins again")
    visitor.open("/bulletins/confirm/broken/").see("This link does not work")


@pytest.mark.parametrize("size", SIZES)
def test_member_chooses_what_they_get(new_visitor: NewVisitor, size: str) -> None:
    ada = member("ada@example.org")
    subscribe("ada@example.org")
    visitor = new_visitor(size, name="chooser", dark=size == "phone").become(ada)
    visitor.open("/dashboard/").follow("Which mails you get from us", "Which mails you get")
    visitor.choose("A digest of the news", "Once a week").press("Keep my choice")
    assert visitor.page.get_by_text("Your choice is kept").is_visible()
    visitor.press("Take me off this list", "Which mails you get")
    visitor.press("Stop everything", "Which mails you get")
    visitor.press("Take them up again", "Which mails you get")


@pytest.mark.parametrize("size", SIZES)
def test_staff_look_after_the_lists(new_visitor: NewVisitor, settings: Any, size: str) -> None:
    subscriber = subscribe(LONG, "Zoë Example")
    Suppression.objects.create(
        address="gone@example.org",
        reason="bounced",
        detail="550 5.1.1 User unknown",
        created_at=subscriber.consented_at,
    )
    visitor = new_visitor(size, name="lists").become(make_staff(), second_factor=True)
    visitor.open("/admin/bulletins/subscriber/").follow("Add somebody who asked you", "Add")
    visitor.fill("Their e-mail address", ZOE).press("Send them the link")
    visitor.follow("Take over an earlier list", "Take over an earlier list")
    visitor.press("Look at the list", "Take over an earlier list")
    rows = (
        f"Email,Joined,State\nnew@example.org\nwrong\n{LONG}\ngone@example.org\nx@example.org,,no"
    )
    csv = {"name": "list.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    visitor.page.get_by_label("The list, as an Excel workbook").set_input_files(csv)  # type: ignore[arg-type]  # a file's parts
    visitor.fill("What they agreed to", "Yes, send me news.")
    visitor.fill("When they agreed", "2024-03-01").press("Look at the list", "Add these people?")
    visitor.press("Add them", "Subscribers")
    visitor.open(f"/admin/bulletins/subscriber/{subscriber.pk}/change/")
    visitor.follow("Take off the list", "Take off the list?")
    visitor.press("Take them off the list")
    visitor.open("/admin/bulletins/mailevent/")
    visitor.open("/admin/bulletins/suppression/").follow("gone@example.org")
    visitor.follow("Let bulletins go there again", "Let bulletins go there again?")

    with NameServer({"example.org": ["v=spf1 include:mail.example ?all"]}) as server:
        settings.DNS_SERVER = server.address
        visitor.open("/admin/bulletins/addresscheck/")
        visitor.fill("DKIM selector", "mail").press("Look it up now")
    assert visitor.page.get_by_text("The line lets everybody send for you.").is_visible()
