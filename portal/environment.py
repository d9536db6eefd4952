"""Reads the settings' environment and says, all at once, what is missing or malformed.

What it says names the variable and never repeats its value: many of them are secrets.
"""

import os
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from portal import whole_numbers

SMTP_SCHEMES = {"smtp": {}, "smtp+tls": {"use_tls": True}, "smtp+ssl": {"use_ssl": True}}
LONGEST_MAIL_STEP = 45  # seconds; two steps of one message must fit into portal.delivery.LEASE


class Malformed(ValueError):
    """Says how a value should look; never what it is."""


class Environment:
    """Collects problems while settings are read; `stop_if_wrong` raises them together."""

    def __init__(self, values: Mapping[str, str] = os.environ) -> None:
        self.values = values
        self.problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], Any], default: Any = None) -> Any:
        """Return `parse(value)` of a variable, or `default` when it is unset or empty.

        A missing variable without default, or one that `parse` refuses with ValueError,
        is remembered as a problem and gives None.
        """
        raw = self.values.get(name, "")
        if not raw:
            if default is None:
                self.problems.append(f"{name} is not set")
            return default
        try:
            return parse(raw)
        except Malformed as error:
            self.problems.append(f"{name} is malformed: {error}")
        except (ValueError, ImproperlyConfigured):  # a library's words may repeat the value
            self.problems.append(f"{name} is malformed")
        return None

    def stop_if_wrong(self) -> None:
        """Raise ImproperlyConfigured, naming every problem met so far."""
        if self.problems:
            raise ImproperlyConfigured(
                "The environment is not complete: " + "; ".join(self.problems)
            )


def boolean(raw: str) -> bool:
    """`on`/`off`, `true`/`false`, `yes`/`no`, `1`/`0`, in any case."""
    value = raw.strip().lower()
    if value in {"on", "true", "yes", "1"}:
        return True
    if value in {"off", "false", "no", "0"}:
        return False
    raise Malformed("use on or off")


def whole_number(raw: str) -> int:
    """A non-negative integer."""
    number = whole_numbers.whole_number(raw)
    if number is None:
        raise Malformed("use a whole number")
    return number


def names(raw: str) -> list[str]:
    """A comma-separated list of at least one entry."""
    found = [part.strip() for part in raw.split(",") if part.strip()]
    if not found:
        raise Malformed("use at least one entry")
    return found


def hosts(raw: str) -> list[str]:
    """Host names, comma-separated; not `*`, which would let mails and pages carry any host."""
    found = names(raw)
    if "*" in found:
        raise Malformed("name the hosts")
    return found


def secret(raw: str) -> str:
    """A secret of at least 50 characters, as Django's deployment check wants it."""
    if len(raw) < 50:
        raise Malformed("use at least 50 random characters")
    return raw


def fernet_keys(raw: str) -> list[str]:
    """Comma-separated Fernet keys, newest first."""
    keys = names(raw)
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        raise Malformed("use Fernet keys: 32 random bytes in URL-safe base64") from None
    return keys


def address(raw: str) -> str:
    """One e-mail address, with or without a display name."""
    if "\n" in raw or "\r" in raw:
        raise Malformed("use one e-mail address")
    plain_address(parseaddr(raw)[1])
    return raw


def plain_address(raw: str) -> str:
    """One e-mail address and nothing else."""
    try:
        validate_email(raw)
    except ValidationError:
        raise Malformed("use one e-mail address") from None
    return raw


def base_url(raw: str) -> str:
    """The site's own address: http(s)://host[:port], without a path."""
    parts = _split(raw, {"http", "https"}, "use http(s)://host without a path")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise Malformed("use http(s)://host without a path")
    return raw.rstrip("/")


def database(raw: str) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// URL."""
    _split(raw, {"postgres", "postgresql"}, "use postgresql://user:password@host/name")
    return dict(environ.Env.db_url_config(raw))


def broker(raw: str) -> str:
    """A redis:// or rediss:// address.

    The broker's certificate is checked unless `?ssl_cert_reqs=` says otherwise: of itself, the
    library would take any.
    """
    parts = _split(raw, {"redis", "rediss"}, "use redis://host")
    if parts.scheme == "redis" or "ssl_cert_reqs" in parse_qs(parts.query):
        return raw
    return f"{raw}{'&' if parts.query else '?'}ssl_cert_reqs=required"


def dns_server(raw: str) -> str:
    """The address of a name server, with its port or without: 192.0.2.53, [2001:db8::53]:5353."""
    parts = _split(f"dns://{raw}", {"dns"}, "use an IP address, with :port if need be")
    try:
        ip_address(parts.hostname or "")
    except ValueError:
        raise Malformed("use an IP address, with :port if need be") from None
    return raw


def mailer(raw: str) -> dict[str, Any]:
    """OPTIONS of the SMTP mailer for smtp://, smtp+tls:// or smtp+ssl://user:pass@host:port.

    `?timeout=` is what each network step may take in seconds, 20 if left out.
    """
    parts = _split(raw, SMTP_SCHEMES, "use smtp://, smtp+tls:// or smtp+ssl:// with a host")
    options: dict[str, Any] = {"host": parts.hostname, "port": parts.port}
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    timeout = whole_number(parse_qs(parts.query).get("timeout", ["20"])[0])
    if not 0 < timeout <= LONGEST_MAIL_STEP:
        raise Malformed(f"the timeout must be from 1 to {LONGEST_MAIL_STEP} seconds")
    return options | SMTP_SCHEMES[parts.scheme] | {"timeout": float(timeout)}


def _split(raw: str, schemes: Mapping[str, Any] | set[str], wanted: str) -> SplitResult:
    """An address of one of these schemes with a host and, if any, a real port."""
    try:
        parts = urlsplit(raw)
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:  # its words may repeat half a password
        usable = None
    if not usable:
        raise Malformed(wanted)
    return parts
