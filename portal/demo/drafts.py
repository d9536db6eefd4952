"""Drafts at every stage: untouched, carried over, half typed, shared, complete."""

from network.actions import people
from network.choices import Source
from network.eligibility import Claim
from network.steps import Step
from portal.demo.stories import Teller


def tell(teller: Teller) -> None:
    """Fifteen drafts; the last is applicant@example.org's."""
    _hardly_begun(teller)
    _half_typed(teller)
    _shared(teller)
    _complete(teller)
    _of_the_demo_account(teller)


def _hardly_begun(teller: Teller) -> None:
    teller.begun(140)
    teller.begun(2)
    teller.begun(33, from_the_checker=True)
    teller.begun(6, from_the_checker=True)


def _half_typed(teller: Teller) -> None:
    for days, steps in (
        (61, [Step.ORGANISATION]),
        (9, [Step.ORGANISATION, Step.PEOPLE]),
        (17, [Step.ORGANISATION, Step.PEOPLE, Step.WORK]),
    ):
        story = teller.begun(days)
        for step in steps:
            story.save(step)
    slips = teller.begun(11)
    slips.save(Step.ORGANISATION, {"number_ccew": "12345", "website": "not one yet"})
    slips.save(Step.LEADERSHIP, {"led": Claim.YES, "board_total": "5", "board_identifying": "8"})
    entered = teller.begun(8, source=Source.TELEPHONE)
    entered.save(Step.ORGANISATION)


def _shared(teller: Teller) -> None:
    """One colleague was asked and has not answered, one fills in a part."""
    story = teller.begun(5)
    story.save(Step.ORGANISATION)
    invited = teller.world.people.sketch(since=story.at).email
    people.invite(application=story.application, email=invited, by=story.lead, now=story.at)
    both = teller.begun(12)
    colleague = teller.world.people.new(since=both.at)
    both.save(Step.ORGANISATION)
    both.bring_in_colleague(colleague)
    both.writer = colleague
    both.save(Step.WORK, days=1)


def _complete(teller: Teller) -> None:
    """Everything is there, and nobody has pressed the button."""
    teller.begun(4).fill_in()
    teller.begun(48).fill_in(days=3)


def _of_the_demo_account(teller: Teller) -> None:
    line = "Rainwater Street Resettlement|gate|north-west|Cotterham|LSDW"
    story = teller.begun(
        3, teller.world.sketcher.sketch(line), lead=teller.accounts["applicant@example.org"]
    )
    story.save(Step.ORGANISATION)
    story.save(Step.PEOPLE)
    story.save(Step.LEADERSHIP)
    unfinished = {"service": None, "designed": None, "supports": None, "support_work": None}
    story.save(Step.WORK, unfinished, days=1)
