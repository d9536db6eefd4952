"""The words by which the directory forgives typing mistakes: whose they are, and how long."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import reverse

from network import tasks
from network.actions import listings
from network.actions.words import sweep_words
from network.directory import Audience, Part
from network.models import DirectoryEntry, DirectoryWord, Listing, words_near
from network.models.words import LONGEST, MOST_NEAR, MOST_TYPED, TYPED, words_of
from tests.factories.applicants import NOW
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


@pytest.mark.parametrize("typed", ["tsurt", "thirst", "tx", "tsu", "st", "turset"])
def test_what_is_further_away_is_another_word(typed: str) -> None:
    bare("Trust", "")
    assert names(typed) == []


@pytest.mark.parametrize("typed", ["rsetelmenet", "setlementre", "resettle ment"])
def test_three_slips_in_a_long_word_are_too_many(typed: str) -> None:
    bare("Resettlement", "")
    assert names(typed) == []


def test_a_small_word_that_is_left_out_of_the_search_does_no_harm() -> None:
    bare("Aspen", "From the front")
    assert names("fron") == ["Aspen"]
    bare("Birch", "Just from")
    assert names("fron") == ["Aspen"]


@pytest.mark.parametrize("typed", ["o'connro", r"back\slahs", "'; dorp", "connro&slahs|", "%slahs"])
def test_signs_of_the_query_language_do_no_harm(typed: str) -> None:
    bare("O'Connor", r"back\slash and 'drop' or a&b|c:*, o'connor.example.org/it's?a='b\c'")
    assert names(typed) == ["O'Connor"]


@pytest.mark.parametrize("typed", ["Ọ̀ṣumni", "osumni", "Ọ̀ṣunmí", "O\u0323\u0300s\u0323umni"])
def test_accents_of_every_kind_are_forgiven(typed: str) -> None:
    bare("Ọ̀ṣunmi Circle", "")
    assert names(typed) == ["Ọ̀ṣunmi Circle"]


def test_words_in_other_scripts_stay_whole() -> None:
    bare("हिन्दी", "Кириллица")
    assert [names("हिन्दि"), names("кирилица")] == [["हिन्दी"]] * 2


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


def test_words_longer_than_any_that_is_kept_are_cut() -> None:
    kept = "x" * 25
    bare("Aspen", kept)
    assert (kept in known(), names(f"{kept}xx"), names("x" * 200)) == (True, ["Aspen"], ["Aspen"])


@pytest.mark.parametrize("sign", ["x", "⅒", "⒇", "ⅷ", "ß", "㎯", "ﷺ"])
def test_what_is_taken_apart_is_short_whatever_was_typed(sign: str) -> None:
    values = {"typed": words_of(" ".join([f"x{sign * 26}"] * 50)), "longest": LONGEST}
    with connection.cursor() as cursor:
        cursor.execute(TYPED + "SELECT count(*), coalesce(max(length(word)), 0) FROM typed", values)
        count, length = cursor.fetchone()
    assert (count <= MOST_TYPED, length <= LONGEST) == (True, True)


def test_a_look_before_saving_brings_no_words() -> None:
    listing = bare("Aspen", "Choirs")
    values = {name: getattr(listing, name) for name in listings.VALUES}
    shown = listings.preview(
        organisation=listing.organisation, values=values | {"description": "Drama"}, now=NOW
    )
    assert shown.everybody
    assert shown.everybody.description == "Drama"
    newest = DirectoryWord.objects.latest("pk").pk
    bare("Birch", "Drama")
    assert "drama" in known()
    assert set(DirectoryWord.objects.filter(pk__gt=newest).values_list("word", flat=True)) == {
        "birch", "drama",
    }  # fmt: skip


def test_no_more_than_a_few_words_are_looked_for() -> None:
    bare("Aspen", " ".join(f"choir{one}{other}" for one in "abcdef" for other in "ghij"))
    near = words_near("choir", Audience.EVERYBODY)
    assert near is not None
    assert near.any.count("'") == 2 * MOST_NEAR
