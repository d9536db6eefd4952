"""Every mail of the sign-in pages: written by us, in two parts that say the same."""

import re
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.utils import timezone

from portal.accounts import NOTICES
from portal.models import OutgoingMail
from tests.conftest import Deliver
from tests.factories.sign_in import text_of

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR) / "templates"
OURS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
    for path in TEMPLATES.glob("*/email/*_subject.txt")
)
CONTEXT = {
    "code": "1234-5678",
    "timestamp": timezone.now(),
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
}


def test_every_notice_has_its_text() -> None:
    assert set(OURS) > NOTICES


@pytest.mark.parametrize("prefix", OURS)
def test_mail_is_plain_and_addresses_this_site(prefix: str) -> None:
    get_adapter().send_mail(prefix, "ola@example.org", CONTEXT)
    mail = OutgoingMail.objects.get()
    text = text_of(mail)
    assert mail.is_credential == (prefix not in NOTICES)
    assert text.startswith("Hello,\n\n")
    assert text.endswith("Race and Justice Network\n")
    assert "{" not in text + mail.subject
    links = re.findall(r"https?://\S+", text)
    assert all(link.startswith(f"{settings.BASE_URL}/") for link in links)


def test_code_stands_alone_in_both_parts(deliver: Deliver) -> None:
    get_adapter().send_mail("account/email/login_code", "ola@example.org", CONTEXT)
    (mail,) = deliver()
    assert "1234-5678" in mail.text.splitlines()
    assert re.search(r'<p class="code"[^>]*>1234-5678</p>', mail.html)
    assert mail.reply_to == settings.COORDINATOR_EMAIL


def test_hostile_address_is_escaped(deliver: Deliver) -> None:
    address = '"<b>x</b>"@example.org'
    get_adapter().send_mail("account/email/unknown_account", address, CONTEXT)
    (mail,) = deliver()
    assert "<b>x</b>" in mail.text
    assert "<b>x</b>" not in mail.html
