"""What the demo's forums were about, and what members wanted to talk about. All of it invented."""

from dataclasses import dataclass

from forums.choices import Rule, SpeakerKind, Theme, TopicShows
from forums.models import Action, Speaker, Topic
from forums.states import State

S, N, R = Rule.SANCTUARY, Rule.NON_ATTRIBUTABLE, Rule.ON_RECORD
AGENDA = (
    ("Welcome, and what was done since", 15, R),
    ("Developments within the sector", 35, R),
    ("Issues faced by members", 40, S),
    ("Policy discussion", 20, N),
    ("What we take further, and who does what", 10, R),
)


@dataclass(frozen=True)
class Met:
    """One forum, `days` days ago (ahead, if negative)."""

    days: int
    state: State
    title: str
    about: str
    venue: str = ""
    speaker: tuple[str, str] = ("", "")
    official: tuple[str, str] = ("", "")
    others: tuple[tuple[str, str, Speaker.State], ...] = ()  # asked besides, or to be asked
    notes: tuple[str, str] = ("", "")  # under the second and the fourth item
    summary: str = ""
    is_public: bool = False
    why_cancelled: str = ""


FORUMS = (
    Met(
        735,
        State.CLOSED,
        "Recall, and what comes before it",
        "Why people we work with go back to prison, and what would have helped a week earlier.",
        speaker=("Adaeze Example-Cole", "Prison researcher"),
        summary="Members described recalls for missed appointments after a change of officer.\n\n"
        "We asked for interpreters at first appointments, and for one named contact in each "
        "region.",
        is_public=True,
    ),
    Met(
        642,
        State.CLOSED,
        "Faith, food and Ramadan in custody",
        "What prisons got right this year, and where people went hungry.",
        venue="The Reading Room, Example Street, Eastholm",
        speaker=("Imam Tariq Specimen", "Chaplain, Hatim House"),
        summary="Hot food after sunset came in two prisons out of three that members know of.\n\n"
        "We wrote down what the two did differently, so that the third can do the same.",
        is_public=True,
    ),
    Met(
        551,
        State.CLOSED,
        "Data we never see",
        "Ethnicity in prison and probation figures: what is published, and what is missing.",
        speaker=("Priya Sample-Nair", "Statistician"),
        official=("Owen Example", "Data and analysis, HMPPS (invented)"),
        summary="Members want figures for women and for young adults by ethnicity.\n\n"
        "The official explained what is published twice a year, and took two questions away.",
    ),
    Met(
        460,
        State.CLOSED,
        "Families who travel",
        "Visits, telephone calls and the price of both.",
        speaker=("Bernice Example-Obi", "Tamarind Families"),
        summary="A visit costs some families a third of a week’s income.\n\nMembers will gather "
        "ten journeys with their times and prices.",
    ),
    Met(
        369,
        State.CLOSED,
        "Young adults, eighteen to twenty-five",
        "Too old for one service, too new for the next.",
        venue="Harbour Hall, Penwyn",
        speaker=("Kwesi Specimen-Boateng", "Griot Youth Theatre"),
        official=("Ruth Example", "Youth policy, Ministry of Justice (invented)"),
        summary="The hand-over between services takes months.\n\nMembers asked for one meeting "
        "with both workers in the room.",
    ),
    Met(
        278,
        State.CLOSED,
        "Small grants, large forms",
        "Commissioning as a small organisation led by Black and Asian people meets it.",
        speaker=("Yasmin Example-Rahman", "Funder"),
        summary="Forms ask for three years’ accounts, which new organisations do not have.\n\n"
        "The network proposes a light form below £10,000.",
        notes=(
            "The funder’s board decides in the spring; she asked us not to say so yet.",
            "Four members had given up half-way. One lost a bid to a body that later asked them "
            "to deliver it unpaid.",
        ),
    ),
    Met(
        187,
        State.AGREED,
        "Interpreters and the first week",
        "What the first week in custody is like without a common language.",
        speaker=("Mariam Specimen-Sy", "Interpreter"),
        official=("Owen Example", "Data and analysis, HMPPS (invented)"),
        summary="People wait up to a week for an interpreter, and sign papers meanwhile.\n\n"
        "We asked HMPPS for telephone interpreting at every first interview.",
        notes=(
            "Telephone interpreting is paid for centrally; hardly anybody at reception knows.",
            "A member has seen the contract. Do not quote the price.",
        ),
    ),
    Met(
        96,
        State.CANCELLED,
        "Women, debt and short sentences",
        "Twelve weeks inside, and the flat is gone.",
        venue="Bright Thread, Aberwen",
        why_cancelled="No trains ran that day. We meet on this later in the year.",
    ),
    Met(
        5,
        State.SUMMARY,
        "Women, debt and short sentences",
        "Twelve weeks inside, and the flat is gone. Postponed from the summer.",
        speaker=("Gwen Sample", "Debt adviser"),
        official=("Ruth Example", "Women’s policy, Ministry of Justice (invented)"),
        summary="Rent arrears begin with the first missed payment, in the second week.\n\n"
        "Members asked for one page in the reception pack: whom to ring about the tenancy.",
        notes=(
            "Housing payments stop after thirteen weeks; remand is counted differently.",
            "A landlord was named. The name stays in this room.",
        ),
    ),
    Met(
        2,
        State.HELD,
        "Listening session: stop and search",
        "An extra meeting, asked for by five members after the summer.",
        speaker=("Dionne Example-Hylton", "Youth worker"),
        summary="Young people are searched on the same two roads, on the way to the same gym.\n\n"
        "Members want one clear question to the police, and to hear who answers it.",
        notes=(
            "What young people said was read out, without names.",
            "Members would rather have one clear question than a long letter.",
        ),
    ),
    Met(
        -1,
        State.OPEN,
        "Volunteers, clearance and the long wait",
        "Two hours for those who bring volunteers into prisons, and one question to take away.",
        speaker=("Nia Example-Thomas", "Volunteer manager"),
        official=("Hannah Sample", "Vetting, HMPPS (invented)"),
    ),
    Met(
        -20,
        State.OPEN,
        "Release on a Friday",
        "Two days without a chemist, a bank or a housing office: what members see, and what works.",
        venue="The Reading Room, Example Street, Eastholm",
        speaker=("Samuel Specimen-Oduya", "Through-the-gate worker"),
        official=("Owen Example", "Reducing reoffending, HMPPS (invented)"),
        others=(
            ("Farida Specimen-Noor", "Community pharmacist", Speaker.State.INVITED),
            ("Leroy Sample-Bennett", "Housing officer, Eastholm", Speaker.State.DECLINED),
        ),
    ),
    Met(
        -111,
        State.DRAFT,
        "Who sits on the board",
        "Trustees with lived experience: finding, paying and keeping them.",
        others=(("Aleksandra Example-Nowak", "Trustee", Speaker.State.PLANNED),),
    ),
)


