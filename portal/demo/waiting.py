"""Open cases: sent, in review, waiting for the applicant."""

from network.actions import review
from network.choices import Source
from network.eligibility import Category
from network.states import Reason
from network.steps import Step
from portal.demo.catalogue import LONG_NAME
from portal.demo.stories import Teller
from portal.demo.telling import Story

# Three of seven board members and nobody of one senior staff, two not known: it could tip.
COULD_TIP = {
    "board_total": "7",
    "board_identifying": "3",
    "board_unknown": "2",
    "staff_total": "1",
    "staff_identifying": "0",
    "staff_unknown": "0",
}


def tell(teller: Teller) -> None:
    """About fifty open cases, a few of them late and some of them possible duplicates."""
    _in_review(teller)
    _answered(teller)
    _asked(teller)
    _submitted(teller)
    _submitted_with_a_history(teller)


def _in_review(teller: Teller) -> None:
    deputy = teller.world.staff.deputy
    for days in (9, 11, 13, 16, 31, 39):
        teller.in_review(days).note(teller.note()).find(only=[Category.LED, Category.SPECIALIST])
    for days in (10, 18):
        teller.sent(days).read(by=deputy).note(teller.note())
    teller.in_review(12).find()
    noor = teller.known["Noor Lane Families"]
    line = "Noor Lane Family Support|families|yorkshire|Stonebeck|LSW"
    same_number = teller.world.sketcher.sketch(line, numbers=noor.sketch.numbers)
    teller.in_review(14, same_number).note("Same charity number as a member. Ring both.")
    elm = teller.known["Elm and Ebony"]
    teller.in_review(15, elm.sketch).match(elm.organisation).note("They left two years ago. Back!")
    _resubmitted(teller, referred=70, again=15).read()


def _answered(teller: Teller) -> None:
    """In review once more, with the answer to a question."""
    teller.in_review(27).ask_and_hear(Reason.EVIDENCE, days=3)
    teller.in_review(30).find(only=[Category.LED]).ask_and_hear(Reason.ORGANISATION_DETAILS, days=2)
    tipping = teller.sketch(counts=COULD_TIP)
    teller.in_review(33, tipping, from_the_checker=False).ask_and_hear(
        Reason.LEADERSHIP_COUNTS, days=6
    )
    teller.in_review(24).ask_and_hear(Reason.OTHER, days=4, source=Source.TELEPHONE)
    twice = teller.in_review(52).ask_and_hear(Reason.CRIMINAL_JUSTICE_LINK, days=8)
    twice.ask_and_hear(Reason.EVIDENCE, days=5)


def _asked(teller: Teller) -> None:
    """With the applicant: questions that are open."""
    teller.in_review(9).ask(Reason.EVIDENCE)
    teller.in_review(12).ask(Reason.ORGANISATION_DETAILS)
    teller.in_review(17).note(teller.note()).ask(Reason.CRIMINAL_JUSTICE_LINK, days=1)
    teller.in_review(20).ask(Reason.EVIDENCE, Reason.OTHER)
    teller.in_review(22).ask(Reason.DOCUMENT, Reason.EVIDENCE, Reason.OTHER)
    teller.in_review(46).ask(Reason.OTHER)
    counts = teller.sketch(counts=COULD_TIP)
    teller.in_review(13, counts, from_the_checker=False).ask(Reason.LEADERSHIP_COUNTS)
    teller.sent(19).read(by=teller.world.staff.deputy).ask(Reason.EVIDENCE)
    again = teller.in_review(36).ask_and_hear(Reason.CRIMINAL_JUSTICE_LINK, days=6)
    again.ask(Reason.EVIDENCE, days=1)


def _submitted(teller: Teller) -> None:
    for days in (33, 27, 14, 11, 8, 6, 4, 3, 2, 1):
        teller.sent(days)
    teller.sent(16, source=Source.TELEPHONE)
    teller.sent(13, source=Source.DOCUMENT)
    story = teller.begun(9).fill_in()
    story.attach("Constitution.pdf", "Constitution", "3. The purpose of the group is ...")
    story.attach("Annual report.pdf", "Our year", "Ninety-one people, four of us, one kettle.")
    story.send()


def _submitted_with_a_history(teller: Teller) -> None:
    federation = f"{LONG_NAME}|gate|london|Northmere|LSDW"
    teller.sent(5, teller.world.sketcher.sketch(federation))
    similar = "Kolanut Resettlement Project|gate|london|Marlside|LW"
    teller.sent(7, teller.world.sketcher.sketch(similar))
    twin = teller.sketch()
    teller.sent(10, twin)
    teller.sent(2, twin)
    ahead = teller.sent(4)
    review.assign(
        application=ahead.application,
        to=teller.world.staff.deputy,
        by=teller.world.staff.coordinator,
        now=teller.world.clock.later(ahead.at, 1),
    )
    _resubmitted(teller, referred=80, again=3)


def _resubmitted(teller: Teller, *, referred: int, again: int) -> Story:
    """Referred for want of evidence; then the answers were changed and sent again."""
    story = teller.referred_once(referred)
    story.at = teller.world.clock.ago(again)
    story.save(Step.WORK, {"support_work": story.sketch.work, "supports": "yes"})
    return story.send()
