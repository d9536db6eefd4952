"""The directory: who finds whom, by what they may see and by nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.choices import Region
from network.directory import TILES, Audience, Part
from network.models import DirectoryEntry, Listing, Membership
from portal.staff_groups import COORDINATORS, EVENTS_OFFICERS
from tests.factories.directory import EVERY_PART, contact_of, make_listed
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
DIRECTORY = reverse("network:directory")
# A word that stands in one part alone, by the part.
PLANTED: dict[str, dict[str, Any]] = {
    "description": {"description": "Quillwort evenings"},
    "advice": {"advice": "Quillwort evenings"},
    "email": {"email": "quillwort@example.org"},
    "phone": {"phone": "020 7946 0987"},
    "website": {"organisation": {"website": "https://quillwort.example.org"}},
    "themes": {"themes": ["faith"]},
    "regions": {"organisation": {"regions": ["scotland"]}},
    "settings": {"organisation": {"settings": ["through-the-gate"]}},
}
SHOWN_AS = {
    "description": "Quillwort evenings",
    "advice": "Quillwort evenings",
    "email": "quillwort@example.org",
    "phone": "020 7946 0987",
    "website": "https://quillwort.example.org",
    "themes": "Faith and culture",
    "regions": "Scotland",
    "settings": "Through the gate",
}
SEARCHED_AS = {"description": "quillwort", "advice": "quillwort", "themes": "faith",
               "regions": "scotland", "settings": "gate"}  # fmt: skip
FILTERED_AS = {"themes": "theme=faith", "regions": "region=scotland",
               "settings": "setting=through-the-gate"}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_counted_before() -> None:
    caches["pages"].clear()


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{DIRECTORY}?{query}")
    return [card["name"] for card in page.context["cards"]]


def member_client() -> Client:
    """A person of another member, which is not in the directory."""
    other = make_listed("Zinnia House", Audience.NOBODY)
    return sign_in(contact_of(other))


def hidden(part: str, shown_to: Audience = Audience.EVERYBODY) -> Listing:
    """Everybody sees every part but one, which nobody sees."""
    others = [one for one in EVERY_PART if one != part]
    return make_listed("Aspen Circle", shown_to, for_everybody=others, **PLANTED[part])


def page_of(client: Client, listing: Listing) -> str:
    return client.get(reverse("network:directory_entry", args=[listing.slug])).content.decode()


def test_visitors_find_those_shown_to_everybody_in_order() -> None:
    make_listed("Cedar Works")
    make_listed("Aspen Circle")
    make_listed("Birch Home", Audience.MEMBERS)
    make_listed("Damson Lane", Audience.NOBODY)
    assert names(Client()) == ["Aspen Circle", "Cedar Works"]


def test_members_find_those_for_members_too() -> None:
    make_listed("Aspen Circle")
    make_listed("Birch Home", Audience.MEMBERS)
    make_listed("Damson Lane", Audience.NOBODY)
    assert names(member_client()) == ["Aspen Circle", "Birch Home"]


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": timezone.localdate() - timedelta(days=1)},
        {"suspended_at": timezone.now()},
        {"starts_on": timezone.localdate() + timedelta(days=1)},
    ],
)
def test_whose_membership_does_not_run_is_gone_at_once(change: dict[str, Any]) -> None:
    listing = make_listed("Aspen Circle")
    Membership.objects.filter(organisation=listing.organisation).update(**change)

    assert names(Client()) == []
    page = Client().get(reverse("network:directory_entry", args=[listing.slug]))
    assert page.status_code == 404


def test_people_of_a_lapsed_member_see_what_everybody_sees() -> None:
    make_listed("Birch Home", Audience.MEMBERS)
    client = member_client()
    assert names(client) == ["Birch Home"]
    day = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(organisation__name="Zinnia House").update(
        starts_on=day, ends_on=day, ending="lapsed"
    )
    assert names(client) == []


@pytest.mark.parametrize("group", [COORDINATORS, EVENTS_OFFICERS])
def test_staff_with_their_second_factor_see_what_members_see(group: str) -> None:
    make_listed("Birch Home", Audience.MEMBERS)
    staff = make_staff(group)
    assert [names(sign_in(staff, factor=False)), names(sign_in(staff))] == [[], ["Birch Home"]]


def test_page_for_members_is_not_there_for_visitors() -> None:
    listing = make_listed("Birch Home", Audience.MEMBERS)
    url = reverse("network:directory_entry", args=[listing.slug])
    assert [Client().get(url).status_code, member_client().get(url).status_code] == [404, 200]


@pytest.mark.parametrize("part", EVERY_PART)
def test_part_shown_to_everybody_is_on_the_page(part: str) -> None:
    listing = make_listed("Aspen Circle", **PLANTED[part])
    assert SHOWN_AS[part] in page_of(Client(), listing)


@pytest.mark.parametrize("part", EVERY_PART)
def test_hidden_part_is_on_no_page(part: str) -> None:
    listing = hidden(part)
    for client in (Client(), member_client()):
        assert page_of(client, listing).count(SHOWN_AS[part]) == 0
        assert str(client.get(DIRECTORY).context["cards"]).count(SHOWN_AS[part]) == 0


@pytest.mark.parametrize("part", SEARCHED_AS)
def test_search_finds_what_is_shown_and_nothing_that_is_hidden(part: str) -> None:
    query = f"q={SEARCHED_AS[part]}"
    shown = make_listed("Shown Centre", **PLANTED[part])
    assert names(Client(), query) == [shown.organisation.name]
    shown.delete()
    hidden(part)
    assert [names(Client(), query), names(member_client(), query)] == [[], []]


@pytest.mark.parametrize("part", FILTERED_AS)
def test_filter_finds_what_is_shown_and_nothing_that_is_hidden(part: str) -> None:
    shown = make_listed("Shown Centre", **PLANTED[part])
    hidden(part)
    assert names(member_client(), FILTERED_AS[part]) == [shown.organisation.name]


@pytest.mark.parametrize("part", SEARCHED_AS)
def test_part_for_members_is_found_by_members_alone(part: str) -> None:
    make_listed("Aspen Circle", for_everybody=[], for_members=[part], **PLANTED[part])
    query = f"q={SEARCHED_AS[part]}"
    assert [names(Client(), query), names(member_client(), query)] == [[], ["Aspen Circle"]]


@pytest.mark.parametrize("typed", ["quilwort", "Quillwrot", "qillwort evning", "QUILLWÓRT"])
def test_typing_mistakes_and_accents_are_forgiven(typed: str) -> None:
    make_listed("Aspen Circle", **PLANTED["description"])
    make_listed("Birch Home")
    assert names(Client(), f"q={typed}") == ["Aspen Circle"]


def test_name_counts_more_than_what_is_said() -> None:
    make_listed("Aspen Circle", description="We work with Mistletoe Trust.")
    make_listed("Mistletoe Trust")
    assert names(Client(), "q=mistletoe") == ["Mistletoe Trust", "Aspen Circle"]


def test_words_that_nearly_match_hide_no_exact_ones() -> None:
    make_listed("Harbour Home")
    make_listed("Harbours Ltd", description="")
    page = Client().get(f"{DIRECTORY}?q=harbour")
    assert page.context["is_near"] is False


@pytest.mark.parametrize(
    "query",
    [
        "q=%27%22%26|!",
        "q=a",
        "q=%F0%9F%92%A9",
        "page=-1",
        "page=9e9",
        "region=atlantis",
        "theme=x&setting=y",
    ],
)
def test_odd_questions_get_a_page(query: str) -> None:
    make_listed("Aspen Circle")
    assert Client().get(f"{DIRECTORY}?{query}").status_code == 200


def test_tiles_and_list_say_how_many_by_region_and_keep_what_was_asked() -> None:
    make_listed("Aspen Circle", organisation={"regions": ["wales", "london"]})
    make_listed("Birch Home", organisation={"regions": ["wales"]})
    make_listed("Cedar Works", organisation={"settings": ["courts"]})
    context = Client().get(f"{DIRECTORY}?setting=community&region=london&page=1").context
    numbers = {one.tile.region.value: one.number for one in context["tiles"] if one.number}
    assert (numbers, context["everywhere"]) == ({"wales": 2, "london": 1}, 2)
    wales = next(one for one in context["tiles"] if one.tile.region == Region.WALES)
    assert wales.url == f"{DIRECTORY}?setting=community&region=wales"
    assert names(Client(), "setting=community&region=london") == ["Aspen Circle"]


def test_every_region_has_its_tile_and_none_lies_on_another() -> None:
    assert {tile.region for tile in TILES} == set(Region)
    corners = {(tile.x, tile.y) for tile in TILES}
    assert len(corners) == len(TILES)


def test_pages_keep_what_was_asked_there_and_back() -> None:
    for number in range(21):
        make_listed(f"Aspen {number:02}")
    page = Client().get(f"{DIRECTORY}?region=london&page=2")
    [card] = page.context["cards"]
    assert card["name"] == "Aspen 20"
    assert card["url"].endswith("?region=london&page=2")
    assert Client().get(card["url"]).context["back"] == f"{DIRECTORY}?region=london&page=2"
    assert f"{DIRECTORY}?region=london" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_as_many_queries_however_many_there_are(
    rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        make_listed(f"Aspen {number}")
    client = Client()
    client.get(DIRECTORY)  # fills the process's caches
    with django_assert_num_queries(2):
        client.get(f"{DIRECTORY}?q=aspen")
    with django_assert_num_queries(4):
        client.get(f"{DIRECTORY}?q=aspne")


def test_number_from_before_hides_nobody() -> None:
    make_listed("Aspen Circle")
    assert names(Client()) == ["Aspen Circle"]
    make_listed("Birch Home")
    assert names(Client()) == ["Aspen Circle", "Birch Home"]


def test_statutory_members_are_marked() -> None:
    listing = make_listed("County Probation", organisation={"sector": "statutory"})
    assert "Statutory body" in page_of(Client(), listing)
    assert Client().get(DIRECTORY).context["cards"][0]["mark"] == "Statutory body"


def test_new_name_and_region_are_found_at_once() -> None:
    listing = make_listed("Aspen Circle")
    here = listing.organisation
    here.name, here.regions = "Rowan Circle", ["scotland"]
    here.save()
    assert names(Client(), "q=rowan&region=scotland") == ["Rowan Circle"]
    assert names(Client(), "q=aspen") == []


def test_taken_off_by_the_co_ordinator_it_is_for_members_alone() -> None:
    listing = make_listed("Aspen Circle")
    listing.organisation.is_publicly_listed = False
    listing.organisation.save()
    assert [names(Client()), names(member_client())] == [[], ["Aspen Circle"]]


def test_entries_hold_nothing_but_what_their_audience_sees() -> None:
    make_listed("Aspen Circle", for_everybody=[Part.WEBSITE.value], for_members=[Part.EMAIL.value])
    rows = DirectoryEntry.objects.order_by("audience").values_list(
        "audience", "website", "email", "phone", "description", "themes", "takes_questions"
    )
    site = "https://aspen.example.org"
    assert list(rows) == [
        ("everybody", site, "", "", "", [], False),
        ("members", site, "hello@example.org", "", "", [], True),
    ]
