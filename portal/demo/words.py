"""What applicants and the co-ordinator write: hopes, questions and answers, notes, findings."""

from dataclasses import dataclass

from network.eligibility import Category, Verdict
from network.states import Reason
from network.steps import Step

ROLES = (
    "Director",
    "Founder",
    "Chair of trustees",
    "Project manager",
    "Secretary, unpaid like the rest of us",
    "Chief executive",
    "Services lead",
    "Treasurer and general dogsbody",
)

HEARD_FROM = (
    "A speaker at a prison open day",
    "Another member told us",
    "Your e-bulletin, forwarded three times",
    "The chaplain at the prison where we work",
    "A probation officer",
    "Looking for a funder and finding you instead",
    "",
)

HOPES = (
    "We are four people in one room. We would like to meet others who do this work and ask them "
    "how they keep going.",
    "A way to tell HM Prison and Probation Service what our visitors tell us every week, without "
    "putting our access to the wings at risk.",
    "Training for our volunteers. We can offer some as well: two of us train interpreters.",
    "To hear about changes in policy before they reach us as a closed door.",
    "Somebody to read our safeguarding policy who is not also the person who funds us.",
    "Company. It is lonely to be the only organisation like ours in this part of the country.",
    "We have tried three ways to reach families who do not come to visits. We would gladly share "
    "what did not work, so that others need not try it.",
    "Help with our first evaluation. We know that it works and cannot show it yet.",
    "To learn from members who already hold a contract with probation how to read one.",
    "A place in a forum where we need not explain from the beginning why this matters.",
)


@dataclass(frozen=True)
class Asked:
    """A question that the co-ordinator put, the step it opens, and the answer that came.

    It is put only to those that claim `category`. `adds` is written under the field `to` of the
    step when the answer comes.
    """

    step: str
    question: str
    answer: str
    category: str = ""
    to: str = ""
    adds: str = ""


QUESTIONS: dict[Reason, tuple[Asked, ...]] = {
    Reason.EVIDENCE: (
        Asked(
            Step.WORK,
            "You say that you run a project designed for racially minoritised people. How is it "
            "different from your other work, and who decides about it?",
            "We have added it. It is small: one evening a week, led by two volunteers who were "
            "in prison themselves.",
            category=Category.DESIGNED,
            to="service",
            adds="It is led by two volunteers who were in prison themselves, and the people who "
            "come decide what happens next month.",
        ),
        Asked(
            Step.WORK,
            "Could you copy the sentence of your constitution that says what you are for?",
            "It is clause 3. We had it nearly right from memory, and have put the number beside "
            "it now.",
            category=Category.SPECIALIST,
            to="mission",
            adds="(Constitution, clause 3.)",
        ),
        Asked(
            Step.WORK,
            "You say that you work with racially minoritised people. Could you tell me roughly "
            "how many, and how you know?",
            "We ask everybody at the first meeting, and most tell us. The figures are in the form "
            "now.",
            category=Category.SUPPORTS,
            to="support_work",
            adds="Of the 84 people we worked with last year, 51 described themselves as Black, "
            "Asian or from another minoritised community.",
        ),
        Asked(
            Step.WORK,
            "Could you tell me a little more about who you work with? Two sentences are enough.",
            "Written in the form, four sentences in the end.",
            to="support_work",
            adds="Some are referred, most come because a cousin told them. We meet about thirty "
            "people each month, and about twenty of them are Black, Asian or Roma.",
        ),
    ),
    Reason.LEADERSHIP_COUNTS: (
        Asked(
            Step.LEADERSHIP,
            "Two of your board are shown as not known. Could you ask them whether they would like "
            "to be counted? It is quite all right if they would rather not say.",
            "We asked at our last meeting. One is happy to be counted, one would rather not say, "
            "so we have left it at that.",
        ),
    ),
    Reason.CRIMINAL_JUSTICE_LINK: (
        Asked(
            Step.WORK,
            "How do the people you support come into contact with police, courts, prison or "
            "probation, or how might they?",
            "About half come to us from the youth justice team and the rest on licence. We have "
            "described it in the form now.",
            to="support_work",
            adds="About half are sent to us by the youth justice team, the others come on licence.",
        ),
    ),
    Reason.ORGANISATION_DETAILS: (
        Asked(
            Step.ORGANISATION,
            "Your website names another organisation as your parent. Do you have a committee of "
            "your own that decides?",
            "Yes. They gave us a bank account in our first year. Since then we have our own "
            "committee of six, who meet monthly. The website is a new one now.",
            to="website",
        ),
    ),
    Reason.DOCUMENT: (
        Asked(
            Step.DOCUMENTS,
            "The leaflet that you sent came through as a blank page. Could you photograph it and "
            "add it again?",
            "The photograph is there now. You can see the old telephone number on it, please "
            "ignore that.",
        ),
    ),
    Reason.OTHER: (
        Asked(
            "",
            "You wrote that you may merge with a neighbouring project. Should I wait until that "
            "is settled?",
            "No need. The merger is a year away at least, and both committees would like to "
            "belong to the network.",
        ),
        Asked(
            "",
            "Who would come to the forums for you? I ask because the next one is on a working day.",
            "Our treasurer works from home on Thursdays and will come. I will join when I can.",
        ),
    ),
}

UNHELPFUL_ANSWER = "We will send this after our trustees have met. Thank you for waiting."

NOTES = (
    "Spoke to them on the telephone. Warm, busy, plainly know their work. The form undersells it.",
    "Met their founder at the spring forum as a guest of another member.",
    "Checked the number on the register: active, accounts filed on time.",
    "The website is three years old, the newsletter is from last month. Go by the newsletter.",
    "Asked to be rung after 4pm: she drives the minibus herself.",
    "Similar name to another project in the same town. They know each other; not the same.",
    "Would be a good voice at the forum on release in winter. Ask once they are members.",
    "Sent the long way round by a funder who wanted to see membership. Be gentle.",
    "Counts were given after a proper conversation in their meeting. Nothing to add.",
    "Two board members are related. Not our business, but they mentioned it themselves.",
    "Waiting for the prison to confirm that they still run the Tuesday group.",
    "If this becomes a referral, offer the call on a Thursday: they meet on Wednesdays.",
)

FINDINGS: dict[tuple[str, str], tuple[str, ...]] = {
    (Category.LED, Verdict.MET): ("Counts are clear and well over half.", "Half or more, asked."),
    (Category.LED, Verdict.NOT_MET): ("Not claimed.", ""),
    (Category.LED, Verdict.JUDGEMENT): ("Depends on who would rather not say. Leave it open.",),
    (Category.SPECIALIST, Verdict.MET): (
        "The mission says so in its first sentence.",
        "Constitution read: main purpose, no doubt.",
    ),
    (Category.SPECIALIST, Verdict.NOT_MET): ("Broader remit.", ""),
    (Category.DESIGNED, Verdict.MET): (
        "A named project with people from the communities in charge of it.",
        "Heard about it from two members already.",
    ),
    (Category.DESIGNED, Verdict.NOT_MET): ("No project of this kind yet.", ""),
    (Category.SUPPORTS, Verdict.MET): ("Follows from the rest.", "Described with figures."),
    (Category.SUPPORTS, Verdict.NOT_MET): ("Could not be seen from the answers.",),
}

LETTER_ADDITIONS = (
    "It was good to talk to you on the telephone.",
    "What you wrote about your first visitors stayed with me, thank you for taking the time.",
    "Please give my greetings to your volunteers.",
    "",
    "",
)
