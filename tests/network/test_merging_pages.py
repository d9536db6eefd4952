"""Two records in the admin: found, compared, made one; old addresses; who looks back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.actions import merging
from network.models import Organisation, OrganisationMerge
from portal.models import AuditEntry
from portal.staff_groups import COORDINATORS, EDITORS, MANAGERS
from tests.factories.applicants import make_person
from tests.factories.applications import make_organisation
from tests.factories.forums import make_topic
from tests.factories.staff import make_manager, make_staff, sign_in

pytestmark = pytest.mark.django_db


def two(**fields: Any) -> tuple[Organisation, Organisation]:
    return make_organisation(name="Aber Women"), make_organisation(name="Aber Woman", **fields)


def url(stays: Organisation, goes: Organisation) -> str:
    return reverse("admin:network_organisation_merge", args=[stays.pk, goes.pk])


def press(client: Client, stays: Organisation, goes: Organisation, **chosen: str) -> Any:
    form = client.get(url(stays, goes)).context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return client.post(url(stays, goes), values | chosen, follow=True)


def merged() -> tuple[Organisation, int]:
    stays, goes = two()
    by = make_staff()
    seen = merging.plan(stays=stays, goes=goes, by=by).seen
    gone = goes.pk
    merging.merge(stays=stays.pk, goes=gone, taken=[], seen=seen, by=by, now=timezone.now())
    return stays, gone


def messages(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.parametrize("group", [COORDINATORS, MANAGERS])
def test_look_alikes_are_offered_from_the_record(group: str) -> None:
    here, alike = two()
    make_organisation(name="Quite Different")
    client = sign_in(make_staff(group))
    find = reverse("admin:network_organisation_find_other", args=[here.pk])
    record = client.get(reverse("admin:network_organisation_change", args=[here.pk]))
    assert find in record.text
    page = client.get(find)
    assert [match.found for match in page.context["alike"]] == [alike]
    assert url(here, alike) in page.text


def test_another_is_found_by_a_part_of_its_name_and_never_itself() -> None:
    here, _alike = two()
    other = make_organisation(name="Merched Aber")
    find = reverse("admin:network_organisation_find_other", args=[here.pk])
    page = sign_in(make_manager()).get(find, {"q": "aber"})
    assert other in page.context["found"]
    assert here not in page.context["found"]


def test_page_says_what_moves_and_changes_nothing() -> None:
    stays, goes = two()
    goes.affiliations.create(user=make_person(), role="primary", started_at=timezone.now())
    page = sign_in(make_staff()).get(url(stays, goes))
    assert [(str(words), *both) for words, *both in page.context["plan"].belongs] == [
        ("people of organisations", 0, 1)
    ]
    assert page.context["plan"].differing == ["name"]
    assert Organisation.objects.filter(pk=goes.pk).exists()


def test_manager_does_not_learn_who_raised_something() -> None:
    stays, goes = two()
    make_topic(organisation=goes)
    counted = [
        len(sign_in(person).get(url(stays, goes)).context["plan"].belongs)
        for person in (make_manager(), make_staff())
    ]
    assert counted == [0, 1]


def test_pressing_makes_one_of_two_with_the_chosen_values() -> None:
    stays, goes = two(website="https://aber.example.org")
    answer = press(sign_in(make_manager()), stays, goes, name="goes")
    stays.refresh_from_db()
    assert (stays.name, stays.website) == ("Aber Woman", "https://aber.example.org")
    assert messages(answer) == ["The two records are one now. Its contacts are told by e-mail."]


def test_merging_names_nobody_in_public() -> None:
    stays, goes = two()
    Organisation.objects.filter(pk=stays.pk).update(is_publicly_listed=True)
    press(sign_in(make_manager()), stays, goes)
    stays.refresh_from_db()
    assert stays.is_publicly_listed is False


def test_a_second_press_is_told_and_leads_to_what_is_left() -> None:
    stays, goes = two()
    client = sign_in(make_manager())
    old = url(stays, goes)
    press(client, stays, goes)
    answer = client.post(old, {"seen": "x"}, follow=True)
    assert answer.request["PATH_INFO"].endswith(f"/{stays.pk}/change/")
    assert messages(answer) == ["These records were made one before. This is what is left."]


def test_page_that_is_out_of_date_shows_the_new_state() -> None:
    stays, goes = two()
    client = sign_in(make_manager())
    answer = client.post(url(stays, goes), {"seen": "x", "name": "stays"}, follow=True)
    assert Organisation.objects.filter(pk=goes.pk).exists()
    assert "Look again." in messages(answer)[0]


def test_what_has_to_be_put_right_takes_the_button_away() -> None:
    stays, goes = two()
    now = timezone.now()
    for organisation, suspended in ((stays, now), (goes, None)):
        organisation.memberships.create(
            starts_on=now.date(), categories=["led"], suspended_at=suspended
        )
    page = sign_in(make_manager()).get(url(stays, goes))
    assert "One membership is suspended" in page.text
    assert "Make them one" not in page.text


def test_an_organisation_is_no_second_record_of_itself() -> None:
    here, _other = two()
    assert sign_in(make_manager()).get(url(here, here)).status_code == 404


def test_editors_make_nothing_one() -> None:
    stays, goes = two()
    assert sign_in(make_staff(EDITORS)).get(url(stays, goes)).status_code == 403


def test_old_address_in_the_admin_leads_to_what_is_left() -> None:
    stays, gone = merged()
    answer = sign_in(make_staff()).get(reverse("admin:network_organisation_change", args=[gone]))
    assert answer.headers["Location"] == reverse(
        "admin:network_organisation_change", args=[stays.pk]
    )


@pytest.mark.parametrize(("belongs", "status"), [(True, 302), (False, 404)])
def test_old_address_of_ones_organisation_leads_its_people_on(belongs: bool, status: int) -> None:
    stays, gone = merged()
    person = make_person()
    if belongs:
        stays.affiliations.create(user=person, role="member", started_at=timezone.now())
    client = sign_in(person, factor=False)
    assert client.get(reverse("network:organisation", args=[gone])).status_code == status


def test_coordinator_looks_back_and_that_is_in_the_log() -> None:
    merged()
    record = OrganisationMerge.objects.get()
    client = sign_in(make_staff())
    page = client.get(reverse("admin:network_organisationmerge_change", args=[record.pk]))
    back = reverse("admin:network_organisationmerge_before", args=[record.pk])
    assert back in page.text
    assert client.post(back).json()["goes"]["record"]["name"] == "Aber Woman"
    assert AuditEntry.objects.filter(action="organisation.look-back").count() == 1


def test_manager_does_not_look_back() -> None:
    merged()
    back = reverse(
        "admin:network_organisationmerge_before", args=[OrganisationMerge.objects.get().pk]
    )
    assert sign_in(make_manager()).post(back).status_code == 403


def test_what_is_forgotten_is_not_there_to_look_back_at() -> None:
    merged()
    OrganisationMerge.objects.update(sealed=b"")
    record = OrganisationMerge.objects.get()
    client = sign_in(make_staff())
    back = reverse("admin:network_organisationmerge_before", args=[record.pk])
    assert client.post(back).status_code == 404
    page = client.get(reverse("admin:network_organisationmerge_change", args=[record.pk]))
    assert back not in page.text
