"""Approval: organisation, membership, access and welcome in one, or nothing at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from network.actions import membership, review
from network.actions.membership import AlreadyMember
from network.eligibility import Category, Verdict
from network.models import (
    Affiliation,
    Application,
    ApplicationPerson,
    JoinRequest,
    Membership,
    Organisation,
    RegisteredNumber,
)
from network.states import State
from portal.models import OutgoingMail
from tests.factories.applicants import NOW, lead_of, make_person
from tests.factories.applications import (
    LETTER,
    approve,
    find_met,
    make_application,
    make_member,
    make_organisation,
)
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
Role = Affiliation.Role


@pytest.fixture
def ready() -> Application:
    """In review, with category 2 found met."""
    staff = make_staff()
    application = make_application(State.IN_REVIEW, by=staff)
    find_met(application, by=staff)
    return application


def matched(application: Application, organisation: Organisation) -> Application:
    review.match(
        application=application, organisation=organisation, by=application.assignee, now=NOW
    )
    application.refresh_from_db()
    return application


def person_of(organisation: Organisation, role: str, name: str) -> Affiliation:
    return Affiliation.objects.create(
        organisation=organisation, user=make_person(name=name), role=role, started_at=NOW
    )


def decide(application: Application) -> str:
    return f"/admin/network/application/{application.pk}/decide/approve/"


def letter(application: Application, **changes: Any) -> dict[str, Any]:
    basis = f"specialist|{application.matched_organisation_id or ''}"
    data = {"version": application.version, "basis": basis, "send": "yes", "act": "confirm"}
    return data | {"subject": LETTER.subject, "body": LETTER.body} | changes


def test_approval_makes_organisation_membership_access_and_welcome(ready: Application) -> None:
    approve(ready, by=make_staff(), now=NOW)

    organisation = ready.organisation
    assert organisation is not None
    assert (ready.state, organisation.name) == (State.APPROVED, "Kola Nut Resettlement")
    assert organisation.regions == ["london"]
    assert [str(n) for n in organisation.registered_numbers.all()] == [
        "Charity Commission for England and Wales 1234567"
    ]
    (period,) = Membership.objects.active_at(NOW).filter(organisation=organisation)
    assert (period.categories, period.application) == (["specialist"], ready)
    (affiliation,) = organisation.affiliations.all()
    assert (affiliation.user, affiliation.role) == (lead_of(ready), Role.PRIMARY)
    welcome = OutgoingMail.objects.get(subject=f"About {ready.reference}")
    assert welcome.to == lead_of(ready).email


def test_colleagues_become_members_and_scribes_nothing(ready: Application) -> None:
    colleague, scribe = make_person(), make_staff()
    for user, role in ((colleague, "colleague"), (scribe, "scribe")):
        ApplicationPerson.objects.create(application=ready, user=user, role=role, added_at=NOW)

    approve(ready, by=make_staff())

    roles = dict(Affiliation.objects.values_list("user", "role"))
    assert roles == {lead_of(ready).pk: Role.PRIMARY, colleague.pk: Role.MEMBER}


def test_membership_rests_on_all_categories_found_met(ready: Application) -> None:
    staff = make_staff()
    find_met(ready, Category.LED, by=staff)
    find_met(ready, Category.DESIGNED, by=staff, verdict=Verdict.NOT_MET)

    approve(ready, by=staff)

    assert Membership.objects.get().categories == ["led", "specialist"]


def test_nothing_found_met_is_told_before_and_after(ready: Application) -> None:
    client = sign_in(make_staff())
    ready.findings.all().delete()

    for response in (client.get(decide(ready)), client.post(decide(ready), letter(ready))):
        assert response.status_code == 409
        assert "No category is found met yet" in response.text
    assert Organisation.objects.count() == 0


def test_page_says_what_approving_does(ready: Application) -> None:
    text = sign_in(make_staff()).get(decide(ready)).text

    assert "Racially minoritised-specialist voluntary sector organisation." in text
    assert "Creates the organisation Kola Nut Resettlement" in text
    assert "Ọlá Example gets access now, as primary contact." in text


def test_failure_midway_leaves_nothing(ready: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_values: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(review, "tell", broken)
    mails = OutgoingMail.objects.count()

    with pytest.raises(RuntimeError, match="the power went"):
        approve(ready, by=make_staff())

    ready.refresh_from_db()
    assert (ready.state, ready.organisation) == (State.IN_REVIEW, None)
    assert Organisation.objects.count() == Membership.objects.count() == 0
    assert Affiliation.objects.count() == RegisteredNumber.objects.count() == 0
    assert OutgoingMail.objects.count() == mails
    assert not ready.events.filter(move="approve").exists()


# A matched organisation -------------------------------------------------------------------------


def test_renewal_keeps_people_and_lets_no_applicant_in(ready: Application) -> None:
    known = make_organisation()
    primary = person_of(known, Role.PRIMARY, "Chair Example")
    manager = person_of(known, Role.MANAGER, "Manager Example")

    approve(matched(ready, known), by=make_staff())

    present = known.affiliations.filter(ended_at__isnull=True)
    assert set(present) == {primary, manager}
    assert dict(present.values_list("pk", "role")) == {
        primary.pk: Role.PRIMARY,
        manager.pk: Role.MANAGER,
    }
    request = JoinRequest.objects.get()
    assert (request.user, request.organisation) == (lead_of(ready), known)
    assert (request.state, request.application) == (JoinRequest.State.WAITING, ready)
    assert Membership.objects.active_at(NOW).get().organisation == known
    assert Organisation.objects.count() == 1


def test_renewal_by_one_of_its_own_people_changes_no_role(ready: Application) -> None:
    known = make_organisation()
    Affiliation.objects.create(
        organisation=known, user=lead_of(ready), role=Role.MEMBER, started_at=NOW
    )

    approve(matched(ready, known), by=make_staff())

    assert JoinRequest.objects.count() == 0
    assert Affiliation.objects.get().role == Role.MEMBER


def test_renewal_after_a_lapse_keeps_the_history(ready: Application) -> None:
    known = make_organisation()
    earlier = make_member(known, now=NOW - timedelta(days=800))
    earlier.ends_on = (NOW - timedelta(days=400)).date()
    earlier.save()

    approve(matched(ready, known), by=make_staff())

    assert known.memberships.count() == 2


def test_page_says_who_must_be_agreed(ready: Application) -> None:
    text = sign_in(make_staff()).get(decide(matched(ready, make_organisation()))).text

    assert "Renews the membership of Baobab Mentoring" in text
    assert "Ọlá Example gets no access yet" in text


@pytest.mark.parametrize("days", [0, 30])
def test_running_or_coming_membership_is_told_as_already_member(
    ready: Application, days: int
) -> None:
    from django.utils import timezone

    known = make_organisation()
    make_member(known, now=timezone.now() + timedelta(days=days))
    matched(ready, known)

    response = sign_in(make_staff()).post(decide(ready), letter(ready))

    ready.refresh_from_db()
    assert response.status_code == 409
    assert "Baobab Mentoring is a member already" in response.text
    assert ready.state == State.IN_REVIEW


def test_match_made_meanwhile_is_not_slipped_in(ready: Application) -> None:
    client = sign_in(make_staff())
    prepared = letter(ready)
    matched(ready, make_organisation())

    response = client.post(decide(ready), prepared)

    ready.refresh_from_db()
    assert response.status_code == 409
    assert "Something changed meanwhile" in response.text
    assert "{organisation} at {link}" in response.text
    assert ready.state == State.IN_REVIEW


def test_finding_made_meanwhile_is_not_slipped_in(ready: Application) -> None:
    client = sign_in(make_staff())
    prepared = letter(ready)
    find_met(ready, Category.LED, by=make_staff())

    assert client.post(decide(ready), prepared).status_code == 409


@pytest.mark.parametrize("basis", ["", "specialist", "specialist|x", "specialist|١"])
def test_broken_basis_is_a_form_error(ready: Application, basis: str) -> None:
    response = sign_in(make_staff()).post(decide(ready), letter(ready, basis=basis))

    assert response.status_code == 200
    assert "The page is incomplete" in response.text


# The database itself ----------------------------------------------------------------------------


def test_database_refuses_a_second_running_membership() -> None:
    known = make_organisation()
    make_member(known)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_member(known, now=NOW + timedelta(days=1))


def test_database_refuses_approved_without_an_organisation(ready: Application) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=ready.pk).update(state=State.APPROVED, decided_at=NOW)


def test_second_application_of_a_matched_organisation_is_refused(ready: Application) -> None:
    staff, known = make_staff(), make_organisation()
    second = make_application(State.IN_REVIEW, by=staff)
    find_met(second, by=staff)
    approve(matched(ready, known), by=staff)

    with pytest.raises(AlreadyMember) as refused:
        approve(matched(second, known), by=staff)

    assert refused.value.organisation == known


def test_member_signs_in_and_belongs(ready: Application, client: Client) -> None:
    approve(ready, by=make_staff())
    client.force_login(lead_of(ready), backend="portal.rights.Backend")

    assert "Kola Nut Resettlement" in client.get("/dashboard/").text
    assert membership.Role.PRIMARY == "primary"