@dataclass(frozen=True)
class Proposed:
    """One topic, proposed `days` days ago; `others` say that it affects them too."""

    days: int
    organisation: str
    title: str
    text: str
    theme: Theme
    others: int = 0
    state: Topic.State = Topic.State.OPEN
    shows: TopicShows = TopicShows.ORGANISATION
    by: str = ""  # an account of the demo; else the primary contact
    answer: str = ""


TOPICS = (
    Proposed(
        3,
        "",
        "Friday releases before a bank holiday",
        "Three people came to us on a Friday evening with a voucher and nowhere to use it.",
        Theme.RESETTLEMENT,
        6,
        by="member@example.org",
    ),
    Proposed(
        8,
        "Romani Road Advocacy",
        "Letters that nobody can read",
        "Probation letters arrive in English only. Two recalls this year began with one.",
        Theme.PROBATION,
        11,
    ),
    Proposed(
        10,
        "Shamsi Sisters",
        "A member of staff at a prison we both work in",
        "I would like advice before this goes anywhere.",
        Theme.CUSTODY,
        shows=TopicShows.COORDINATOR,
    ),
    Proposed(
        15,
        "Drumbeat Radio",
        "Who owns a recording made inside",
        "People ask for their own songs after release.",
        Theme.CUSTODY,
        1,
    ),
    Proposed(
        27,
        "Umoja Fathers",
        "Fathers’ names on birth certificates",
        "Registering a birth from prison takes months.",
        Theme.FAMILIES,
        4,
        answer="We have asked two registrars what would make it quicker, and tell you what we "
        "hear.",
    ),
    Proposed(
        40, "Tall Trees Youth Boxing", "Dispersal orders round the gym", "", Theme.POLICING, 3
    ),
    Proposed(
        200,
        "",
        "Volunteers waiting for clearance",
        "Eleven weeks for the last one; he found another place.",
        Theme.WORKFORCE,
        9,
        Topic.State.DISCUSSED,
        by="other@example.org",
    ),
    Proposed(
        120,
        "Bright Thread",
        "Tenancies in the second week",
        "By the time anybody asks, the arrears are there.",
        Theme.WOMEN,
        5,
        Topic.State.DISCUSSED,
    ),
    Proposed(
        205,
        "Lantern and Loom",
        "Interpreters at reception",
        "",
        Theme.CUSTODY,
        12,
        Topic.State.DISCUSSED,
    ),
    Proposed(
        290,
        "Kite Street Homework Club",
        "Three years’ accounts",
        "We are two years old.",
        Theme.FUNDING,
        7,
        Topic.State.DISCUSSED,
    ),
    Proposed(
        150,
        "Paper Boats",
        "Parking at visits",
        "",
        Theme.FAMILIES,
        0,
        Topic.State.CLOSED,
        answer="The prison has opened the second car park to visitors, so we leave this for now.",
    ),
    Proposed(
        33,
        "Common Loaf Bakery",
        "Flour prices",
        "Asked in the wrong place, sorry.",
        Theme.FUNDING,
        0,
        Topic.State.WITHDRAWN,
    ),
)


