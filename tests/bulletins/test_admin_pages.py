"""The staff pages by which a bulletin is made and sent, as they are used."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bulletins.actions import composing, items, moving
from bulletins.models import Bulletin, BulletinSettings, Item
from bulletins.quarters import quarter_of
from bulletins.states import State
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import EDITORS, EVENTS_OFFICERS, MANAGERS
from tests.bulletins.test_gathering import event, post
from tests.factories.bulletins import approved, make_bulletin, scheduled, sending, subscribe
from tests.factories.pictures import JPEG
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
ADMIN = "/admin/bulletins/bulletin"


@pytest.fixture
def editor() -> Client:
    return sign_in(make_staff(EDITORS, name="Efua Editor"))


def url(bulletin: Bulletin, page: str = "change/") -> str:
    return f"{ADMIN}/{bulletin.pk}/{page}"


def hidden(text: str, name: str) -> str:
    """What a hidden box of the page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


def first_item(bulletin: Bulletin) -> Item:
    return Item.objects.filter(section__bulletin=bulletin).earliest("position")


# Calendar and beginning ------------------------------------------------------------------------


def test_calendar_warns_of_a_quarter_without_its_bulletin(editor: Client) -> None:
    text = editor.get(f"{ADMIN}/calendar/?year=2020").text

    assert text.count("This quarter went by without its e-bulletin.") == 4


def test_quarter_that_has_one_is_not_warned_of(editor: Client) -> None:
    quarter = quarter_of(timezone.localdate())
    assert "This quarter has no e-bulletin yet." in editor.get(f"{ADMIN}/calendar/").text

    make_bulletin(kind="quarterly", quarter_on=quarter.first_day, subject="Ours")

    text = editor.get(f"{ADMIN}/calendar/").text
    assert "This quarter has no e-bulletin yet." not in text
    assert "Ours" in text


@pytest.mark.parametrize("year", ["x", "-1", "1999", "99999999", "２０２６"])
def test_calendar_of_no_year_is_refused(editor: Client, year: str) -> None:
    assert editor.get(f"{ADMIN}/calendar/", {"year": year}).status_code == 400


def test_quarterly_is_proposed_and_begun_in_two_presses(editor: Client) -> None:
    page = editor.get(f"{ADMIN}/add/?quarter=2026-10-01")
    form = page.context["form"]
    assert form.initial["subject"] == "E-bulletin, autumn 2026"
    assert form.initial["slug"] == "e-bulletin-autumn-2026"

    data = {**form.initial, "goes_to_members": "on", "goes_to_sector": "on", "sections": "usual"}
    answer = editor.post(f"{ADMIN}/add/?quarter=2026-10-01", data)

    made = Bulletin.objects.get()
    assert answer.headers["Location"] == url(made)
    assert (made.kind, str(made.quarter_on)) == ("quarterly", "2026-10-01")
    assert list(made.sections.order_by("position").values_list("heading", flat=True)) == [
        "From the network", "News from members", "Policy and practice", "Events",
    ]  # fmt: skip


def test_sections_of_the_last_one_can_be_taken(editor: Client) -> None:
    make_bulletin(kind="newsletter")
    data = {"subject": "Next", "slug": "next", "goes_to_members": "on", "sections": "last"}

    editor.post(f"{ADMIN}/add/?kind=newsletter", data)

    made = Bulletin.objects.get(slug="next")
    assert list(made.sections.values_list("heading", flat=True)) == ["News of members"]


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("news", "Another page has this web address. Choose another"),
        ("taken", "Another bulletin has this web address. Choose another"),
        ("no slug", "Use small letters, digits and dashes only"),
        ("", "Enter a web address"),
    ],
)
def test_address_that_cannot_be_is_refused(editor: Client, slug: str, said: str) -> None:
    make_bulletin(slug="taken")
    data = {"subject": "Next", "slug": slug, "goes_to_members": "on", "sections": "usual"}

    answer = editor.post(f"{ADMIN}/add/?kind=newsletter", data)

    assert answer.context["form"].errors["slug"] == [said]
    assert Bulletin.objects.count() == 1


def test_it_goes_to_somebody(editor: Client) -> None:
    answer = editor.post(f"{ADMIN}/add/?kind=newsletter", {"subject": "Next", "slug": "next"})

    assert "goes_to_members" in answer.context["form"].errors


