"""What the documents for operators and auditors name is there."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["README.md", "docs/asvs.md", "docs/dpia.md", "docs/operations.md"]
NAMED = re.compile(
    r"`((?:[a-z_]+/)+[\w.-]+\.(?:py|md|html|txt|yaml|example)|(?:deploy|docs|tests)/[\w/]*)`"
)
REQUIREMENT = re.compile(r"V\d+\.\d+\.\d+")

# How many requirements each chapter of ASVS 5.0.0 has at levels 1 and 2.
CHAPTERS = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7,
    10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16, 17: 7,
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_a_document_names_are_there(name: str) -> None:
    named = set(NAMED.findall((ROOT / name).read_text()))
    assert {one for one in named if not (ROOT / one).exists()} == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_that_a_document_names_exist(name: str) -> None:
    text = " ".join((ROOT / name).read_text().split())
    named = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert named - set(get_commands()) == set()


def test_every_requirement_is_answered_once() -> None:
    rows = re.findall(r"^\| (V\d[^|]*)\|", (ROOT / "docs/asvs.md").read_text(), re.MULTILINE)
    found = [number for row in rows for number in REQUIREMENT.findall(row)]
    counts = Counter(int(number[1:].split(".")[0]) for number in set(found))
    assert (counts, len(found)) == (CHAPTERS, 253)


def test_each_answer_is_one_of_three() -> None:
    text = (ROOT / "docs/asvs.md").read_text().split("## V1 ", 1)[1]
    answers = re.findall(r"^\| V\d[^|]*\| ([^|]*) \|", text, re.MULTILINE)
    assert set(answers) == {"met", "partly", "**not met**"}
