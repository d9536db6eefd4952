"""Several people press their buttons in the same moment, each over a connection of their own."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

ROUNDS = 20 if os.environ.get("SOAK") else 3
PATIENCE = 20  # seconds


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all acts at the same time; return what each returned, in their order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(PATIENCE)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