def test_alert_is_begun_from_a_policy_post(editor: Client) -> None:
    row = post(kind="policy", slug="new-rules", title="New rules", summary="They begin in May.")
    at = f"{ADMIN}/add/?post={row.pk}"
    initial = editor.get(at).context["form"].initial

    editor.post(at, initial)

    made = Bulletin.objects.get()
    assert (made.kind, made.subject, made.goes_to_sector) == ("policy-alert", "New rules", False)
    assert Item.objects.get(section__bulletin=made).post == row


def test_notice_is_begun_from_an_event(editor: Client) -> None:
    row = event(title="Spring briefing", summary="Two hours online.")
    at = f"{ADMIN}/add/?event={row.pk}"

    editor.post(at, editor.get(at).context["form"].initial)

    assert Item.objects.get(section__bulletin__kind="event-notice").event == row


def test_digest_is_not_begun_by_hand(editor: Client) -> None:
    assert "kinds" in editor.get(f"{ADMIN}/add/?kind=weekly-digest").context


# Composing -------------------------------------------------------------------------------------


def test_what_came_in_is_ticked_at_first_and_goes_in_at_once(editor: Client) -> None:
    bulletin = make_bulletin()
    Item.objects.all().delete()
    row = post()
    assert editor.get(url(bulletin)).text.count("checked") == 1

    answer = editor.post(url(bulletin, "pick/"), {"pick": [f"post-{row.pk}"]})

    assert answer.headers["Location"] == url(bulletin) + "#content-list"
    assert Item.objects.get(section__bulletin=bulletin).post == row
    assert "Is in" in editor.get(url(bulletin)).text


def test_item_is_edited_and_leads_back_to_where_it_stands(editor: Client) -> None:
    bulletin = make_bulletin()
    item = first_item(bulletin)
    page = editor.get(url(bulletin, f"items/{item.pk}/"))
    data = {
        "seen": hidden(page.text, "seen"), "title": "Grown", "text": "Now three.",
        "link": "example.org/a", "section": item.section_id, "is_for_members": "on",
    }  # fmt: skip

    answer = editor.post(url(bulletin, f"items/{item.pk}/"), data)

    assert answer.headers["Location"] == url(bulletin) + f"#item-{item.pk}"
    item.refresh_from_db()
    assert (item.title, item.link, item.is_for_members) == ("Grown", "https://example.org/a", True)


def test_stale_page_keeps_what_was_typed_and_says_who_was_quicker(editor: Client) -> None:
    bulletin = make_bulletin()
    item = first_item(bulletin)
    at = url(bulletin, f"items/{item.pk}/")
    seen = hidden(editor.get(at).text, "seen")
    ben = make_staff(name="Ben Quick")
    composing.add_section(bulletin=bulletin, heading="X", by=ben, now=timezone.now())
    data = {"seen": seen, "title": "Typed", "text": "All of this.", "section": item.section_id}

    answer = editor.post(at, data)

    assert "Ben Quick changed this bulletin meanwhile." in answer.text
    assert "All of this." in answer.text
    assert hidden(answer.text, "seen") != seen
    assert first_item(bulletin).title == item.title
    editor.post(at, data | {"seen": hidden(answer.text, "seen")})
    assert first_item(bulletin).title == "Typed"


@pytest.mark.parametrize("page", ["sections/{section}/move/", "items/{item}/move/"])
def test_stale_button_moves_nothing(editor: Client, page: str) -> None:
    bulletin = make_bulletin()
    composing.add_section(bulletin=bulletin, heading="X", by=make_staff(), now=timezone.now())
    item = first_item(bulletin)
    at = url(bulletin, page.format(section=item.section_id, item=item.pk))
    before = list(Item.objects.order_by("pk").values_list("position", "section__position"))

    text = editor.post(at, {"way": "down", "seen": "2020"}, follow=True).text

    assert "changed this bulletin meanwhile" in text
    assert list(Item.objects.order_by("pk").values_list("position", "section__position")) == before


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"title": ""}, "title", "Enter a title"),
        ({"link": "javascript:alert(1)"}, "link", "Enter an address that begins with https://"),
        ({"section": "999999"}, "section", "Choose a section from the list"),
        ({"text": "a\0b"}, "text", "Null characters are not allowed."),
    ],
)
def test_item_that_cannot_be_is_refused(
    editor: Client, data: dict[str, str], field: str, said: str
) -> None:
    bulletin = make_bulletin()
    section = bulletin.sections.get().pk
    good = {"title": "Good", "text": "", "link": "", "section": section}

    answer = editor.post(url(bulletin, f"items/add/{section}/"), good | data)

    assert answer.context["form"].errors[field] == [said]
    assert Item.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "words", "field"),
    [(JPEG, "", "picture_words"), (b"<svg/>", "A hall", "picture"), (b"%PDF-", "A", "picture")],
)
def test_picture_needs_words_and_to_be_one(
    editor: Client, content: bytes, words: str, field: str
) -> None:
    bulletin = make_bulletin()
    section = bulletin.sections.get().pk
    data = {
        "title": "With", "section": section, "picture_words": words,
        "picture": SimpleUploadedFile("a.jpg", content),
    }  # fmt: skip

    answer = editor.post(url(bulletin, f"items/add/{section}/"), data)

    assert list(answer.context["form"].errors) == [field]


