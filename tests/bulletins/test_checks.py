"""What is found before a bulletin is approved: each rule by itself."""

from dataclasses import replace

import pytest

from bulletins.checks import (
    AudienceFacts,
    Facts,
    ItemFacts,
    SectionFacts,
    Source,
    Target,
    findings,
)

ITEM = ItemFacts(1, "A project grows", source="post-1")
MEMBERS = AudienceFacts("Members", True, 20_000, "text", 10)
SECTOR = AudienceFacts("The wider sector", False, 20_000, "text", 10)
GOOD = Facts(
    subject="E-bulletin, winter 2026",
    introduction="What happened.",
    sections=[SectionFacts(1, "News", [ITEM])],
    audiences=[MEMBERS, SECTOR],
)


def with_items(*items: ItemFacts) -> Facts:
    return replace(GOOD, sections=[SectionFacts(1, "News", items)])


def leading(target: Target, *, item: ItemFacts = ITEM, to: AudienceFacts = SECTOR) -> Facts:
    """The bulletin with one link, which leads there for one audience."""
    link = "https://portal.example.org/x/"
    facts = with_items(replace(item, links=[link]))
    audiences = [
        replace(one, targets={link: target}) if one == to else one for one in GOOD.audiences
    ]
    return replace(facts, audiences=audiences)


def said(facts: Facts) -> list[tuple[bool, str, str]]:
    return [(one.blocks, one.what, one.place) for one in findings(facts)]


def test_nothing_strikes_in_a_good_one() -> None:
    assert findings(GOOD) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(GOOD, introduction=" "), (True, "There is no introduction.", "details")),
        (
            replace(GOOD, subject="x" * 61),
            (False, "The subject has 61 characters: a phone shows about 60.", "details"),
        ),
        (
            replace(GOOD, sections=[*GOOD.sections, SectionFacts(2, "Events")]),
            (False, "The section “Events” is empty.", "section-2"),
        ),
        (
            with_items(ITEM, replace(ITEM, pk=2, title="Again")),
            (True, "“Again” is in it twice.", "item-2"),
        ),
        (
            with_items(replace(ITEM, stands=Source.UNTAKEN)),
            (
                True,
                "“A project grows” was declined or sent back to its member since it was put in.",
                "item-1",
            ),
        ),
        (
            with_items(replace(ITEM, stands=Source.OFF)),
            (False, "The post of “A project grows” is not published any more.", "item-1"),
        ),
        (
            with_items(replace(ITEM, picture_words="  ")),
            (
                True,
                "The picture of “A project grows” has no words for people who cannot see it.",
                "item-1",
            ),
        ),
        (
            with_items(replace(ITEM, picture_words="IMG_2041.jpg")),
            (
                False,
                "The words for the picture of “A project grows” look like the name of a file.",
                "item-1",
            ),
        ),
        (
            with_items(replace(ITEM, has_text=False)),
            (False, "“A project grows” has neither text nor link.", "item-1"),
        ),
        (
            with_items(replace(ITEM, is_for_members=True)),
            (True, "There is nothing in it for: The wider sector.", "details"),
        ),
        (
            replace(GOOD, audiences=[replace(MEMBERS, weight=100_001), SECTOR]),
            (True, "The mail to Members weighs 100 kB: more than 100 are cut off.", ""),
        ),
        (
            replace(GOOD, audiences=[replace(MEMBERS, text="\n"), SECTOR]),
            (True, "The mail to Members has no plain text.", ""),
        ),
        (
            replace(GOOD, audiences=[MEMBERS, replace(SECTOR, recipients=0)]),
            (False, "Nobody is on the list of: The wider sector.", ""),
        ),
        (
            replace(GOOD, audiences=[replace(SECTOR, recipients=0)]),
            (True, "Nobody would get it.", "details"),
        ),
        (
            leading(Target.DEAD),
            (True, "The link https://portal.example.org/x/ leads nowhere.", "item-1"),
        ),
        (
            leading(Target.HIDDEN),
            (
                True,
                "The link https://portal.example.org/x/ cannot be read by: The wider sector.",
                "item-1",
            ),
        ),
        (
            leading(Target.STAFF),
            (True, "The link https://portal.example.org/x/ leads into the staff pages.", "item-1"),
        ),
        (
            leading(Target.PERSONAL, to=MEMBERS),
            (
                True,
                "The link https://portal.example.org/x/ leads to somebody's personal page.",
                "item-1",
            ),
        ),
    ],
)
def test_rule_says_what_is_wrong_and_where(facts: Facts, expected: tuple[bool, str, str]) -> None:
    assert said(facts) == [expected]


def test_link_in_an_item_for_members_need_not_be_read_by_others() -> None:
    hidden = leading(Target.HIDDEN, item=replace(ITEM, is_for_members=True))
    facts = replace(
        hidden, sections=[*hidden.sections, SectionFacts(2, "More", [ItemFacts(2, "B")])]
    )

    assert findings(facts) == []


def test_what_blocks_comes_first() -> None:
    facts = replace(GOOD, subject="x" * 61, introduction="")

    assert [one.blocks for one in findings(facts)] == [True, False]
