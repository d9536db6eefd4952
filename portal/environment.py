"""Reads the settings' environment and says, all at once, what is missing or malformed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

SMTP_SCHEMES = {"smtp": {}, "smtp+tls": {"use_tls": True}, "smtp+ssl": {"use_ssl": True}}


class Environment:
    """Collects problems while settings are read; `stop_if_wrong` raises them together."""

    def __init__(self) -> None:
        self.env = environ.Env()
        self.problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], Any], default: Any = None) -> Any:
        """Return `parse(value)` of a variable, or `default` when it is unset.

        A missing variable without default, or one that `parse` refuses with ValueError,
        is remembered as a problem and gives None.
        """
        raw = self.env.str(name, default="")
        if not raw:
            if default is None:
                self.problems.append(f"{name} is not set")
            return default
        try:
            return parse(raw)
        except (ValueError, ImproperlyConfigured) as error:
            self.problems.append(f"{name} is malformed: {error}")
            return None

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise ImproperlyConfigured("The environment is not complete: " + "; ".join(self.problems))


def boolean(raw: str) -> bool:
    """`on`/`off`, `true`/`false`, `yes`/`no`, `1`/`0`; anything else raises ValueError."""
    value = raw.strip().lower()
    if value in {"on", "true", "yes", "1"}:
        return True
    if value in {"off", "false", "no", "0"}:
        return False
    raise ValueError("use on or off")


def whole_number(raw: str) -> int:
    """A non-negative integer; raises ValueError otherwise."""
    number = int(raw)
    if number < 0:
        raise ValueError("must not be negative")
    return number


def names(raw: str) -> list[str]:
    """A comma-separated list without empty entries."""
    return [part.strip() for part in raw.split(",") if part.strip()]


def secret(raw: str) -> str:
    """A secret of at least 50 characters, as Django's deployment check wants it."""
    if len(raw) < 50:
        raise ValueError("use at least 50 random characters")
    return raw


def fernet_keys(raw: str) -> list[str]:
    """Comma-separated Fernet keys, newest first; raises ValueError for one that is not a key."""
    keys = names(raw)
    for key in keys:
        Fernet(key)
    return keys


def address(raw: str) -> str:
    """One e-mail address, with or without a display name."""
    if "@" not in raw or "\n" in raw or "\r" in raw:
        raise ValueError("use an e-mail address")
    return raw


def base_url(raw: str) -> str:
    """The site's own address: http(s)://host[:port], without a path."""
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ValueError("use http(s)://host without a path")
    return raw.rstrip("/")


def database(raw: str) -> dict[str, Any]:
    """Django's DATABASES entry for a postgresql:// URL."""
    if urlsplit(raw).scheme not in {"postgres", "postgresql"}:
        raise ValueError("use a postgresql:// address")
    return dict(environ.Env.db_url_config(raw))


def broker(raw: str) -> str:
    """A redis:// or rediss:// address."""
    if urlsplit(raw).scheme not in {"redis", "rediss"}:
        raise ValueError("use a redis:// address")
    return raw


def mailer(raw: str) -> dict[str, Any]:
    """OPTIONS of Django's SMTP mailer for smtp://, smtp+tls:// or smtp+ssl://user:pass@host:port."""
    parts = urlsplit(raw)
    if parts.scheme not in SMTP_SCHEMES or not parts.hostname:
        raise ValueError("use smtp://, smtp+tls:// or smtp+ssl:// with a host")
    options: dict[str, Any] = {"host": parts.hostname, "port": parts.port}
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    timeout = parse_qs(parts.query).get("timeout", ["20"])[0]
    return options | SMTP_SCHEMES[parts.scheme] | {"timeout": float(timeout)}