def test_approved_one_leads_back_and_says_to_take_it_back(editor: Client) -> None:
    bulletin = approved()
    item = first_item(bulletin)

    text = editor.get(url(bulletin, f"items/{item.pk}/"), follow=True).text

    assert "Take it back to edit before you change it." in text


def test_draft_is_deleted_and_a_sent_one_is_not(editor: Client) -> None:
    draft, out = make_bulletin(), sending()

    answers = [editor.post(url(one, "delete/"), {"post": "yes"}) for one in (draft, out)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert list(Bulletin.objects.all()) == [out]


def test_manager_reads_a_draft_without_buttons() -> None:
    text = sign_in(make_staff(MANAGERS)).get(url(make_bulletin())).text

    assert "A mentoring project grows" in text
    assert "What has come in" not in text


# Preview and test ------------------------------------------------------------------------------


@pytest.mark.parametrize(("audience", "sees"), [("members", True), ("sector", False)])
@pytest.mark.parametrize("shape", ["web", "wide", "narrow", "text"])
def test_preview_is_what_each_audience_gets(
    editor: Client, audience: str, sees: bool, shape: str
) -> None:
    text = editor.get(url(make_bulletin(), f"preview/{audience}/{shape}/")).text

    assert "A mentoring project grows" in text
    assert ("Where we meet next" in text) == sees
    assert "\ue001" not in text


def test_framed_mail_can_run_nothing(editor: Client) -> None:
    headers = editor.get(url(make_bulletin(), "preview/members/wide/")).headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    assert headers["X-Frame-Options"] == "SAMEORIGIN"


def test_only_the_preview_may_frame_anything(editor: Client) -> None:
    bulletin = make_bulletin()

    policies = {
        page: editor.get(url(bulletin, page)).headers["Content-Security-Policy"]
        for page in ("preview/", "check/", "change/")
    }

    assert {page for page, policy in policies.items() if "frame-src" in policy} == {"preview/"}
    assert not any("unsafe" in policy for policy in policies.values())


@pytest.mark.parametrize("page", ["preview/sector/wide/", "preview/members/x/", "preview/?as=x"])
def test_preview_of_what_there_is_not(editor: Client, page: str) -> None:
    assert editor.get(url(make_bulletin(goes_to_sector=False), page)).status_code == 404


def test_test_goes_to_staff_marked_and_once() -> None:
    user = make_staff(EDITORS, email="efua@example.org", name="Efua Editor")
    editor, bulletin = sign_in(user), make_bulletin()
    page = editor.get(url(bulletin, "test/"))
    data = {"audience": "sector", "to": [user.pk], "key": hidden(page.text, "key")}

    for _press in range(2):
        editor.post(url(bulletin, "test/"), data)

    mail = OutgoingMail.objects.get(cause__startswith="bulletin-test:")
    assert (mail.to, mail.subject) == ("efua@example.org", f"[Test] {bulletin.subject}")
    assert "/bulletins/unsubscribe/test/" in mail.text
    assert "Dear Efua," in mail.text
    assert "Where we meet next" not in mail.text + mail.html
    assert not bulletin.deliveries.exists()


def test_test_goes_to_nobody_but_staff(editor: Client) -> None:
    bulletin, reader = make_bulletin(), subscribe()
    key = hidden(editor.get(url(bulletin, "test/")).text, "key")

    answer = editor.post(
        url(bulletin, "test/"), {"audience": "sector", "to": [reader.pk + 10_000], "key": key}
    )

    assert "to" in answer.context["form"].errors
    assert not OutgoingMail.objects.filter(cause__startswith="bulletin-test:").exists()


def test_link_in_a_test_changes_nothing(client: Client) -> None:
    for answer in (client.get("/bulletins/unsubscribe/test/"),
                   client.post("/bulletins/unsubscribe/test/")):  # fmt: skip
        assert "in a test nothing changes" in answer.text


# Approval and times ----------------------------------------------------------------------------


def approve(client: Client, bulletin: Bulletin) -> Any:
    page = client.get(url(bulletin, "check/"))
    return client.post(url(bulletin, "check/"), {"seen": hidden(page.text, "seen")})


def test_what_was_looked_at_is_approved(editor: Client) -> None:
    subscribe()
    bulletin = make_bulletin()

    answer = approve(editor, bulletin)

    bulletin.refresh_from_db()
    assert (answer.status_code, bulletin.state) == (302, State.APPROVED)


def test_approve_pressed_twice_is_told(editor: Client) -> None:
    subscribe()
    bulletin = make_bulletin()
    seen = {"seen": hidden(editor.get(url(bulletin, "check/")).text, "seen")}
    editor.post(url(bulletin, "check/"), seen)

    text = editor.post(url(bulletin, "check/"), seen, follow=True).text

    assert "Nothing was done: this bulletin is “Approved” by now." in text
    assert AuditEntry.objects.filter(action="bulletin.approve").count() == 1


def test_changed_since_it_was_looked_at_is_refused(editor: Client) -> None:
    subscribe()
    bulletin = make_bulletin()
    seen = {"seen": hidden(editor.get(url(bulletin, "check/")).text, "seen")}
    items.remove_item(
        bulletin=bulletin, item=first_item(bulletin).pk, by=make_staff(), now=timezone.now()
    )
    bulletin.sections.get().items.create(title="Another")

    answer = editor.post(url(bulletin, "check/"), seen)

    assert (answer.status_code, "It was changed since" in answer.text) == (409, True)
    bulletin.refresh_from_db()
    assert bulletin.state == State.DRAFT


def test_what_blocks_is_not_approved_whatever_is_posted(editor: Client) -> None:
    bulletin = make_bulletin(introduction="")
    look = editor.get(url(bulletin, "check/")).context["look"]

    answer = editor.post(url(bulletin, "check/"), {"seen": look.digest})

    assert answer.status_code == 409
    bulletin.refresh_from_db()
    assert bulletin.state == State.DRAFT


def test_second_person_is_asked_for(editor: Client) -> None:
    BulletinSettings.objects.create(pk=1, needs_second_person=True)
    subscribe()
    bulletin = make_bulletin()
    section = bulletin.sections.get().pk
    editor.post(url(bulletin, f"sections/{section}/"), {"heading": "News"})
    look = editor.get(url(bulletin, "check/")).context["look"]

    mine = editor.post(url(bulletin, "check/"), {"seen": look.digest})
    theirs = approve(sign_in(make_staff(MANAGERS)), bulletin)

    assert (mine.status_code, theirs.status_code) == (409, 302)


def next_tuesday(hour: int) -> Any:
    day = timezone.localtime() + timedelta(days=7)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def test_scheduled_in_londons_time(editor: Client) -> None:
    bulletin, at = approved(), next_tuesday(10)

    editor.post(url(bulletin, "schedule/"), {"at": f"{at:%Y-%m-%dT%H:%M}", "was": ""})

    bulletin.refresh_from_db()
    assert (bulletin.state, timezone.localtime(bulletin.scheduled_at)) == (State.SCHEDULED, at)


def test_odd_time_asks_once_more(editor: Client) -> None:
    bulletin, at = approved(), next_tuesday(3)
    data = {"at": f"{at:%Y-%m-%dT%H:%M}", "was": ""}

    asked = editor.post(url(bulletin, "schedule/"), data)
    bulletin.refresh_from_db()
    assert ("Schedule it all the same" in asked.text, bulletin.state) == (True, State.APPROVED)

    editor.post(url(bulletin, "schedule/"), data | {"sure": hidden(asked.text, "sure")})
    bulletin.refresh_from_db()
    assert bulletin.state == State.SCHEDULED


@pytest.mark.parametrize("at", ["2020-01-01T10:00", "", "soon", "2027-03-28T01:30"])
def test_time_that_cannot_be_is_refused(editor: Client, at: str) -> None:
    bulletin = approved()

    answer = editor.post(url(bulletin, "schedule/"), {"at": at, "was": ""})

    assert "at" in answer.context["form"].errors
    bulletin.refresh_from_db()
    assert bulletin.state == State.APPROVED


def test_send_now_pressed_twice_keeps_the_first_time(editor: Client) -> None:
    bulletin = approved()
    was = {"was": hidden(editor.get(url(bulletin, "send-now/")).text, "was")}
    editor.post(url(bulletin, "send-now/"), was)
    bulletin.refresh_from_db()
    first = bulletin.scheduled_at

    text = editor.post(url(bulletin, "send-now/"), was, follow=True).text

    bulletin.refresh_from_db()
    assert bulletin.scheduled_at == first
    assert "as was decided already" in text
    assert "Cancel: do not send it" in text


def test_cancelled_it_stays_approved(editor: Client) -> None:
    bulletin = scheduled()

    editor.post(url(bulletin, "unschedule/"))

    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.scheduled_at) == (State.APPROVED, None)