@dataclass(frozen=True)
class Promised:
    """An action of the forum that was `forum` days ago."""

    forum: int
    text: str
    due: int | None  # days from now
    organisation: str = ""
    by: str = ""
    outcome: str = ""
    state: Action.State = Action.State.OPEN


DONE, DROPPED = Action.State.DONE, Action.State.DROPPED
ACTIONS = (
    Promised(5, "Write the page for the reception pack", 12, "Bright Thread"),
    Promised(5, "Ask three housing associations to read it", 20, by="member@example.org"),
    Promised(2, "Collect ten short accounts, without names", 9, by="coordinator@example.org"),
    Promised(2, "Find out when the figures come out", -1, "Open Ledger Advice"),
    Promised(187, "Send HMPPS the list of prisons with telephones at reception", -40,
             by="coordinator@example.org", outcome="Sent, with thanks to six members.",
             state=DONE),
    Promised(187, "Record what an interpreter costs by the hour", -90, "Lantern and Loom",
             outcome="Done: see the practice library.", state=DONE),
    Promised(187, "Ask interpreters which words have no translation", -26, "Paper Boats"),
    Promised(278, "Draft a light form", -200, "Open Ledger Advice",
             outcome="Two funders use it.", state=DONE),
    Promised(278, "Compare the forms of five funders", -150, "Bright Thread",
             outcome="The light form made this needless.", state=DROPPED),
    Promised(369, "Ask both services for one meeting", None, "Harmattan Youth Mentors"),
)  # fmt: skip

OFFICIAL, SPEAKER = SpeakerKind.OFFICIAL, SpeakerKind.SPEAKER
OBJECTION = (
    "The sentence about the second week could only be one family here. Could it say “soon after”?"
)
FEEDBACK = (
    (5, 5, "People listened.", ""),
    (4, 5, "The rule was said at the start of every item.", "A longer break."),
    (4, 4, "", "Send the papers a week before."),
    (5, 4, "The official stayed for questions and left for the rest.", ""),
    (3, 4, "", "The sound online was poor."),
    (5, 5, "I met two people who do what we do.", ""),
)
