"""JSON log lines with the request's id and without personal data."""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

_request_id: ContextVar[str] = ContextVar("request_id", default="")
ADDRESS = re.compile(r"[^\s@<>\",;:]+@[^\s@<>\"',;:]+")
# Personal links carry their token in the path, and in the address to go on to after sign-in.
TOKEN = re.compile(r"((?:/|%2F|=))[A-Za-z0-9_-]{32,}", re.IGNORECASE)
# PostgreSQL quotes the row it refused.
DETAIL = re.compile(r"DETAIL:.*", re.DOTALL)
# What these say is about code; what other exceptions say may be about a person.
ABOUT_CODE = (
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    RecursionError,
    TypeError,
)


def current_request_id() -> str:
    """The id of the request being served, or an empty string outside one."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


def scrub(text: str) -> str:
    """Take addresses, tokens and refused rows out of a log message."""
    text = DETAIL.sub("DETAIL: [removed]", text)
    return TOKEN.sub(r"\1[token]", ADDRESS.sub("[address]", text))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request id, exception."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
            "request_id": current_request_id(),
        }
        if record.exc_info and record.exc_info[1]:
            line["exception"] = scrub(_trace(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def _trace(error: BaseException) -> str:
    """Where it happened, and its kind; its words only where they are about code."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{_trace(cause)}\nwhich led to\n" if cause else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    words = f": {error}" if isinstance(error, ABOUT_CODE) else ""
    return f"{before}{frames}{type(error).__module__}.{type(error).__qualname__}{words}"
