"""Applications that came to an end: approved, referred, declined, withdrawn."""

from network.actions import reducing
from network.choices import Source
from network.eligibility import Claim
from network.models import Organisation
from network.states import Reason
from network.steps import Step
from portal.demo.stories import Teller
from portal.demo.telling import Story
from portal.demo.words import UNHELPFUL_ANSWER


def tell(teller: Teller) -> None:
    """About forty that are over; the approved ones become members."""
    _approved(teller)
    _approved_of_the_demo_accounts(teller)
    _approved_with_a_history(teller)
    _referred(teller)
    _declined(teller)
    _withdrawn(teller)
    _list_some_publicly()
    reducing.reduce_applications(now=teller.world.clock.ago(1))


def _approved(teller: Teller) -> None:
    for days in (610, 450, 270, 200):
        teller.in_review(days).find().approve(days=teller.world.rng.choice((0, 2, 5)))
    for days in (165, 34):
        story = teller.sent(days).read(by=teller.world.staff.deputy, days=3)
        story.note(teller.note()).find().approve()
    welsh = teller.sketch("Llais y Bont: Cymorth i Deuluoedd Carcharorion")
    teller.in_review(120, welsh).find().approve()


def _approved_of_the_demo_accounts(teller: Teller) -> None:
    accounts = teller.accounts
    member = teller.begun(
        170, teller.sketch("Oasis Road Mentoring"), lead=accounts["member@example.org"]
    )
    member.save(Step.ORGANISATION)
    member.bring_in_colleague(accounts["colleague@example.org"])
    member.fill_in().send(days=1).read().note(teller.note()).find()
    member.ask_and_hear(Reason.EVIDENCE, days=3).approve(days=2)
    other = teller.sketch("Kinfolk Through the Gate")
    teller.in_review(58, other, lead=accounts["other@example.org"]).find().approve(days=2)


def _approved_with_a_history(teller: Teller) -> None:
    for days in (140, 75):
        story = teller.in_review(days).ask_and_hear(Reason.EVIDENCE, days=4)
        story.find().approve(days=1)
    teller.sent(105, source=Source.EMAIL).read().find().approve()
    choir = teller.known["Sunday Best Choir"]
    back = teller.in_review(45, choir.sketch).match(choir.organisation)
    back.note("Members until two years ago. New people, same piano.").find().approve()
    second_try = teller.referred_once(330)
    second_try.save(Step.WORK, {"supports": "yes", "support_work": second_try.sketch.work}, days=40)
    second_try.send(days=1).read().find().approve(days=2)


def _referred(teller: Teller) -> None:
    for name, reason, days in (
        ("Marlside Citizens’ Toolshed", Reason.NO_CATEGORY_MET, 88),
        ("Second Chance Saddlery", Reason.NO_CATEGORY_MET, 25),
        ("Cotterham Borough Community Safety Team", Reason.STATUTORY_BODY, 47),
        ("Granite Court Probation Partnerships", Reason.CONTRACTOR, 63),
        ("New Shoots Northmere", Reason.NOT_READY, 19),
        ("Sapling Sisters", Reason.NOT_READY, 110),
        ("Hallowick Law Students’ Court Desk", Reason.OTHER, 36),
    ):
        story = teller.in_review(days, teller.sketch(name)).note(teller.note())
        story.find(nothing=True).refer(reason, days=2)
    for name, link, days in (
        ("Ashcombe Allotment Friends", Claim.NO, 54),
        ("Eastholm Carnival Costume Makers", Claim.UNSURE, 21),
    ):
        sketch = teller.sketch(name, criminal_justice=link)
        teller.in_review(days, sketch).find().refer(Reason.OUTSIDE_CRIMINAL_JUSTICE)


def _declined(teller: Teller) -> None:
    for name, reason, days in (
        ("Brightline Rehabilitation Solutions", Reason.NO_CATEGORY_MET, 130),
        ("Hive Street Radio", Reason.NO_CATEGORY_MET, 28),
        ("Stepping Out Leyburn", Reason.DUPLICATE, 66),
        ("Wearfold Night Shelter", Reason.OTHER, 150),
    ):
        teller.in_review(days, teller.sketch(name)).find(nothing=True).decline(reason, days=2)
    for name, days in (
        ("Penwyn Heritage Boat Trips", 820),
        ("Calderbrook Business Breakfast Club", 95),
        ("Saltmere Garden Volunteers", 40),
    ):
        sketch = teller.sketch(name, criminal_justice=Claim.NO)
        story = teller.in_review(days, sketch).find(nothing=True)
        story.decline(Reason.OUTSIDE_CRIMINAL_JUSTICE)
    indigo = teller.known["Indigo Door"].sketch
    again = teller.sketch("Indigo Door Marlside", numbers=indigo.numbers)
    teller.in_review(60, again).decline(Reason.ALREADY_MEMBER, days=2)
    doubtful = teller.in_review(77, teller.sketch("Golden Horizon Empowerment"))
    doubtful.note("Address is a car wash, which knows nothing of it. The number rings out.")
    doubtful.decline(Reason.NOT_GENUINE, days=5, send=False)
    _never_answered(teller.in_review(100, teller.sketch("Fenmarsh Detached Youth Work")))


def _never_answered(story: Story) -> None:
    asked = story.ask(Reason.EVIDENCE)
    story.answer(asked, days=9, words=UNHELPFUL_ANSWER)
    story.note("Rang twice, left a message once.").decline(Reason.NO_ANSWER, days=30)


def _withdrawn(teller: Teller) -> None:
    teller.begun(180).withdraw(Reason.CHANGED_MIND, days=2)
    drafted = teller.begun(37)
    drafted.save(Step.ORGANISATION)
    drafted.withdraw(Reason.OTHER, days=1)
    teller.sent(85).withdraw(Reason.DUPLICATE, days=1)
    teller.sent(52).withdraw(Reason.CHANGED_MIND, days=1)
    teller.sent(23).withdraw(Reason.ALREADY_MEMBER, days=1)
    teller.in_review(125).note(teller.note()).withdraw(Reason.CLOSING, days=6)
    teller.in_review(43).withdraw(Reason.CHANGED_MIND, days=3)
    for days, reason in ((72, Reason.CLOSING), (55, Reason.CHANGED_MIND)):
        story = teller.in_review(days)
        story.ask(Reason.CRIMINAL_JUSTICE_LINK)
        story.withdraw(reason, days=8)


def _list_some_publicly() -> None:
    """Every third of the new members chose to be named in public."""
    new = Organisation.objects.filter(applications__isnull=False).order_by("pk")
    chosen = list(new.values_list("pk", flat=True))[::3]
    Organisation.objects.filter(pk__in=chosen).update(is_publicly_listed=True)
