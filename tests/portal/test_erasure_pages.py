"""The pages on which somebody is erased: by themselves, or by staff on request."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from network.models import User
from portal.models import Erasure
from portal.staff_groups import EDITORS
from tests.factories.applicants import make_person
from tests.factories.people import make_team
from tests.factories.sign_in import sign_in
from tests.factories.staff import make_staff
from tests.factories.staff import sign_in as stale

pytestmark = pytest.mark.django_db
PAGE, FIND = reverse("account_erase"), "admin:portal_erasure_find"
SURE = {"is_sure": "on"}
ON_REQUEST = SURE | {"checked": "called-back"}


def ada() -> User:
    return make_person("ada@example.org", "Ada Example", phone="020 7946 0123")


def fresh(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def is_erased(user: User) -> bool:
    user.refresh_from_db()
    return user.is_erased


def test_the_page_says_what_goes_and_what_stays_and_erases_nothing() -> None:
    user = ada()
    text = fresh(user).get(PAGE).text
    words = ("Addresses", "Mail from us", "Invoices: tax law", "Erase everything")
    assert [word in text for word in words] == [True] * 4
    assert not is_erased(user)


def test_who_is_sure_is_erased_signed_out_and_told() -> None:
    user = ada()
    client = fresh(user)
    answer = client.post(PAGE, SURE)
    assert (answer.headers["Location"], is_erased(user)) == (reverse("account_erased"), True)
    assert client.get(answer.headers["Location"]).text.count("has been erased") > 0
    assert client.get(reverse("account_data")).status_code == 302


def test_who_does_not_tick_is_asked_to() -> None:
    user = ada()
    answer = fresh(user).post(PAGE)
    assert "Tick the box if you want everything above erased" in answer.text
    assert not is_erased(user)


def test_a_second_tab_leads_to_the_sign_in() -> None:
    user = ada()
    client, other = fresh(user), fresh(user)
    client.post(PAGE, SURE)
    assert other.post(PAGE, SURE).headers["Location"].startswith(reverse("account_login"))
    assert Erasure.objects.count() == 1


def test_only_who_signed_in_just_now_gets_there() -> None:
    user = ada()
    answer = stale(user, factor=False).post(PAGE, SURE)
    assert (answer.headers["Location"], is_erased(user)) == (reverse("account_data"), False)


def test_a_primary_contact_is_shown_the_way_and_is_not_erased() -> None:
    place = make_team()["primary"]
    client = fresh(place.user)
    pages = [client.get(PAGE).text, client.post(PAGE, SURE).text]
    way = reverse("network:organisation", args=[place.organisation_id])
    assert [(way in text, "Erase everything" in text) for text in pages] == [(True, False)] * 2
    assert not is_erased(place.user)


def test_staff_find_by_the_whole_address_and_look_it_over() -> None:
    user, client = ada(), stale(make_staff())
    answer = client.post(reverse(FIND), {"email": "Ada@example.org "})
    assert answer.headers["Location"] == reverse("admin:portal_erasure_person", args=[user.pk])
    assert "ada@example.org asked to be erased" in client.get(answer.headers["Location"]).text
    assert not is_erased(user)


def test_an_address_of_nobody_is_said() -> None:
    answer = stale(make_staff()).post(reverse(FIND), {"email": "nobody@example.org"})
    assert "Nobody signs in with this address." in answer.text


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (SURE, "Say how you made sure that it is they who ask"),
        ({"checked": "called-back"}, "Tick the box if they know what goes and what stays"),
    ],
)
def test_staff_say_how_they_checked_and_that_they_are_sure(sent: Any, fault: str) -> None:
    user = ada()
    url = reverse("admin:portal_erasure_person", args=[user.pk])
    assert fault in stale(make_staff()).post(url, sent).text
    assert not is_erased(user)


def test_staff_erase_on_request_once() -> None:
    user, client = ada(), stale(make_staff())
    url = reverse("admin:portal_erasure_person", args=[user.pk])
    answers = [client.post(url, ON_REQUEST).status_code for _press in range(2)]
    made = Erasure.objects.get()
    assert (answers, made.kind, made.checked) == ([302, 404], "request", "called-back")


def test_staff_without_the_right_erase_nobody() -> None:
    user = ada()
    url = reverse("admin:portal_erasure_person", args=[user.pk])
    assert stale(make_staff(EDITORS)).post(url, ON_REQUEST).status_code == 403
    assert not is_erased(user)


def test_staff_do_not_erase_each_other() -> None:
    other = make_staff(EDITORS)
    url = reverse("admin:portal_erasure_person", args=[other.pk])
    assert "They are staff" in stale(make_staff()).post(url, ON_REQUEST).text
    assert not is_erased(other)


def test_the_list_of_erasures_tells_of_nobody() -> None:
    user, client = ada(), stale(make_staff())
    client.post(reverse("admin:portal_erasure_person", args=[user.pk]), ON_REQUEST)
    text = client.get(reverse("admin:portal_erasure_changelist")).text
    assert ("ada@" in text, "I rang a number" in text) == (False, True)
