"""SPF, DKIM and DMARC in plain words: what each is for, what is wrong, what to ask for.

Pure: no database, no request, no settings.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from bulletins.address_rules import DKIM, DMARC, SPF, Problem, Result, Trouble

TONES = {
    Result.GOOD: "good",
    Result.WEAK: "wait",
    Result.MISSING: "bad",
    Result.BROKEN: "bad",
    Result.UNKNOWN: "neutral",
}


@dataclass(frozen=True)
class Words:
    title: Any
    what_for: Any


PARTS = {
    SPF: Words(
        _("SPF: which servers may send for you"),
        _(
            "A line at the domain that names the mail servers you use. A mail from any other "
            "looks forged."
        ),
    ),
    DKIM: Words(
        _("DKIM: a signature on each mail"),
        _("Your mail provider signs what it sends. The key to check that stands at the domain."),
    ),
    DMARC: Words(
        _("DMARC: what to do with forged mail"),
        _(
            "Tells other mail servers what to do with mail in your name that passes neither test,"
            " and where to report it."
        ),
    ),
}

PROBLEMS: dict[tuple[str, str], Any] = {
    (SPF, Problem.MISSING): _(
        "There is no SPF line. Ask for one that names your mail provider; the provider says what "
        "it must be."
    ),
    (SPF, Problem.MANY): _(
        "There are several SPF lines, and so none counts. Ask for them to be joined into one."
    ),
    (SPF, Problem.OPEN): _(
        "The line lets everybody send for you. Ask for it to end in “~all” or “-all”."
    ),
    (SPF, Problem.LOOKUPS): _(
        "The line asks for more than ten further look-ups, and servers give up before its end. "
        "Ask for senders that you do not use any more to be taken out."
    ),
    (DKIM, Problem.MISSING): _(
        "There is no key under this selector. Ask for the record that your mail provider shows, "
        "and check that the selector is right."
    ),
    (DKIM, Problem.MANY): _("There are several keys under one selector. Ask for one to be left."),
    (DKIM, Problem.REVOKED): _(
        "The key was withdrawn: the record is there, but empty. Ask your mail provider for the "
        "key in use."
    ),
    (DKIM, Problem.UNREADABLE): _(
        "The key cannot be read; most often a part was lost when it was copied. Ask for it to be "
        "entered again."
    ),
    (DKIM, Problem.SHORT): _(
        "The key is shorter than 1,024 bits, and no large provider trusts it. Ask your mail "
        "provider for one of 2,048 bits."
    ),
    (DKIM, Problem.SHORTISH): _(
        "The key works, but 2,048 bits are usual by now. Ask your mail provider for a longer one "
        "when there is time."
    ),
    (DKIM, Problem.TESTING): _(
        "The key is marked as a test (“t=y”), so some servers take no notice of it. Ask for the "
        "mark to be taken out."
    ),
    (DMARC, Problem.MISSING): _(
        "There is no DMARC line. Ask for “v=DMARC1; p=none; rua=mailto:…” to begin with, with an "
        "address that reads the reports."
    ),
    (DMARC, Problem.MANY): _(
        "There are several DMARC lines, and so none counts. Ask for one to be left."
    ),
    (DMARC, Problem.NO_POLICY): _(
        "The line does not say what to do: “p=none”, “p=quarantine” or “p=reject” is missing."
    ),
    (DMARC, Problem.ONLY_WATCHED): _(
        "Forged mail is watched, not stopped (“p=none”). That is enough for Gmail and Yahoo. When"
        " the reports show that your own mail passes, ask for “p=quarantine”."
    ),
    (DMARC, Problem.NO_REPORTS): _(
        "Nobody gets the reports. Ask for “rua=mailto:…” with an address that somebody reads."
    ),
}

TROUBLES: dict[str, Any] = {
    Trouble.NO_NAME: _("There is no such name in the DNS."),
    Trouble.NO_RECORD: _("There is such a name, but no text stands there."),
    Trouble.SERVER: _(
        "The name servers answered with an error. Try again later; if it stays so, tell the "
        "domain’s keeper."
    ),
    Trouble.TIMEOUT: _("No name server answered in time. Try again later."),
    Trouble.NO_SELECTOR: _(
        "Enter the selector first: it is the first part of the name your mail provider gave you "
        "for the key, before “._domainkey”."
    ),
}
