"""The settings' environment for the demo and for a throw-away run."""

import os
from collections.abc import Mapping
from pathlib import Path

from portal.embedded import HOST, MARK, Servers

_NOBODY_LISTENS = 1  # port of EMAIL_URL until a test starts a mail sink


def for_demo(
    *, data: Path, port: int, mail_url: str, servers: Servers, secrets: Mapping[str, str]
) -> dict[str, str]:
    """Return this process's environment with the demo's settings in it."""
    return {
        **os.environ,
        **_for_both(data, servers, secrets),
        "EMAIL_URL": mail_url,
        "ALLOWED_HOSTS": f"{HOST},localhost",
        "BASE_URL": f"http://{HOST}:{port}",
        "DEMO": "on",
        "STAFF_MFA_REQUIRED": "off",
        "DEMO_MAIL_DIR": str(data / "mail"),
    }


def for_throwaway(*, data: Path, servers: Servers, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with settings fit for tests and benchmarks."""
    return {
        **os.environ,
        **_for_both(data, servers, secrets),
        "EMAIL_URL": f"smtp://{HOST}:{_NOBODY_LISTENS}",
        "ALLOWED_HOSTS": f"testserver,localhost,{HOST}",
        "BASE_URL": "http://testserver",
        "DEMO": "off",
        "STAFF_MFA_REQUIRED": "on",
        "SENTRY_DSN": "",
    }


def _for_both(data: Path, servers: Servers, secrets: Mapping[str, str]) -> dict[str, str]:
    return {
        **secrets,
        MARK: str(data),
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "TRUSTED_PROXY_COUNT": "0",
        "DEBUG": "off",
        "DEFAULT_FROM_EMAIL": "Race and Justice Network <network@example.org>",
        "COORDINATOR_EMAIL": "coordinator@example.org",
        "MEDIA_ROOT": str(data / "media"),
        "ERASURES_ROOT": str(data / "erasures"),
        "STATIC_ROOT": str(data / "static"),
        "PYTHONUNBUFFERED": "1",
    }