# Watching --------------------------------------------------------------------------------------


def test_live_page_and_its_fragment(editor: Client, django_assert_num_queries: Any) -> None:
    subscribe()
    bulletin = sending()
    editor.get(url(bulletin))

    with django_assert_num_queries(5):  # session, person, bulletin, counts, speed
        fragment = editor.get(url(bulletin, "change/?part=live")).text

    assert fragment.strip().startswith('<div id="live" data-state="sending" data-moves="yes">')
    assert "<html" not in fragment
    assert "0 of 1 dealt with: 0%." in fragment


def test_outcome_is_shown_when_nobody_is_known_any_more(editor: Client) -> None:
    subscribe()
    bulletin = sending()
    bulletin.deliveries.update(state="sent", sent_at=timezone.now())
    from bulletins.actions import forgetting, starting

    starting.finish(bulletin=bulletin, now=timezone.now())
    forgetting.forget_deliveries(now=timezone.now() + timedelta(days=400))

    text = editor.get(url(bulletin)).text

    assert "<b>1</b> sent" in text
    assert "To whom it went is deleted" in text


def test_pause_says_why_and_goes_on(editor: Client) -> None:
    bulletin = sending()
    assert "why" in editor.post(url(bulletin, "pause/"), {"why": ""}).context["form"].errors

    editor.post(url(bulletin, "pause/"), {"why": "A wrong date"})
    assert "A wrong date" in editor.get(url(bulletin)).text
    editor.post(url(bulletin, "resume/"))

    bulletin.refresh_from_db()
    assert bulletin.state == State.SENDING


