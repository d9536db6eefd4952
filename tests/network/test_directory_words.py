"""The words by which the directory forgives typing mistakes: whose they are, and how long."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from network import tasks
from network.actions.words import sweep_words
from network.directory import Audience, Part
from network.models import DirectoryEntry, DirectoryWord, Listing, words_near
from network.models.words import MOST_NEAR
from tests.factories.directory import EVERY_PART, contact_of, make_listed
from tests.factories.staff import sign_in

pytestmark = pytest.mark.django_db
DIRECTORY = reverse("network:directory")


@pytest.fixture(autouse=True)
def _nothing_counted_before() -> None:
    caches["pages"].clear()


def names(typed: str, client: Client | None = None) -> list[str]:
    page = (client or Client()).get(f"{DIRECTORY}?q={quote(typed)}")
    return [card["name"] for card in page.context["cards"]]


def known(audience: Audience = Audience.EVERYBODY) -> list[str]:
    words = DirectoryWord.objects.filter(audience=audience).order_by("word")
    return list(words.values_list("word", flat=True))


def bare(name: str, description: str) -> Listing:
    """Shows its name and description, to everybody."""
    shown = [Part.DESCRIPTION.value]
    return make_listed(name, description=description, for_everybody=shown)


def test_words_are_kept_once_without_accents_capitals_and_short_ones() -> None:
    bare("Café Trust", "A café: CAFE, at 7.")
    bare("Trust", "Café")
    assert known() == ["cafe", "trust"]


def test_words_come_with_a_change_and_stay_until_they_are_sorted_out() -> None:
    listing = bare("Aspen", "Choirs")
    listing.description = "Drama"
    listing.save()
    assert known() == ["aspen", "choirs", "drama"]
    assert names("choris") == []
    assert [sweep_words(), sweep_words()] == [2, 0]  # of members' words, too
    assert known() == ["aspen", "drama"]


def test_what_stands_twice_goes_and_what_is_missing_comes_back(settings: Any) -> None:
    bare("Aspen", "Choirs")
    DirectoryWord.objects.filter(word="choirs").delete()
    DirectoryWord.objects.create(audience=Audience.EVERYBODY, word="aspen")
    assert names("aspne") == ["Aspen"]
    tasks.sweep_words()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.sweep_words.name in scheduled
    assert (known(), known(Audience.MEMBERS)) == (["aspen", "choirs"],) * 2


def test_mistyped_words_find_nothing_that_is_for_members_alone() -> None:
    others = [one for one in EVERY_PART if one != "advice"]
    listing = make_listed(for_everybody=others, for_members=["advice"], advice="Quillwort")
    member = sign_in(contact_of(listing))
    assert [names("quilwort"), names("quilwort", member)] == [[], ["Aspen Circle"]]
    assert words_near("quilwort", Audience.EVERYBODY) is None


def test_every_word_must_stand_nearly_so_in_the_same_entry() -> None:
    bare("Aspen Circle", "Mentoring")
    bare("Birch Home", "Choirs")
    assert names("aspne mentorign") == ["Aspen Circle"]
    assert names("aspne choris") == []
    assert names("aspne xylophones") == []


def test_the_likeliest_word_comes_first() -> None:
    bare("Aspen", "Harmful")
    bare("Birch", "Harbour")
    bare("Cedar", "Harb")
    assert names("harbuor") == ["Birch"]
    assert names("harb") == ["Cedar"]
    assert names("harbo") == ["Cedar", "Birch"]


@pytest.mark.parametrize(
    "typed", ["turst", "trsut", "rtust", "trut", "trrust", "trost", "truste", "tru"]
)
def test_one_slip_in_a_short_word_is_forgiven(typed: str) -> None:
    bare("Trust", "More often than not")
    assert names(typed) == ["Trust"]


@pytest.mark.parametrize("typed", ["resetlement", "ressetlement", "resetltement", "rezettlemant"])
def test_two_slips_in_a_long_word_are_forgiven(typed: str) -> None:
    bare("Aspen", "Resettlement")
    bare("Birch", "Settlement")
    assert names(typed)[0] == "Aspen"


@pytest.mark.parametrize("typed", ["tsurt", "trusting", "rust", "tx", "tsu"])
def test_what_is_further_away_is_another_word(typed: str) -> None:
    bare("Trinity", "")
    assert names(typed) == []


def test_a_small_word_that_is_left_out_of_the_search_does_no_harm() -> None:
    bare("Aspen", "From the front")
    assert names("fron") == ["Aspen"]
    bare("Birch", "Just from")
    assert names("fron") == ["Aspen"]


@pytest.mark.parametrize("typed", ["o'connro", r"back\slahs", "'; drop", "a&b|c:* !d", "(((", "%s"])
def test_signs_of_the_query_language_are_words_like_others(typed: str) -> None:
    bare("O'Connor", r"back\slash and 'drop' or a&b|c:*, o'connor.example.org/it's?a='b\c'")
    assert names(typed) in ([], ["O'Connor"])


@pytest.mark.parametrize("typed", ['"aspne choris"', "aspne, choris.", "the aspne/choris for you"])
def test_signs_and_small_words_do_not_count(typed: str) -> None:
    bare("Aspen", "Choirs")
    assert names(typed) == ["Aspen"]


@pytest.mark.parametrize("typed", ["the", "for the from", "!!!!", "of a"])
def test_small_words_alone_find_nobody(typed: str) -> None:
    bare("Aspen", "Choirs")
    assert names(typed) == []


@pytest.mark.parametrize("sign", ["'", "\\", "\\'", "'\\''", "&", "|!", ":*", "(", "%", "<->"])
def test_any_word_that_is_kept_can_be_looked_for(sign: str) -> None:
    DirectoryWord.objects.create(audience=Audience.EVERYBODY, word=f"quillwort{sign}")
    near = words_near("quillwort", Audience.EVERYBODY)
    assert near is not None
    assert list(DirectoryEntry.objects.coming_near(near.any, near.nearest)) == []


def test_words_longer_than_any_that_is_kept_are_not_taken_apart(
    django_assert_num_queries: Any,
) -> None:
    kept = "x" * 25
    bare("Aspen", kept)
    assert (kept in known(), names(f"{kept}xx")) == (True, ["Aspen"])
    with django_assert_num_queries(0):
        assert words_near("x" * 200, Audience.EVERYBODY) is None


def test_no_more_than_a_few_words_are_looked_for() -> None:
    bare("Aspen", " ".join(f"choir{one}{other}" for one in "abcdef" for other in "ghij"))
    near = words_near("choir", Audience.EVERYBODY)
    assert near is not None
    assert near.any.count("'") == 2 * MOST_NEAR
