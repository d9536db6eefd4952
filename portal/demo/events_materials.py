"""What was handed out at last year's conference: for everybody, for one workshop, for delegates."""

import uuid
from datetime import datetime, timedelta

from events.actions import materials
from events.actions.materials import About, about_workshop
from events.choices import ShownTo
from events.models import Event, Workshop
from network.models import User
from network.uploads import inspect
from portal.demo.papers import paper

_WORKSHOP = "Reading the contract"
_REPORT = (
    "What the day said, in five sentences",
    "",
    "1. Risk is judged about people, seldom with them.",
    "2. What an assessment leaves out, a court will not hear.",
    "3. Small organisations carry what nobody has costed.",
    "4. Staff who share an experience need supervision, not applause.",
    "5. Next year's conference opens with what became of these promises.",
    "",
    "An invented paper: nobody has said any of this at a real event.",
)
_SLIDES = (
    "Five questions before you sign",
    "",
    "Who carries the risk when referrals stay away?",
    "Which figures do you owe, and whose time do they cost?",
    "What happens to your data when the contract ends?",
    "Who may end it, and how soon?",
    "What would make you walk away?",
)
_READING = (
    "Reading list",
    "",
    "The Lammy Review: final report, 2017",
    "The Young Review: improving outcomes for young Black and Muslim men, 2014",
    "Clinks: the state of the sector",
)


def tell(event: Event, by: User) -> None:
    """Add them as the events officer did in the days after the conference."""
    workshop = Workshop.objects.get(series__event=event, title=_WORKSHOP)
    slides = about_workshop(workshop, "Slides: reading the contract")
    public = About(
        "Report of the conference",
        "One page: what the day said, and what was promised.",
        ShownTo.EVERYBODY,
    )
    for days, about, lines in (
        (2, public, _REPORT),
        (1, slides, _SLIDES),
        (1, About("Reading list", "For the journey home."), _READING),
    ):
        _add(event, about, lines, by, event.ends_at + timedelta(days=days))


def _add(event: Event, about: About, lines: tuple[str, ...], by: User, now: datetime) -> None:
    upload = inspect(paper(about.title, *lines), f"{about.title}.pdf")
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{event.slug}/{about.title}")
    materials.add(event=event, about=about, content=upload, key=key, by=by, now=now)
