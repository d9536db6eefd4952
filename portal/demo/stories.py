"""Which applications the demo tells, in every state; `tell_all` tells them all.

Days are counted back from today. The oldest come first, as in life: an application's possible
duplicates are those that were there before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from network.models import User
from network.states import Reason
from portal.demo.catalogue import APPLYING, DECLINED, GUIDED
from portal.demo.members import Known
from portal.demo.sketches import Sketch
from portal.demo.telling import Story, World
from portal.demo.words import NOTES

_ASKED_FOR_BY_NAME = {
    "Oasis Road Mentoring",
    "Kinfolk Through the Gate",
    "Llais y Bont: Cymorth i Deuluoedd Carcharorion",
}


@dataclass
class Teller:
    """Hands out the catalogue's organisations and begins their stories."""

    world: World
    known: dict[str, Known]
    accounts: dict[str, User]
    _lines: dict[str, str] = field(default_factory=dict)
    _notes: Iterator[str] = field(default_factory=lambda: cycle(NOTES))

    def __post_init__(self) -> None:
        lines = f"{APPLYING}{GUIDED}{DECLINED}".split("\n")
        self._lines = {line.split("|")[0]: line for line in lines if line}
        self._special = {line.split("|")[0] for line in f"{GUIDED}{DECLINED}".split("\n")}
        self._special |= _ASKED_FOR_BY_NAME

    def sketch(self, name: str = "", **changes: Any) -> Sketch:
        """The organisation called `name`, or the next ordinary one; each is handed out once."""
        name = name or next(n for n in self._lines if n not in self._special)
        return self.world.sketcher.sketch(self._lines.pop(name), **changes)

    def note(self) -> str:
        """The next note that the co-ordinator might make."""
        return next(self._notes)

    def begun(self, days: int, sketch: Sketch | None = None, **how: Any) -> Story:
        """An application started `days` days ago, nothing typed yet."""
        return Story(self.world, sketch or self.sketch(), started_days_ago=days, **how)

    def sent(self, days: int, sketch: Sketch | None = None, **how: Any) -> Story:
        """An application sent `days` days ago, after some days of writing."""
        took = self.world.rng.choice((0, 0, 1, 1, 2, 4, 9))
        from_the_checker = self.world.rng.random() < 0.6 and "source" not in how
        how = {"from_the_checker": from_the_checker} | how
        return self.begun(days + took, sketch, **how).fill_in().send(days=took)

    def in_review(self, days: int, sketch: Sketch | None = None, **how: Any) -> Story:
        """An application sent `days` days ago and taken up by the co-ordinator since."""
        return self.sent(days, sketch, **how).read()

    def referred_once(self, days: int, sketch: Sketch | None = None) -> Story:
        """An application that was referred for want of evidence some weeks after it came."""
        story = self.in_review(days, sketch, from_the_checker=False)
        return story.find(nothing=True).note(self.note()).refer(Reason.NO_CATEGORY_MET, days=2)
