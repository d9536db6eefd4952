"""What deploy/ says fits the code: settings, commands, who runs what, and who listens where.

Nothing is built or started here: a container engine and systemd are not there everywhere.
"""

import os
import re
import shlex
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command, get_commands
from pytest_django.live_server_helper import LiveServer

from portal.local.data import fresh_secrets
from portal.restored import forget_what_is_due

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OF_COMPOSE = {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "SITE_ADDRESS"}
IN_CODE = set(re.findall(r'_env\.read\(\s*"(\w+)"', (ROOT / "portal" / "settings.py").read_text()))
UNITS = sorted((DEPLOY / "systemd").glob("portal-*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("portal-*.timer"))


class Unit(ConfigParser):
    """A systemd unit; a name may stand twice (the last one counts here)."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None)
        self.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
        self.read(path)


def example() -> dict[str, str]:
    lines = (DEPLOY / "portal.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def is_known(command: list[str]) -> bool:
    """Whether a command of the portal's Python is one that exists."""
    if command[:1] == ["manage.py"]:
        return command[1] in get_commands()
    return command[:3] in (["-m", "gunicorn", "portal.wsgi"], ["-m", "celery", "-A"])


def test_the_example_names_every_setting_and_no_other() -> None:
    assert set(example()) == IN_CODE | OF_COMPOSE
    assert len(IN_CODE) >= 20


def test_the_operations_guide_names_every_setting() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in IN_CODE if f"`{name}`" not in guide} == set()


def test_the_site_starts_with_the_example_once_its_secrets_are_filled_in() -> None:
    start = "from django.conf import settings; print(settings.DEFAULT_FROM_EMAIL, settings.DEBUG)"
    environ = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", start],
        env=environ | example() | fresh_secrets(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (
        "Race and Justice Network <network@example.org> False\n",
        "",
    )


def test_the_example_holds_no_secret() -> None:
    secret = {"SECRET_KEY", "ENCRYPTION_KEYS", "MAIL_WEBHOOK_SECRET"} | OF_COMPOSE
    assert {name for name in secret - {"SITE_ADDRESS"} if example()[name]} == set()


# Containers ------------------------------------------------------------------------------------


def of_the_portal() -> dict[str, dict[str, Any]]:
    services = compose()["services"]
    return {name: one for name, one in services.items() if one["image"].startswith("portal:")}


def test_only_the_proxy_listens_outside() -> None:
    services = compose()["services"]
    assert {name for name, one in services.items() if "ports" in one} == {"proxy"}
    inside = {name for name, one in services.items() if one["networks"] == ["inside"]}
    assert inside == {"database", "broker"}
    assert compose()["networks"]["inside"] == {"internal": True}


def test_the_portals_containers_may_do_little() -> None:
    assert set(of_the_portal()) == {"migrate", "web", "worker", "beat", "backup"}
    for one in of_the_portal().values():
        assert (one["user"], one["read_only"], one["cap_drop"]) == ("10001:10001", True, ["ALL"])
        assert one["security_opt"] == ["no-new-privileges:true"]


def test_nothing_of_the_portal_starts_before_the_migrations() -> None:
    for name, one in of_the_portal().items():
        waits = one["depends_on"].get("migrate", {}).get("condition")
        assert waits == (None if name == "migrate" else "service_completed_successfully")


def test_commands_of_containers_exist() -> None:
    commands = {name: one.get("command", []) for name, one in of_the_portal().items()}
    loop = commands.pop("backup")[2]
    assert re.findall(r"python manage\.py (\w+) /srv/backups", loop) == ["backup", "restore_check"]
    for command in [["manage.py", "backup"], *(found[1:] for found in commands.values() if found)]:
        assert is_known(command), command


def test_no_secret_is_written_into_the_compose_file() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    for name in ("POSTGRES_PASSWORD", "VALKEY_PASSWORD"):
        assert set(re.findall(rf"{name}: (.*)", text)) == {f"${{{name}:?}}"}


def test_the_proxy_lets_pass_what_the_portal_takes() -> None:
    text = (DEPLOY / "Caddyfile").read_text()
    assert "reverse_proxy web:8000" in text
    assert "max_size 13MiB" in text  # the portal itself refuses over 12


def test_the_image_runs_as_nobody_special_from_pinned_packages() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    last = text[text.rindex("\nFROM ") :]
    assert re.findall(r"^USER (.*)$", last, re.MULTILINE) == ["10001"]
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["python:3.13-slim"] * 2
    assert "--require-hashes" in text
    assert 'CMD ["python", "deploy/healthcheck.py"]' in last


def test_the_image_gets_every_app_and_nothing_that_is_not_there() -> None:
    copied = set(re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.M))
    sources = {name for line in copied for name in line.split()}
    assert {name for name in sources if not (ROOT / name).exists()} == set()
    apps = {app.split(".")[0] for app in settings.INSTALLED_APPS}
    ours = {app for app in apps if (ROOT / app).is_dir()}
    assert ours | {"templates", "static", "manage.py", "gunicorn.conf.py"} <= sources
    let_through = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sources == set(let_through)


@pytest.mark.django_db(transaction=True)
def test_the_health_check_asks_the_web_server(live_server: LiveServer) -> None:
    port = str(urlsplit(live_server.url).port)
    command = [sys.executable, str(DEPLOY / "healthcheck.py")]
    environ = {"ALLOWED_HOSTS": "testserver, other"}
    codes = [
        subprocess.run([*command, found], env=environ, check=False).returncode
        for found in (port, "1")
    ]
    assert codes == [0, 1]


# systemd -----------------------------------------------------------------------------------------


def test_units_are_there() -> None:
    names = [path.stem for path in UNITS]
    assert names == [f"portal-{name}" for name in ("backup", "beat", "forget", "web", "worker")]
    assert [path.stem for path in TIMERS] == ["portal-backup", "portal-forget"]


def test_units_run_as_the_portal_and_may_do_little() -> None:
    service = Unit(DEPLOY / "systemd" / "portal-.service.d" / "10-all.conf")["Service"]
    assert (service["User"], service["EnvironmentFile"]) == ("portal", "/etc/portal/portal.env")
    wanted = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "CapabilityBoundingSet": ""}
    assert {name: service[name] for name in wanted} == wanted
    for path in UNITS:
        assert not {"User", *wanted} & set(Unit(path)["Service"])


def test_commands_of_units_exist() -> None:
    for path in UNITS:
        for line in re.findall(r"^ExecStart=(.*)$", path.read_text(), re.MULTILINE):
            python, *command = shlex.split(line)
            assert (python, is_known(command)) == ("/opt/portal/.venv/bin/python", True), line


def test_the_web_server_listens_to_its_own_machine_alone() -> None:
    command = Unit(DEPLOY / "systemd" / "portal-web.service")["Service"]["ExecStart"]
    assert re.findall(r"--bind (\S+)", command) == ["127.0.0.1:8000"]


def test_timers_start_a_unit_each_night_also_after_a_night_off() -> None:
    for path in TIMERS:
        timer = Unit(path)["Timer"]
        assert path.with_suffix(".service").exists()
        assert (timer["OnCalendar"][:6], timer["Persistent"]) == ("*-*-* ", "yes")


@pytest.mark.django_db
def test_what_is_due_is_deleted_without_beat(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("forget_due")
    assert capsys.readouterr().out.splitlines() == forget_what_is_due()
