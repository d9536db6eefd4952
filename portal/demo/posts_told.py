"""What the demo's posts say. All of it is invented, policy updates above all."""

from dataclasses import dataclass, field

from bulletins.choices import PostKind, Stage
from network.choices import Setting, Theme


@dataclass(frozen=True)
class Told:
    """One post, published `days` days ago; `body` is HTML of the editor's kind."""

    kind: PostKind
    days: int
    title: str
    summary: str
    body: str = ""
    organisation: str = ""
    byline: str = ""
    is_for_members: bool = False
    picture: str = ""  # what it shows
    parts: dict[str, str] = field(default_factory=dict)


NEWS, BLOG, POLICY, PRACTICE = PostKind.NEWS, PostKind.BLOG, PostKind.POLICY, PostKind.PRACTICE
_INVENTED = "<p><em>An invented update: no department has said this.</em></p>"

POSTS = (
    Told(
        NEWS,
        6,
        "A choir that starts at the gate",
        "Drumbeat Radio opens a choir for people in their first month after prison. "
        "Nobody needs to have sung before.",
        "<p>The choir meets on Thursday evenings above the radio studio. People may bring a "
        "friend, "
        "a brother or nobody. There is soup first.</p><h2>How to send somebody</h2>"
        "<ul><li>Ring the studio, or just come: no form, no referral.</li>"
        "<li>Travel is paid in cash on the evening.</li>"
        "<li>Who has a curfew gets a letter with the times.</li></ul>"
        "<p>The first songs were recorded in a garage and will be on air in the new year.</p>",
        organisation="Drumbeat Radio",
        picture="Twelve people stand in a half circle and sing; a woman conducts with a wooden "
        "spoon.",
    ),
    Told(
        POLICY,
        12,
        "Visits: children’s names on the booking form",
        "The form for booking a visit asks for every child’s name from January. "
        "Families without papers for a child need a letter.",
        _INVENTED,
        parts={
            "what_changed": "Each child who visits has to be named on the form, with a date of "
            "birth. Until now a number was enough.",
            "what_it_means": "Families who cannot show papers for a child will be turned away at "
            "the gate unless they have a letter. Your letter counts, if it is on headed paper and "
            "says how long you have known the child.",
            "do_by_in": "45",
        },
    ),
    Told(
        NEWS,
        19,
        "Two more prisons open their doors to Nine Nights",
        "Families who lose somebody in custody can now hold a wake on the wing’s chapel "
        "in two more places.",
        "<p>Until this autumn one chaplain had to know another. Now there is an agreed way: a "
        "family "
        "asks, the chaplaincy answers within two days, and a volunteer of Nine Nights is there.</p>"
        "<p>What helped was a page that says who pays for the flowers. Ask for it: it is "
        "short.</p>",
        organisation="Nine Nights Bereavement and Justice",
        is_for_members=True,
    ),
    Told(
        BLOG,
        27,
        "What I learned from being the only one in the room",
        "Eleven meetings, eleven rooms, and the same empty chair beside me.",
        "<p>I used to count. How many of us, how many of them, how long until somebody asks me to "
        "speak for everyone. I have stopped counting, because something else is more useful: "
        "<strong>who will do what by when</strong>.</p>"
        "<h2>Three sentences that help</h2><ol><li>“I can tell you what we see, not what everybody "
        "thinks.”</li><li>“Who else did you ask?”</li><li>“I will write down what you just "
        "promised.”</li></ol><p>The third one changes the room. Try it.</p>",
        byline="Nasreen Example-Chaudhry",
    ),
    Told(
        PRACTICE,
        41,
        "A fridge list instead of a support plan",
        "Five lines on paper that people really keep, in place of nine pages that nobody reads.",
        organisation="Kola Nut Resettlement Project",
        parts={
            "problem": "Support plans were nine pages long. People signed them and left them in "
            "the visits hall.",
            "what_was_done": "We write one page together on the last day: five things, each with "
            "a name and a telephone number. It is made to hang on a fridge.",
            "what_changed": "Of 31 people, 24 still had it after six weeks. They rang the numbers.",
            "differently": "We would leave two lines empty. People added what mattered to them and "
            "ran out of space.",
            "stage": Stage.TESTED,
            "theme": Theme.RESETTLEMENT,
            "setting": Setting.THROUGH_THE_GATE,
        },
        picture="A sheet with five handwritten lines, held on a fridge door by a magnet.",
    ),
    Told(
        NEWS,
        58,
        "Bread vans on the road again",
        "Common Loaf Bakery has two apprenticeships for people on licence.",
        "<p>Work starts at four in the morning and ends before the probation office opens: that "
        "was "
        "the idea. Wages are paid weekly.</p><p>Write to the bakery by the end of the month.</p>",
        organisation="Common Loaf Bakery",
    ),
    Told(
        PRACTICE,
        75,
        "Translated by cousins: a phrase book for the first night",
        "Forty sentences in eleven languages that a wing officer and a new arrival can point at.",
        organisation="Noor Lane Families",
        parts={
            "problem": "On the first night there is no interpreter. People sign what they cannot "
            "read.",
            "what_was_done": "Families recorded and wrote forty sentences: medicine, food, phone "
            "call, prayer, fear. Officers got a ring-bound copy.",
            "what_changed": "Reception staff use it nearly every night. Two asked for more "
            "sentences about children.",
            "differently": "Check each language with two people from different towns.",
            "stage": Stage.PILOT,
            "theme": Theme.FAMILIES,
            "setting": Setting.CUSTODY,
        },
    ),
    Told(
        POLICY,
        96,
        "Small grants: one form for all six areas",
        "Probation areas use one form for grants below £10,000. The old ones are sent back.",
        _INVENTED,
        parts={
            "what_changed": "There is one form of four pages. It asks for your accounts only above "
            "£5,000.",
            "what_it_means": "Groups without accounts can apply for small amounts. What you wrote "
            "for one area can be used for the next.",
        },
    ),
    Told(
        BLOG,
        120,
        "The kettle test",
        "How to tell in ten minutes whether a partnership is one.",
        "<p>Who puts the kettle on? In whose building? Whose logo is on the mug? I ask these three "
        "questions before I read any agreement, and they have not failed me yet.</p>"
        "<p>If all three answers are the same name, it is not a partnership. It may still be worth "
        "doing: only price it as work for somebody else.</p>",
        byline="Delroy Sample-Gayle",
        organisation="Open Ledger Advice",
    ),
    Told(
        PRACTICE,
        150,
        "Sitting beside, not across: court companions for young adults",
        "A volunteer who sits next to somebody from arrival to verdict, and explains.",
        organisation="Hawthorn Court Companions",
        is_for_members=True,
        parts={
            "problem": "Young people left court without having understood what was said.",
            "what_was_done": "A trained companion meets them at the door, sits beside them, and "
            "writes down three things afterwards: what was decided, what comes next, whom to ring.",
            "what_changed": "Missed first appointments fell from four in ten to one in ten in the "
            "two courts where we sit.",
            "differently": "Pay companions for the waiting as well. We lost good ones to it.",
            "stage": Stage.EVALUATED,
            "theme": Theme.YOUNG_PEOPLE,
            "setting": Setting.COURTS,
        },
    ),
    Told(
        NEWS,
        178,
        "Tall Trees wins a gym, loses a wall",
        "The boxing club moves into the old swimming baths. Builders wanted.",
        "<p>Sixty young people train there each week. The roof holds; one wall does not. If you "
        "know "
        "a builder who can teach while building, write to the club.</p>",
        organisation="Tall Trees Youth Boxing",
    ),
    Told(
        BLOG,
        215,
        "Ramadan on a wing: a diary in seven days",
        "What changes when the kitchen knows what time the sun sets.",
        "<p>On the first evening the dates came at nine. On the second at seven. On the third a "
        "man "
        "from the kitchen came himself, with a clock.</p><p>That is the whole story. It took a "
        "clock "
        "and somebody who carried it.</p>",
        byline="Idris Pattern-Khalil",
    ),
    Told(
        POLICY,
        260,
        "Complaints: an answer within ten working days",
        "A new standard for complaints about discrimination in custody.",
        _INVENTED,
        is_for_members=True,
        parts={
            "what_changed": "Complaints about discrimination get a first answer within ten working "
            "days, from somebody outside the wing.",
            "what_it_means": "Write down the day on which a complaint was handed in. After ten "
            "working days without an answer, tell the co-ordinator: we collect them.",
        },
    ),
    Told(
        NEWS,
        330,
        "Bright Thread opens a second sewing room",
        "Women who leave prison in Wales can now learn and earn in Aberwen too.",
        "<p>There are eight machines, a crèche and a bus stop outside.</p>",
        organisation="Bright Thread",
    ),
    Told(
        PRACTICE,
        400,
        "One phone number, answered by people who speak Romani",
        "A telephone line two evenings a week, and what we learned about silence.",
        organisation="Romani Road Advocacy",
        parts={
            "problem": "Families hung up when they heard a recorded voice.",
            "what_was_done": "Two evenings a week a person answers, in Romani or English. Nobody "
            "is asked for a name.",
            "what_changed": "From 3 calls a month to 40.",
            "differently": "Do not fill silences. The best calls begin with one.",
            "stage": Stage.TESTED,
            "theme": Theme.ADVOCACY,
            "setting": Setting.COMMUNITY,
        },
    ),
    Told(
        NEWS,
        520,
        "Members meet a minister: what was said",
        "Four members spoke about remand. The notes are for members.",
        "<p>Each had five minutes, and used four. The promise: figures by ethnicity for remand, "
        "every "
        "quarter. <em>An invented meeting.</em></p>",
        is_for_members=True,
    ),
)
