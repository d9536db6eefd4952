"""Guidance enquiries in each state, and requests to join a member organisation."""

from network.actions import guidance, membership
from network.eligibility import Claim
from network.models import JoinRequest, Organisation
from network.references import new_reference
from portal.demo.questions import CLOSED, ENQUIRIES, NEW, Enquiry
from portal.demo.sketches import checked
from portal.demo.telling import World

Proof = JoinRequest.Proof


def tell_enquiries(world: World) -> None:
    """Write every enquiry, the oldest first, answered and closed on the co-ordinator's days."""
    for enquiry in sorted(ENQUIRIES, key=lambda one: -one.days):
        _tell(world, enquiry)


def _tell(world: World, told: Enquiry) -> None:
    at = world.clock.ago(told.days)
    coordinator = world.staff.coordinator
    by_site = told.source == "site"
    person = world.people.sketch(since=at)
    typed = {}
    if told.checked:
        claim = Claim.UNSURE if told.outside else Claim.YES
        typed = checked(world.sketcher.sketch(told.checked, criminal_justice=claim))
    enquiry = guidance.send_enquiry(
        fields={
            "name": person.name,
            "email": person.email if told.has_email else "",
            "phone": person.phone if told.has_phone else "",
            "wants_call": told.wants_call,
            "may_leave_message": told.may_leave_message,
            "organisation_name": told.organisation,
            "message": told.message,
        },
        typed=typed,
        now=at if by_site else world.clock.at_desk(at, 0),
        by=None if by_site else coordinator,
        source=told.source,
        reference=new_reference(world.rng),
    )
    if told.state == NEW:
        return
    at = world.clock.at_desk(at)
    if told.answer:
        guidance.answer_enquiry(enquiry=enquiry, text=told.answer, by=coordinator, now=at)
    if told.state == CLOSED:
        guidance.close_enquiry(
            enquiry=enquiry, by=coordinator, now=world.clock.at_desk(at, 9 if told.answer else 0)
        )


_MESSAGES = (
    "I started here in September and look after the mentoring side.",
    "Our director said that I should ask. I would like to come to the forums.",
    "",
    "I volunteer on Thursdays. Could I get the bulletins as well?",
    "I used to work here and would like to stay in touch.",
    "New chair of trustees, elected in May.",
)


def tell_join_requests(world: World) -> None:
    """Waiting, agreed (in two ways) and refused; only listed organisations can be asked."""
    listed = Organisation.objects.listed().filter(memberships__ends_on__isnull=True)
    organisations = listed.order_by("pk").distinct()[: len(_MESSAGES)]
    requests = []
    for number, (organisation, message) in enumerate(zip(organisations, _MESSAGES, strict=True)):
        at = world.clock.ago(4 + 11 * number)
        request = membership.ask_to_join(
            organisation=organisation, by=world.people.new(since=at), message=message, now=at
        )
        if request is not None:  # nobody of them belongs there already
            requests.append((request, world.clock.at_desk(at)))
    by = world.staff.coordinator
    for (request, at), proof, note in zip(
        requests[3:],
        (Proof.PRIMARY_CONTACT, None, Proof.TELEPHONE),
        ("Answered my e-mail: yes, please.", "", "Rang the office number on their website."),
        strict=True,
    ):
        if proof is None:
            membership.refuse_to_join(request=request, by=by, now=at)
        else:
            membership.agree_to_join(request=request, proof=proof, proof_note=note, by=by, now=at)
