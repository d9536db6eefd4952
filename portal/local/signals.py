"""Signals that ask the launcher to end, remembered instead of obeyed on the spot.

An exception out of a signal handler could fall between a process being started and being noted,
and leave it behind. The launcher looks at `Ending.asked` between its short waits instead.
"""

import signal
import types
from typing import Self

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(Exception):
    """Someone asked the launcher to end."""


class Ending:
    """Within the block the three signals only set `asked`; afterwards they act as before."""

    def __init__(self) -> None:
        self.asked: signal.Signals | None = None
        self._before = [signal.getsignal(number) for number in _ENDING]

    def raise_if_asked(self) -> None:
        """Raise Ended once a signal has come."""
        if self.asked is not None:
            raise Ended(self.asked.name)

    def _remember(self, number: int, _frame: types.FrameType | None) -> None:
        self.asked = self.asked or signal.Signals(number)

    def __enter__(self) -> Self:
        for number in _ENDING:
            signal.signal(number, self._remember)
        return self

    def __exit__(self, *_exception: object) -> None:
        for number, handler in zip(_ENDING, self._before, strict=True):
            signal.signal(number, handler)
