"""Staff type in what a member asked for by telephone, by mail or on paper."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from network.actions import moderating, support
from network.choices import Source
from network.models import Organisation, SupportEvent, SupportRequest, User
from portal.models import OutgoingMail
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff, sign_in
from tests.factories.support import SAID

pytestmark = pytest.mark.django_db
URL = "/admin/network/supportrequest/add/"


@pytest.fixture
def member() -> User:
    return make_person("ada@example.org", "Ada Example")


@pytest.fixture
def organisation(member: User) -> Organisation:
    return make_member(member)


def typed(of: User, **changes: Any) -> dict[str, Any]:
    form = SAID | {"needed_by": "", "person": of.pk, "source": Source.TELEPHONE}
    return form | {"key": str(uuid.uuid4())} | changes


def enter(organisation: Organisation, person: User, **options: Any) -> SupportRequest:
    values: dict[str, Any] = {
        "asked": moderating.Asked(key=uuid.uuid4(), said=SAID),
        "source": Source.TELEPHONE,
        "now": timezone.now(),
    }
    return support.enter(organisation=organisation, person=person, **(values | options))


def test_it_is_the_members_request_and_says_how_it_came(
    organisation: Organisation, member: User
) -> None:
    client = sign_in(staff := make_staff())
    answer = client.post(f"{URL}?organisation={organisation.pk}", typed(member))
    made = SupportRequest.objects.get()
    assert answer.url == f"/admin/network/supportrequest/{made.pk}/change/"
    assert (made.by, made.organisation, made.source) == (member, organisation, Source.TELEPHONE)
    assert SupportEvent.objects.get().by == staff
    assert client.get(answer.url).context["came_by"] == "Telephone"


def test_who_asked_gets_a_copy_and_the_typist_no_mail(
    organisation: Organisation, member: User
) -> None:
    said = SAID | {"tried": "A template.", "needed_by": date(2027, 3, 24)}
    asked = moderating.Asked(key=uuid.uuid4(), said=said)
    enter(organisation, member, asked=asked, by=make_staff())
    mail = OutgoingMail.objects.get(cause__startswith="support-event:")
    assert mail.to == "ada@example.org"
    assert "A funding bid, due in March.\n\nNeeded by: Wednesday 24 March 2027\n" in mail.text
    assert "\nWhat you have tried so far: A template.\n" in mail.text


def test_the_member_sees_it_as_theirs(organisation: Organisation, member: User) -> None:
    made = enter(organisation, member, by=make_staff())
    client = sign_in(member, factor=False)
    events = client.get(f"/network/support/{organisation.pk}/{made.reference}/").context["events"]
    assert [str(event["actor"]) for event in events] == [
        "Ada Example, by way of the co-ordinator (Telephone)"
    ]


def test_a_second_press_enters_once(organisation: Organisation, member: User) -> None:
    client, form = sign_in(make_staff()), typed(member)
    url = f"{URL}?organisation={organisation.pk}"
    answers = [client.post(url, form) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    other_words = client.post(url, form | {"need": "Something else."})
    assert (other_words.status_code, SupportRequest.objects.count()) == (200, 1)


def test_only_members_are_to_be_chosen_and_none_of_ones_own(organisation: Organisation) -> None:
    staff = make_staff()
    own, lapsed = make_member(staff, name="Own"), make_member(make_person(), name="Lapsed")
    lapsed.memberships.update(suspended_at=timezone.now())
    client = sign_in(staff)
    offered = client.get(URL).context["form"].fields["organisation"].queryset
    assert list(offered) == [organisation]
    for one in (own, lapsed):
        refused = client.post(f"{URL}?organisation={one.pk}", typed(make_person()))
        assert "organisation" in refused.context["form"].errors
    assert not SupportRequest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"person": ""}, ["person"]),
        ({"source": "site"}, ["source"]),
        ({"need": " "}, ["need"]),
        ({"needed_by": "2020-01-01"}, ["needed_by"]),
    ],
)
def test_what_is_wrong_is_said(
    organisation: Organisation, member: User, changes: dict[str, Any], wrong: list[str]
) -> None:
    url = f"{URL}?organisation={organisation.pk}"
    answer = sign_in(make_staff()).post(url, typed(member, **changes))
    forms = answer.context["forms"]
    assert [name for form in forms for name in form.errors] == wrong


def test_nobody_of_another_organisation_is_to_be_chosen(organisation: Organisation) -> None:
    stranger = make_person()
    make_member(stranger, name="Another one")
    url = f"{URL}?organisation={organisation.pk}"
    answer = sign_in(make_staff()).post(url, typed(stranger))
    assert list(answer.context["who"].errors) == ["person"]
    with pytest.raises(moderating.NotAMember):
        enter(organisation, stranger, by=make_staff())


def test_staff_enter_nothing_for_their_own_organisation(member: User) -> None:
    staff = make_staff()
    own = make_member(member)
    own.affiliations.create(user=staff, role="member", started_at=timezone.now())
    with pytest.raises(moderating.OwnRecord):
        enter(own, member, by=staff)


@pytest.mark.parametrize("group", [MANAGERS, EVENTS_OFFICERS, EDITORS])
def test_only_coordinators_enter(group: str, organisation: Organisation, member: User) -> None:
    client: Client = sign_in(make_staff(group))
    url = f"{URL}?organisation={organisation.pk}"
    assert [client.get(url).status_code, client.post(url, typed(member)).status_code] == [403, 403]
