"""What people ask the co-ordinator before they apply, or instead of it."""

from dataclasses import dataclass

from network.choices import Source

NEW, ANSWERED, CLOSED = "new", "answered", "closed"


@dataclass(frozen=True)
class Enquiry:
    """One enquiry: when it came (days ago), how it stands, what was written."""

    days: int
    state: str
    message: str
    organisation: str = ""
    has_email: bool = True
    has_phone: bool = False
    wants_call: bool = False
    may_leave_message: bool = False
    checked: str = ""  # a line of a catalogue: what they had typed into the checker
    outside: bool = False
    source: str = Source.SITE
    answer: str = ""


ENQUIRIES = (
    Enquiry(
        1,
        NEW,
        "We run a lunch club for elders. Many of their grandsons have been stopped by the police "
        "and two are in prison. Does that make us an organisation that works in criminal justice? "
        "We could not tell from the questions.",
        organisation="Fridays at Number Nine",
        checked="Fridays at Number Nine|families|london|Eastholm|LSW?u",
        outside=True,
    ),
    Enquiry(
        2,
        NEW,
        "I got to the page about numbers and stopped. Two of our trustees do not like forms that "
        "ask about ethnicity, for reasons that I understand. Can we talk about it first?",
        organisation="Heron Street Mentors",
        has_phone=True,
        wants_call=True,
        may_leave_message=True,
        checked="Heron Street Mentors|mentoring|yorkshire|Wetherdale|L?W",
    ),
    Enquiry(
        3,
        NEW,
        "Please ring after six, before that I am at work. I am setting something up for mothers "
        "at the visitors' centre and would like to know whether we are too small.",
        has_email=False,
        has_phone=True,
        wants_call=True,
    ),
    Enquiry(
        5,
        NEW,
        "I work for a council. We would like to hear what members say about our youth court "
        "without getting in the way. Is there a right way to ask?",
        organisation="Saltmere Council",
        checked="Saltmere Council|prevention|south-east|Saltmere|W|statutory",
    ),
    Enquiry(
        6,
        NEW,
        "Do you have the leaflet in Arabic or in large print? One of our founders reads Arabic "
        "better than English and he will not let me translate the part about racism.",
        organisation="Olive Branch Drop-in",
    ),
    Enquiry(
        17,
        NEW,
        "Rang on a day when nobody was in. Wants to know whether a company that trains prison "
        "staff can come to the conference.",
        organisation="Plainfield Training",
        has_email=False,
        has_phone=True,
        wants_call=True,
        may_leave_message=True,
        source=Source.TELEPHONE,
    ),
    Enquiry(
        13,
        ANSWERED,
        "None of the four seemed to fit. We teach English in a probation hostel, to whoever lives "
        "there. Most are refugees.",
        organisation="Open Vowel",
        checked="Open Vowel|health|north-west|Ashcombe|W?",
        answer="Thank you for writing. What you describe sounds very much like the fourth "
        "category: working with racially minoritised people, whether or not it is your main "
        "purpose. Please apply, and say just what you told me.",
    ),
    Enquiry(
        20,
        ANSWERED,
        "Is there a fee?",
        answer="There is none. Membership is free, and so are the forums and the bulletins.",
    ),
    Enquiry(
        26,
        ANSWERED,
        "We are in Scotland. Your network seems to be about England and Wales. May we join?",
        organisation="Corrie Lane Traveller Learning",
        checked="Corrie Lane Traveller Learning|travellers|scotland|Kirkallan|LSW",
        answer="You are welcome. Much of what we take to officials concerns England and Wales, "
        "and two members in Scotland would be glad of company.",
    ),
    Enquiry(
        31,
        ANSWERED,
        "Asked by telephone whether their trustees' names would be published.",
        organisation="Blue Door Befriending",
        has_email=False,
        has_phone=True,
        source=Source.TELEPHONE,
        answer="Rang back on Tuesday. Explained: numbers only, seen only by who reads the "
        "application, gone ninety days after the decision. They will apply.",
    ),
    Enquiry(
        44,
        ANSWERED,
        "Our prison will not let us say that we work there. Can we still become a member without "
        "naming it?",
        organisation="Tuesday Group",
        checked="Tuesday Group|arts|national|Hallowick|LWu",
        answer="Yes. Nobody needs to name an establishment. Say what you do and with whom.",
    ),
    Enquiry(
        60,
        CLOSED,
        "I should like to sell you a stand for your conference.",
        organisation="Upright Display Solutions",
    ),
    Enquiry(
        85,
        CLOSED,
        "How do I leave? We have closed our doors and I do not want people to write to us in vain.",
        organisation="Plantain Court Youth Project",
        answer="I am sorry to hear it, and thank you for telling me. I have ended the membership. "
        "If you start again somewhere else, please write.",
    ),
    Enquiry(
        120,
        CLOSED,
        "We are a mosque with a prison visiting team of nine. Which of us is the applicant, the "
        "mosque or the team?",
        organisation="Stonebeck Prison Visiting Team",
        checked="Stonebeck Prison Visiting Team|faith|yorkshire|Stonebeck|LSW",
        answer="Whichever of the two decides about the work. If the team has its own committee, "
        "the team. Otherwise the mosque, with you as its contact.",
    ),
    Enquiry(
        200,
        CLOSED,
        "Thank you for the talk at the university. Could you send me the slides?",
        answer="With pleasure, they are on their way from my own address.",
    ),
)
