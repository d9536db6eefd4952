"""JSON log lines with the request's id and without personal data."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

_request_id: ContextVar[str] = ContextVar("request_id", default="")
ADDRESS = re.compile(r"[^\s@<>\"',;:]+@[^\s@<>\"',;:]+")
# Personal links carry their token in the path: the log keeps the path without it.
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}(?=/|\b)")


def current_request_id() -> str:
    """The id of the request being served, or an empty string outside one."""
    return _request_id.get()


def set_request_id(value: str) -> None:
    _request_id.set(value)


def scrub(text: str) -> str:
    """Take addresses and tokens out of a log message."""
    return TOKEN.sub("[token]", ADDRESS.sub("[address]", text))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request id, exception kind."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
            "request_id": current_request_id(),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
