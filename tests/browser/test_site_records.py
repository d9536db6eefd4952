"""The site's own records and the demo's mailbox, as staff and testers see them."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import clear_url_caches

from portal import audit, urls
from portal.mailsink import store
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from portal.outbox import Letter, enqueue
from portal.staff_groups import COORDINATORS
from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Asociacion_de_mujeres_migrantes_y_refugiadas_del_condado_example"


@pytest.fixture(params=["phone", "desktop"])
def coordinator(request: pytest.FixtureRequest, new_visitor: NewVisitor) -> Visitor:
    visitor = new_visitor(request.param, name="coordinator")
    return visitor.become(make_staff(COORDINATORS, name="Cora Example"), second_factor=True)


def make_mails() -> None:
    for state in (OutgoingMail.State.IN_DOUBT, OutgoingMail.State.PARKED):
        letter = Letter(f"{LONG}@example.org", f"About {state}", "Dear all,\n\nHello.\n")
        mail = enqueue(cause=state, letter=letter)
        OutgoingMail.objects.filter(pk=mail.pk).update(state=state, last_error="SMTPDataError 554")


def test_the_coordinator_sends_a_stuck_mail_again(coordinator: Visitor) -> None:
    make_mails()
    coordinator.open("/admin/portal/outgoingmail/")
    coordinator.open("/admin/portal/outgoingmail/?stuck=yes").see("Outgoing mail")
    coordinator.follow("About in-doubt", "View outgoing mail")
    coordinator.follow("Send again", "Send this mail again?")
    coordinator.press("Send again", "View outgoing mail")
    assert coordinator.sink.messages == []
    assert coordinator.mail(f"{LONG}@example.org").subject == "About in-doubt"


def test_the_coordinator_reads_the_log(coordinator: Visitor) -> None:
    person = make_staff(COORDINATORS, name=f"{LONG} Example")
    values = {"old": {"coordinator_phone": ""}, "new": {"coordinator_phone": "020 7946 0000"}}
    entry = audit.record(by=person, action="settings.change", target=person, **values)
    coordinator.open("/admin/portal/auditentry/")
    coordinator.open(f"/admin/portal/auditentry/{entry.pk}/change/").see("View audit entry")
    coordinator.open("/admin/portal/auditentry/?action=nothing").see("Audit log")


def test_the_coordinator_changes_the_settings(coordinator: Visitor) -> None:
    coordinator.open("/admin/portal/sitesettings/").see("Change site settings")
    coordinator.page.get_by_label("Monday").uncheck()
    coordinator.press("Save")
    assert SiteSettings.objects.get().working_days == "1234"
    assert AuditEntry.objects.get(action="settings.change").new == {"working_days": "1234"}


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The demo's addresses, with a folder of this test for its mails."""
    settings.DEMO, settings.DEMO_MAIL_DIR = True, tmp_path / "demo"
    importlib.reload(urls)
    clear_url_caches()
    yield settings.DEMO_MAIL_DIR
    settings.DEMO = False
    importlib.reload(urls)
    clear_url_caches()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_demos_mail_can_be_read(new_visitor: NewVisitor, mailbox: Path, size: str) -> None:
    visitor = new_visitor(size)
    visitor.open("/demo/mail/").see("Mails of the demo")
    link = f"http://127.0.0.1:8000/network/invitation/{'a1' * 20}/"
    for number in range(30):
        content = (
            f"Subject: Mail {number} to you\r\nFrom: Network <n@example.org>\r\n"
            f"\r\nDear {LONG},\r\n\r\n{link}\r\n\r\nBye\r\n"
        )
        store(mailbox, "n@example.org", [f"{LONG}@example.org"], content.encode())
    visitor.open("/demo/mail/").see("Mails of the demo")
    visitor.follow("Mail 29 to you", "Mail 29 to you")
