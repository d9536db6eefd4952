"""Log lines: JSON, with the request's id, and nobody in them."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from portal.logs import JsonFormatter, scrub, set_request_id
from tests.factories.applicants import make_person

ADDRESS, NAME = "ada@example.org", "Ada Lovely"  # not written out where they are used
SECRET = "Rcz7UKINPzeL8QqEDJvjBzmArURqdMz-GMSh5vykNe8"  # of the form that new_token gives


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the site's handler writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def written(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_line_is_json_with_what_one_searches_by(lines: io.StringIO) -> None:
    set_request_id("abc123")
    logging.getLogger("portal.test").warning("Zoë said\n%s", "hello")
    (line,) = written(lines)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "logger": "portal.test",
        "message": "Zoë said\nhello",
        "request_id": "abc123",
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Not Found: /network/", "Not Found: /network/"),
        ("to ada.o'neil+x@example.org: no", "to [address]: no"),
        ("<ọlá@exämple.org>", "<[address]>"),
        (f"Not Found: /network/invitation/{SECRET}/", "Not Found: /network/invitation/[token]/"),
        (f"/accounts/calendar/{SECRET}.ics", "/accounts/calendar/[token].ics"),
        (f"/login/?next=/offer/{SECRET}/", "/login/?next=/offer/[token]/"),
        (f"/login/?next=%2Foffer%2F{SECRET}%2F", "/login/?next=%2Foffer%2F[token]%2F"),
        (f"/feed/?key={SECRET}", "/feed/?key=[token]"),
        ("/network/applications/RJN-2026-0042/", "/network/applications/RJN-2026-0042/"),
        ("refused\nDETAIL:  Failing row contains (1, Ada).", "refused\nDETAIL: [removed]"),
    ],
)
def test_addresses_tokens_and_rows_are_taken_out(text: str, kept: str) -> None:
    assert scrub(text) == kept


@pytest.mark.parametrize("ending", ["-", "_", "-_-"])
def test_a_token_that_ends_in_a_dash_is_taken_out_whole(ending: str) -> None:
    assert scrub(f"/offer/{SECRET[:-3]}{ending} x") == "/offer/[token] x"


@pytest.mark.django_db
def test_an_unknown_personal_link_leaves_no_token(client: Client, lines: io.StringIO) -> None:
    answer = client.get(f"/network/invitation/{SECRET}/nowhere/")
    assert answer.status_code == 404
    (line,) = written(lines)
    assert line["message"] == "Not Found: /network/invitation/[token]/nowhere/"
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert SECRET not in lines.getvalue()


@pytest.mark.django_db
def test_a_row_the_database_refuses_is_not_written_out(lines: io.StringIO) -> None:
    make_person(ADDRESS, NAME)
    try:
        with transaction.atomic():
            make_person(ADDRESS, NAME)
    except IntegrityError:
        logging.getLogger("portal.test").exception("could not be saved")
    (line,) = written(lines)
    assert "django.db.utils.IntegrityError" in line["exception"]
    assert "make_person" in line["exception"]
    assert ADDRESS not in lines.getvalue()
    assert NAME not in lines.getvalue()


def trouble(error: Exception) -> None:
    try:
        raise error
    except Exception:
        logging.getLogger("portal.test").exception("failed")


def test_words_of_an_exception_stay_out_unless_they_are_about_code(lines: io.StringIO) -> None:
    trouble(ValueError("Ada Lovely is not a number"))
    trouble(TypeError("'NoneType' object is not iterable"))
    about_a_person, about_code = (line["exception"] for line in written(lines))
    assert about_a_person.endswith("builtins.ValueError")
    assert about_code.endswith("builtins.TypeError: 'NoneType' object is not iterable")


def test_a_chain_of_exceptions_is_told_in_order(lines: io.StringIO) -> None:
    try:
        try:
            raise KeyError("Ada")
        except KeyError as error:
            raise RuntimeError("Ada") from error
    except RuntimeError:
        logging.getLogger("portal.test").exception("failed")
    (line,) = written(lines)
    kinds = [row for row in line["exception"].splitlines() if not row.startswith(" ")]
    assert kinds == ["builtins.KeyError", "which led to", "builtins.RuntimeError"]


def test_gunicorn_writes_the_same_lines(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "portal.wsgi", "--check-config", "--print-config"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    shown = dict(
        [part.strip() for part in line.split("=", 1)]
        for line in done.stdout.splitlines()
        if "=" in line
    )
    assert (shown["logger_class"], shown["accesslog"]) == (
        "portal.gunicorn_logs.JsonLogger",
        "None",
    )