def test_address_is_found_across_bulletins_by_the_whole_of_it(editor: Client) -> None:
    subscribe("zoe@example.org")
    first, second = sending(), sending()
    at = "/admin/bulletins/delivery/"

    assert editor.get(at).context["cl"].result_count == 0
    assert editor.get(at, {"q": "zoe"}).context["cl"].result_count == 0
    found = editor.get(at, {"q": "Zoe@example.org"})
    assert {row.bulletin for row in found.context["cl"].result_list} == {first, second}


@pytest.mark.parametrize("page", ["deliveries/x/", "deliveries/sent/?after=-1"])
def test_list_of_nothing_is_not_there(editor: Client, page: str) -> None:
    assert editor.get(url(sending(), page)).status_code == 404


def test_delivery_of_another_bulletin_is_not_settled_here(editor: Client) -> None:
    subscribe()
    mine, other = sending(), sending()
    row = other.deliveries.get()
    other.deliveries.update(state="in-doubt")

    answer = editor.post(url(mine, f"doubt/{row.pk}/"), {"act": "again"})

    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.state == "in-doubt"


# Settings and the front page -------------------------------------------------------------------


def test_settings_are_changed_and_noted() -> None:
    manager = sign_in(make_staff(MANAGERS))

    manager.post("/admin/bulletins/bulletinsettings/1/change/", {"needs_second_person": "on"})

    assert BulletinSettings.current().needs_second_person
    entry = AuditEntry.objects.get(action="bulletin-settings.change")
    assert (entry.old, entry.new) == ({"needs_second_person": False}, {"needs_second_person": True})


def test_front_page_says_what_is_due(editor: Client) -> None:
    make_bulletin()
    bulletin = sending()
    moving.pause(bulletin=bulletin, by=make_staff(), why="x", now=timezone.now())

    due = editor.get("/staff/").context["bulletins"]

    assert (due["drafts"], due["paused"], due["late"]) == (1, 1, 0)
    assert due["lacks"] == quarter_of(timezone.localdate())


@pytest.mark.parametrize("state", ["failed", "in-doubt"])
def test_figure_of_those_left_without_leads_to_them(editor: Client, state: str) -> None:
    subscribe()
    bulletin = sending()
    sending()
    bulletin.deliveries.update(state=state)

    assert f"/admin/bulletins/bulletin/?left={state}" in editor.get("/staff/").text
    assert list(editor.get(f"{ADMIN}/?left={state}").context["cl"].result_list) == [bulletin]


def test_who_has_nothing_to_do_with_bulletins_sees_none_of_it() -> None:
    client = sign_in(make_staff(EVENTS_OFFICERS))

    assert "bulletins" not in client.get("/staff/").context
    assert client.get(f"{ADMIN}/").status_code == 403
