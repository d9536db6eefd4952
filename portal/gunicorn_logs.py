"""Gunicorn's own log in the site's form: it names paths, and paths may hold tokens."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # gunicorn has no types

from portal.logs import JsonFormatter


class JsonLogger(Logger):
    """JSON lines, scrubbed; there is no access log unless one is asked for."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(JsonFormatter())
