"""The demo's issues on their way to HMPPS and the Ministry of Justice. All of it is invented:
no department has said any of this.
"""

from dataclasses import dataclass

from forums.choices import Circle, Level, Outcome, Theme
from forums.issue_states import Step

HMPPS, MOJ = "HMPPS", "MoJ"
OPERATIONAL, STRATEGIC = Level.OPERATIONAL, Level.STRATEGIC


@dataclass(frozen=True)
class Took:
    """A step, so many days ago. `theirs` is what the body says, `shown` what members see."""

    step: Step
    days: int
    shown: str = ""
    theirs: str = ""
    outcome: str = ""
    shows_theirs: bool = False


@dataclass(frozen=True)
class Told:
    """One issue, raised at the forum that was `forum` days ago by so many organisations."""

    statement: str
    forum: int
    voices: int
    level: Level
    themes: tuple[Theme, ...]
    shown_to: Circle
    body: str = ""
    text: str = ""
    steps: tuple[Took, ...] = ()
    expected: int | None = None  # days from now
    review: int | None = None  # days from now
    what_changed: str = ""
    topic: str = ""  # the topic that it came from
    is_confided: bool = False  # it came out of the sanctuary, as one of AGREEMENTS
    waited: int = 1  # days from the forum until it was raised

    @property
    def raised(self) -> int:
        """How many days ago."""
        return self.forum - self.waited


@dataclass(frozen=True)
class Asked:
    """Who raised this in the sanctuary of a forum was asked, `days` ago; None if still silent."""

    forum: int  # so many days ago
    statement: str
    days: int
    agrees: bool | None = None
    by: str = ""  # an account of the demo; else somebody else who was there


_TEXT = (
    "Members of the Race and Justice Network report the following from their work.\n\n{}\n\n"
    "We ask what will be done about it, by whom and by when, and offer to meet."
)
_HOLDING = "Thank you for your letter. We are gathering views and will reply more fully."

