"""Looking up what the sending domain says of itself in the DNS."""

import time
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings
from django.db import transaction

from bulletins import address_rules
from bulletins.address_rules import DKIM, DMARC, SPF, Lookup, Trouble, judge
from bulletins.models import AddressCheck, BulletinSettings
from network.models import User
from portal import audit

LOOKUP_SECONDS, ALL_SECONDS = 1.5, 5.0
DNS_PORT = 53
MOST_SHOWN = 1000  # signs of one record

_TROUBLES: tuple[tuple[type[Exception], Trouble], ...] = (
    (dns.resolver.NXDOMAIN, Trouble.NO_NAME),
    (dns.resolver.NoAnswer, Trouble.NO_RECORD),
    (dns.exception.Timeout, Trouble.TIMEOUT),
)


class Look:
    """Questions to one name server, with an end to all of them together."""

    def __init__(self, seconds: float = ALL_SECONDS) -> None:
        self._ends_at = time.monotonic() + seconds

    def texts(self, name: str) -> Lookup:
        """The TXT records at `name`; trouble is part of the answer, never raised."""
        left = min(LOOKUP_SECONDS, self._ends_at - time.monotonic())
        if left <= 0:
            return Lookup(name, trouble=Trouble.TIMEOUT)
        try:
            asked = dns.name.from_text(name)
            answer = _resolver().resolve(asked, "TXT", lifetime=left, search=False)
        except (dns.exception.DNSException, OSError, ValueError) as error:
            return Lookup(name, trouble=_trouble(error))
        alias = answer.canonical_name
        return Lookup(
            name,
            texts=tuple(b"".join(row.strings).decode(errors="replace") for row in answer),
            alias="" if alias == asked else alias.to_text(omit_final_dot=True),
        )


def sending_domain() -> str:
    """The domain that mails come from, as the DNS knows it."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return domain.encode("idna").decode("ascii").lower()


def newest() -> AddressCheck | None:
    """The last check of the domain and selector in use."""
    rows = AddressCheck.objects.filter(
        domain=sending_domain(), selector=BulletinSettings.current().dkim_selector
    )
    return rows.order_by("-checked_at", "-pk").first()


def keep_selector(*, selector: str, by: User, now: datetime) -> None:
    """The name of the DKIM key that mails are signed with from now on."""
    with transaction.atomic():
        BulletinSettings.objects.get_or_create(pk=1)
        row = BulletinSettings.objects.select_for_update().get(pk=1)
        old, row.dkim_selector = row.dkim_selector, selector
        if old == selector:
            return
        row.save()
        values: dict[str, Any] = {"old": {"dkim_selector": old}, "new": {"dkim_selector": selector}}
        audit.record(by=by, action="bulletinsettings.change", target=row, now=now, **values)


def look_up(*, by: User, now: datetime) -> AddressCheck:
    """Ask the DNS, a few seconds at most, then keep what it said. Nothing is locked meanwhile."""
    domain, selector = sending_domain(), BulletinSettings.current().dkim_selector
    look = Look()
    found = {
        SPF: look.texts(domain),
        DKIM: _key(look, domain, selector),
        DMARC: _policy(look, domain),
    }
    findings = {what: judge(what, one) for what, one in found.items()}
    with transaction.atomic():
        row = AddressCheck.objects.create(
            domain=domain,
            selector=selector,
            found={what: _kept(one, findings[what].problems) for what, one in found.items()},
            checked_at=now,
            **{what: one.result for what, one in findings.items()},
        )
        audit.record(by=by, action="address.check", target=row, now=now)
    return row


def _key(look: Look, domain: str, selector: str) -> Lookup:
    if not selector:
        return Lookup("", trouble=Trouble.NO_SELECTOR)
    return look.texts(f"{selector}._domainkey.{domain}")


def _policy(look: Look, domain: str) -> Lookup:
    """The nearest policy; the domain's own answer where there is none above it either."""
    answers = []
    for name in address_rules.dmarc_names(domain):
        answers.append(look.texts(name))
        if not answers[-1].is_known or any(map(address_rules.is_dmarc, answers[-1].texts)):
            return answers[-1]
    return answers[0]


def _kept(one: Lookup, problems: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": one.name,
        "texts": [text.replace("\0", "")[:MOST_SHOWN] for text in one.texts],
        "trouble": one.trouble,
        "alias": one.alias,
        "problems": problems,
    }


def _resolver() -> dns.resolver.Resolver:
    """The machine's own, or the one that DNS_SERVER names."""
    if not settings.DNS_SERVER:
        return dns.resolver.Resolver()
    parts = urlsplit(f"dns://{settings.DNS_SERVER}")
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [parts.hostname or ""]
    resolver.port = parts.port or DNS_PORT
    return resolver


def _trouble(error: Exception) -> Trouble:
    return next((word for kind, word in _TROUBLES if isinstance(error, kind)), Trouble.SERVER)
