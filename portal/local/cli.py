"""The launcher's command line."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from portal.embedded import EmbeddedError
from portal.local import browser, demo, throwaway
from portal.local.data import reset
from portal.local.processes import StepError


def main(arguments: Sequence[str]) -> int:
    """Run one of the launcher's commands and return the exit code."""
    options = _parser().parse_args(arguments)
    data = Path(os.environ.get("DATA_DIR") or ".local").resolve()
    try:
        if options.action == "demo":
            return demo.run(data, os.environ.get("PORT") or "8000")
        if options.action == "run":
            return throwaway.run(options.command)
        print(reset(data) if options.action == "reset" else f"Browser: {browser.ensure()}")
    except (EmbeddedError, StepError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m portal.local",
        description="Runs the portal on this machine. DATA_DIR (default .local) and PORT (default "
        "8000) override; servers given by DATABASE_URL and REDIS_URL are used as they are.",
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("demo", help="run the whole portal with demo data until Ctrl-C or SIGTERM")
    run = actions.add_parser("run", help="run one command with throw-away servers: run -- COMMAND…")
    run.add_argument("command", nargs="+")
    actions.add_parser("reset", help="remove the demo's data")
    actions.add_parser("browser", help="find a browser for the tests, or install one")
    return parser