ISSUES = (
    Told(
        "Probation letters in a language people read",
        5,
        11,
        OPERATIONAL,
        (Theme.PROBATION,),
        Circle.STAFF,
        topic="Letters that nobody can read",
    ),
    Told(
        "Rent is lost in the second week of a short sentence",
        5,
        6,
        STRATEGIC,
        (Theme.WOMEN, Theme.RESETTLEMENT),
        Circle.STAFF,
        MOJ,
        "People on short sentences lose their homes before anybody asks about them.",
        (Took(Step.DRAFTED, 3),),
        topic="Tenancies in the second week",
    ),
    Told(
        "Telephone interpreting at every first interview",
        187,
        12,
        OPERATIONAL,
        (Theme.CUSTODY,),
        Circle.PUBLIC,
        HMPPS,
        "People without English wait up to a week for an interpreter.",
        (
            Took(Step.SUBMITTED, 160, "We wrote to HMPPS."),
            Took(Step.ACKNOWLEDGED, 151, "HMPPS confirmed that the letter arrived."),
            Took(
                Step.RESPONDED,
                101,
                "HMPPS agrees, and says that every reception will have a telephone on the desk.",
                "We accept that practice varies. A reminder will go to all receptions this "
                "quarter, and handsets where there are none.",
                Outcome.AGREED,
                shows_theirs=True,
            ),
        ),
        review=18,
        topic="Interpreters at reception",
    ),
    Told(
        "Hot food after sunset in Ramadan, in every prison",
        642,
        9,
        OPERATIONAL,
        (Theme.FAITH, Theme.CUSTODY),
        Circle.PUBLIC,
        HMPPS,
        "In some prisons fasting people get a cold bag at four in the afternoon.",
        (
            Took(Step.SUBMITTED, 620, "We wrote to HMPPS, with what two prisons do well."),
            Took(Step.HOLDING, 598, "HMPPS asked for more time.", _HOLDING),
            Took(
                Step.RESPONDED,
                540,
                "HMPPS agrees in part: flasks everywhere, kitchens where there is staff.",
                "Insulated containers will be supplied to all establishments.",
                Outcome.PARTLY,
            ),
            Took(Step.REVIEWED, 400, "Members found flasks in five of six prisons they visit."),
            Took(Step.CLOSED, 395, "Closed: five prisons of six have what we asked for."),
        ),
        what_changed="Flasks arrived in five of the six prisons that members visit. The sixth has "
        "a new kitchen manager, who has asked a member to come.",
    ),
    Told(
        "Figures for young adults by ethnicity",
        551,
        7,
        STRATEGIC,
        (Theme.DATA, Theme.YOUNG_PEOPLE),
        Circle.PUBLIC,
        MOJ,
        "Nobody can see from published figures how young Black adults fare on probation.",
        (
            Took(Step.SUBMITTED, 530, "We wrote to the Ministry of Justice."),
            Took(Step.ACKNOWLEDGED, 521, "The Ministry confirmed that the letter arrived."),
            Took(Step.HOLDING, 480, "The Ministry asked for more time.", _HOLDING),
            Took(
                Step.RESPONDED,
                420,
                "The Ministry does not agree: the numbers are too small to publish, it says.",
                "Disclosure rules do not permit further breakdown at this time.",
                Outcome.NOT_AGREED,
                shows_theirs=True,
            ),
            Took(Step.REVIEWED, 300, "Nothing has changed. We will ask for bands instead."),
            Took(Step.CLOSED, 298, "Closed without a change. Members count on, in bands."),
        ),
        what_changed="Nothing yet. Members now keep a count of their own, in bands.",
    ),
    Told(
        "A light application form below £10,000",
        278,
        7,
        STRATEGIC,
        (Theme.FUNDING,),
        Circle.PUBLIC,
        MOJ,
        "Small organisations spend weeks on forms made for large ones.",
        (
            Took(Step.SUBMITTED, 250, "We sent the Ministry a form of two pages."),
            Took(
                Step.RESPONDED,
                190,
                "The Ministry will try the short form in one round.",
                "A pilot in one grant round is agreed in principle.",
                Outcome.AGREED,
            ),
            Took(Step.REVIEWED, 60, "The round opened with the short form; four members applied."),
        ),
        what_changed="One round used the two-page form. Four members applied, two for the first "
        "time.",
        topic="Three years’ accounts",
    ),
    Told(
        "The price of a visit",
        460,
        10,
        STRATEGIC,
        (Theme.FAMILIES,),
        Circle.MEMBERS,
        HMPPS,
        "Ten journeys with their times and prices are attached.",
        (
            Took(Step.SUBMITTED, 430, "We sent ten journeys with their prices."),
            Took(Step.HOLDING, 60, "HMPPS asked for time until the new year.", _HOLDING),
        ),
        expected=35,
    ),
    Told(
        "One hand-over meeting at eighteen",
        369,
        5,
        OPERATIONAL,
        (Theme.YOUNG_PEOPLE, Theme.PROBATION),
        Circle.MEMBERS,
        MOJ,
        "Young people tell their story again to a stranger, and some do not come back.",
        (
            Took(Step.SUBMITTED, 340, "We wrote to the Ministry of Justice."),
            Took(Step.ACKNOWLEDGED, 330, "The Ministry confirmed that the letter arrived."),
        ),
        expected=-45,
    ),
    Told(
        "Interpreters at first appointments on probation",
        735,
        8,
        OPERATIONAL,
        (Theme.PROBATION,),
        Circle.MEMBERS,
        HMPPS,
        "Recalls begin with an appointment that was not understood.",
        (
            Took(Step.SUBMITTED, 700, "We wrote to HMPPS."),
            Took(Step.ACKNOWLEDGED, 690, "HMPPS confirmed that the letter arrived."),
            Took(
                Step.RESPONDED,
                130,
                "HMPPS has not answered in more than a year. We say so here.",
                outcome=Outcome.NO_REPLY,
            ),
        ),
        review=-10,
    ),
    Told(
        "A named contact in each region",
        735,
        4,
        OPERATIONAL,
        (Theme.PROBATION, Theme.WORKFORCE),
        Circle.MEMBERS,
        HMPPS,
        "Members do not know whom to ring.",
        (
            Took(Step.SUBMITTED, 705, "We asked HMPPS for one name in each region."),
            Took(
                Step.RESPONDED,
                660,
                "HMPPS gave a name for every region but two.",
                "Please find the list attached.",
                Outcome.PARTLY,
            ),
            Took(Step.REVIEWED, 520, "Eleven names, and nine of them still answer."),
            Took(Step.CLOSED, 519, "Closed: there is a name for nearly every region."),
        ),
        what_changed="Members have eleven names. The list is looked at every spring.",
    ),
    Told(
        "Clearance of volunteers within six weeks",
        187,
        9,
        OPERATIONAL,
        (Theme.WORKFORCE,),
        Circle.MEMBERS,
        HMPPS,
        "Volunteers wait for eleven weeks and find another place.",
        (Took(Step.SUBMITTED, 20, "We wrote to HMPPS."),),
        expected=22,
        topic="Volunteers waiting for clearance",
    ),
    Told(
        "Dispersal orders around youth clubs",
        2,
        3,
        OPERATIONAL,
        (Theme.POLICING, Theme.YOUNG_PEOPLE),
        Circle.STAFF,
        topic="Dispersal orders round the gym",
    ),
    Told(
        "Complaints of racism looked at by somebody from another wing",
        187,
        6,
        OPERATIONAL,
        (Theme.CUSTODY,),
        Circle.MEMBERS,
        HMPPS,
        "Who complains of racism is answered by the people the complaint is about.",
        (
            Took(Step.SUBMITTED, 150, "We wrote to HMPPS, without a name or a place."),
            Took(Step.ACKNOWLEDGED, 141, "HMPPS confirmed that the letter arrived."),
        ),
        expected=48,
        is_confided=True,
        waited=9,
    ),
)
AGREEMENTS = (
    Asked(
        5,
        "The council is told that somebody is in prison before the flat is gone",
        3,
        by="member@example.org",
    ),
    Asked(5, "Reception packs that say what happens to debts", 4, True, "other@example.org"),
    Asked(
        187,
        "Complaints of racism looked at by somebody from another wing",
        181,
        True,
        "other@example.org",
    ),
    Asked(187, "Religious books searched by people who were trained for it", 180, False),
)


def letter(text: str) -> str:
    """What a submission says, around its own sentence."""
    return _TEXT.format(text)
