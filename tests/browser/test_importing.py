"""A co-ordinator brings in a list of members, decides, takes it over and invites."""

import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from network.actions import importing
from network.models import Organisation
from tests.browser.conftest import SIZES, NewVisitor
from tests.factories.applications import make_organisation
from tests.factories.imports import csv_of, row
from tests.factories.staff import make_staff

LONG = "The Federation of Kola Nut and Baobab Resettlement, Mentoring and Family Support Projects"


@pytest.mark.parametrize("size", SIZES)
def test_a_list_is_brought_in_decided_about_and_taken_over(
    new_visitor: NewVisitor, size: str, tmp_path: Path
) -> None:
    make_organisation("Hope Street")
    rows = row(LONG, email="ada@example.org"), row("Hope Street"), row("Kite", since="soon")
    file = tmp_path / f"{uuid.uuid4().hex}.csv"
    headings = (
        "Organisation",
        "Member since",
        "Categories",
        "Why a member",
        "Charity no",
        "E-mail",
    )
    file.write_bytes(csv_of(*rows, headings=headings))

    staff = new_visitor(size, javascript=size == "desktop", name="importer")
    staff.become(make_staff(), second_factor=True)
    staff.open("/admin/network/memberimport/")
    staff.follow("Bring in a list of members", "Bring in a list of members")
    staff.page.get_by_label("The list, as an Excel").set_input_files(file)
    staff.press("Look at the list", "What do the columns mean?")
    staff.select("Basis", "Why a member")
    staff.press("Look through the rows", file.name)
    expect(staff.page.get_by_text("0% done")).to_be_visible()
    importing.work_off(now=timezone.now())
    staff.follow("See how far it is", file.name)
    staff.tick("It is another organisation")
    staff.press("Keep what I chose", file.name)
    staff.follow("Take over what is ready", "Take these members over?")
    staff.press("Yes, go on", file.name)
    importing.work_off(now=timezone.now())
    staff.open(staff.page.url.partition("/admin/")[2].join(["/admin/", ""]))
    staff.follow("Invite the contacts", "Invite the contacts?")
    assert Organisation.objects.filter(imported__isnull=False).count() == 2
