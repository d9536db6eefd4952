"""Whether a domain says in the DNS who may send in its name: SPF, DKIM and DMARC.

RFC 7208, 6376 and 7489. Pure: what was looked up goes in, a finding comes out. SPF's lookups are
counted in the record itself, not in those that it includes.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.db import models
from django.utils.translation import gettext_lazy as _

SPF, DKIM, DMARC = "spf", "dkim", "dmarc"
MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
ASKS_AGAIN = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
LEAST_BITS, GOOD_BITS = 1024, 2048  # RFC 8301, 3.2
POLICIES = frozenset({"none", "quarantine", "reject"})


class Result(models.TextChoices):
    GOOD = "good", _("In order")
    WEAK = "weak", _("Could be stricter")
    MISSING = "missing", _("Missing")
    BROKEN = "broken", _("Not in order")
    UNKNOWN = "unknown", _("Could not be looked up")


class Trouble(StrEnum):
    """Why nothing was found."""

    NO_NAME = "no-name"  # NXDOMAIN
    NO_RECORD = "no-record"
    SERVER = "server"  # SERVFAIL, REFUSED
    TIMEOUT = "timeout"
    NO_SELECTOR = "no-selector"


class Problem(StrEnum):
    MISSING = "missing"
    MANY = "many"
    OPEN = "open"
    LOOKUPS = "lookups"
    REVOKED = "revoked"
    UNREADABLE = "unreadable"
    SHORT = "short"
    SHORTISH = "shortish"
    TESTING = "testing"
    NO_POLICY = "no-policy"
    ONLY_WATCHED = "only-watched"
    NO_REPORTS = "no-reports"


@dataclass(frozen=True)
class Lookup:
    """The texts at a name, or why there are none. `alias` is where a CNAME leads to."""

    name: str
    texts: tuple[str, ...] = ()
    trouble: Trouble | None = None
    alias: str = ""

    @property
    def is_known(self) -> bool:
        """Somebody who should know answered, be it that there is nothing."""
        return self.trouble in {None, Trouble.NO_NAME, Trouble.NO_RECORD}


@dataclass(frozen=True)
class Finding:
    result: Result
    problems: tuple[Problem, ...] = ()


def judge(what: str, found: Lookup) -> Finding:
    """`what` is SPF, DKIM or DMARC."""
    if not found.is_known:
        return Finding(Result.UNKNOWN)
    return {SPF: _spf, DKIM: _dkim, DMARC: _dmarc}[what](found.texts)


def dmarc_names(domain: str) -> list[str]:
    """Where to look for DMARC, in order: at the domain, then at those above it."""
    labels = domain.split(".")
    above = [".".join(labels[place:]) for place in range(max(1, len(labels) - 1))]
    return [f"_dmarc.{name}" for name in above[:4]]


def is_dmarc(text: str) -> bool:
    return tags(text).get("v", "").upper() == "DMARC1"


def tags(text: str) -> Mapping[str, str]:
    """`a=b; c=d` as a mapping; blanks around names and values do not count."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, sign, value in pairs if sign}


def _spf(texts: tuple[str, ...]) -> Finding:
    records = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        return Finding(Result.MISSING, (Problem.MISSING,))
    if len(records) > 1:
        return Finding(Result.BROKEN, (Problem.MANY,))
    terms = records[0].lower().split()[1:]
    names = [_mechanism(term) for term in terms]
    problems = []
    if sum(name in ASKS_AGAIN for name in names) > MOST_LOOKUPS:
        problems.append(Problem.LOOKUPS)
    if not {"-all", "~all"} & set(terms) and "redirect" not in names:
        problems.append(Problem.OPEN)
    return Finding(Result.BROKEN if problems else Result.GOOD, tuple(problems))


def _mechanism(term: str) -> str:
    """The name of a mechanism or modifier, without qualifier and value."""
    for sign in ":/=":
        term = term.partition(sign)[0]
    return term.lstrip("+-~?")


def _dkim(texts: tuple[str, ...]) -> Finding:
    keys = [found for found in map(tags, texts) if "p" in found]
    if not keys:
        return Finding(Result.MISSING, (Problem.MISSING,))
    if len(keys) > 1:
        return Finding(Result.BROKEN, (Problem.MANY,))
    if problem := _key_problem(keys[0]):
        is_weak = problem in {Problem.SHORTISH, Problem.TESTING}
        return Finding(Result.WEAK if is_weak else Result.BROKEN, (problem,))
    return Finding(Result.GOOD)


def _key_problem(key: Mapping[str, str]) -> Problem | None:
    value = "".join(key["p"].split())
    if not value:
        return Problem.REVOKED
    if key.get("k", "rsa") == "rsa":
        bits = _rsa_bits(value)
        if bits is None:
            return Problem.UNREADABLE
        if bits < GOOD_BITS:
            return Problem.SHORT if bits < LEAST_BITS else Problem.SHORTISH
    return Problem.TESTING if "y" in key.get("t", "").split(":") else None


def _rsa_bits(value: str) -> int | None:
    """The length of an RSA key in base64; None for what is none."""
    try:
        key = load_der_public_key(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return key.key_size if isinstance(key, RSAPublicKey) else None


def _dmarc(texts: tuple[str, ...]) -> Finding:
    records = [tags(text) for text in texts if is_dmarc(text)]
    if not records:
        return Finding(Result.MISSING, (Problem.MISSING,))
    if len(records) > 1:
        return Finding(Result.BROKEN, (Problem.MANY,))
    policy = records[0].get("p", "").lower()
    if policy not in POLICIES:
        return Finding(Result.BROKEN, (Problem.NO_POLICY,))
    problems = [Problem.ONLY_WATCHED] if policy == "none" else []
    if not records[0].get("rua"):
        problems.append(Problem.NO_REPORTS)
    return Finding(Result.WEAK if problems else Result.GOOD, tuple(problems))
