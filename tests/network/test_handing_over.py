"""All open work of a member of staff goes to another in one act; nobody's is forgotten."""

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins.models import Bulletin
from events.models import Event
from network.actions import staff
from network.actions.handing_over import CannotTakeOver
from network.models import Application, User
from network.states import State
from portal import handing_over
from portal.field_classes import APPS
from portal.models import AuditEntry, OutgoingMail
from portal.staff_groups import COORDINATORS, EDITORS, MANAGERS
from tests.factories.applications import make_application
from tests.factories.bookings import open_event
from tests.factories.bulletins import sending
from tests.factories.forums import held_forum, insider
from tests.factories.posts import make_post
from tests.factories.said import taken_on
from tests.factories.staff import make_manager, make_staff, sign_in

pytestmark = pytest.mark.django_db

# House style: people in `_by` say who did something. These say whom a row is about, and `deputy`
# ends by `network.actions.deputies.end_what_cannot_stay`.
OF_THE_PAST = ("_by", "user", "by", "author", "actor", "deputy", "kept", "gone")


def url(user: User, act: str = "hand-over") -> str:
    return reverse("admin:network_user_act", args=[user.pk, act])


def leaving_with_work() -> tuple[User, list[Application]]:
    leaving = make_staff(name="Lea Example")
    cases = [make_application(State.IN_REVIEW, by=leaving) for _number in range(2)]
    taken_on(held_forum(), owner=leaving)
    event = open_event()
    Event.objects.filter(pk=event.pk).update(created_by=leaving)
    return leaving, cases


def work(user: User) -> list[str]:
    return [work.words for work in handing_over.work_of(user, now=timezone.now())]


def hand_over(user: User, to: User, by: User | None = None) -> None:
    staff.hand_over(user=user, work_to=to, by=by or make_manager(), now=timezone.now())


def test_every_field_that_names_who_does_something_is_handed_over() -> None:
    people = [
        f"{model._meta.label}.{field.name}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model._meta.label == settings.AUTH_USER_MODEL
    ]
    at_work = {name for name in people if not name.endswith(OF_THE_PAST)}
    moving = {kind.field for kind in handing_over.kinds() if kind.give}
    assert at_work == moving == {"network.Application.assignee", "forums.Action.owner"}
    assert {kind.field for kind in handing_over.kinds()} - set(people) == set()


def test_all_open_work_goes_to_the_other_and_finished_work_stays() -> None:
    leaving, cases = leaving_with_work()
    over = make_application(State.DECLINED, by=leaving)
    staying = make_staff(name="Sam Example")

    hand_over(leaving, staying)

    for case in [*cases, over]:
        case.refresh_from_db()
    assert [case.assignee for case in cases] == [staying, staying]
    assert over.assignee == leaving
    assert (work(leaving), work(staying)) == (
        ["1 event to come"],
        ["1 action of a forum", "2 applications"],
    )


def test_both_are_told_how_much_there_is() -> None:
    leaving, _cases = leaving_with_work()
    staying = make_staff(name="Sam Example")
    before = set(OutgoingMail.objects.values_list("pk", flat=True))

    hand_over(leaving, staying)

    told = OutgoingMail.objects.exclude(pk__in=before).order_by("to")
    assert {mail.to for mail in told} == {leaving.email, staying.email}
    for mail in told:
        for line in ("- 2 applications", "- 1 action of a forum", "- 1 event to come"):
            assert line in mail.text


def test_it_is_in_the_log_with_its_numbers() -> None:
    leaving, _cases = leaving_with_work()
    staying, manager = make_staff(name="Sam Example"), make_manager()
    hand_over(leaving, staying, manager)
    entry = AuditEntry.objects.get(action="staff.hand-over")
    assert (entry.actor, entry.object_id) == (manager, str(leaving.pk))
    assert entry.new == {
        "to": "Sam Example",
        "network.Application.assignee": 2,
        "forums.Action.owner": 1,
    }


def test_pressing_twice_hands_over_once() -> None:
    leaving, _cases = leaving_with_work()
    staying, manager = make_staff(), make_manager()
    hand_over(leaving, staying, manager)
    with pytest.raises(staff.NothingOpen):
        hand_over(leaving, staying, manager)
    assert AuditEntry.objects.filter(action="staff.hand-over").count() == 1


def test_who_may_not_do_all_of_it_takes_over_nothing() -> None:
    leaving, cases = leaving_with_work()
    with pytest.raises(CannotTakeOver):
        hand_over(leaving, make_staff(EDITORS))
    cases[0].refresh_from_db()
    assert cases[0].assignee == leaving


def test_nobody_hands_over_to_themselves() -> None:
    leaving, _cases = leaving_with_work()
    with pytest.raises(CannotTakeOver):
        hand_over(leaving, leaving)


def test_what_somebody_took_on_as_a_member_stays_theirs() -> None:
    member = insider()
    taken_on(held_forum(), owner=member)
    assert work(member) == []


def test_editor_leaves_what_was_begun_to_everybody() -> None:
    editor = make_staff(EDITORS)
    make_post(created_by=editor)
    Bulletin.objects.filter(pk=sending().pk).update(created_by=editor)
    assert work(editor) == ["1 draft of a post"]
    staff.remove_staff(user=editor, by=make_manager(), now=timezone.now())
    assert AuditEntry.objects.filter(action="staff.hand-over").count() == 0


def test_the_page_names_the_work_and_offers_who_may_do_all_of_it() -> None:
    leaving, cases = leaving_with_work()
    staying = make_staff(name="Sam Example")
    make_staff(EDITORS)
    page = sign_in(make_manager()).get(url(leaving))
    assert [work.words for work in page.context["works"]] == [
        "1 action of a forum",
        "2 applications",
        "1 event to come",
    ]
    assert str(cases[0]) in page.text
    assert "Write to the governor" not in page.text
    offered = [value for value, _label in page.context["form"].fields["work_to"].choices]
    assert set(offered) - {"", str(staying.pk)} == coordinators_but(leaving, staying)


def coordinators_but(*people: User) -> set[str]:
    """Others whom the factories made on the way."""
    others = User.objects.filter(groups__name=COORDINATORS).exclude(pk__in=[p.pk for p in people])
    return {str(user.pk) for user in others}


def test_pressing_the_button_hands_over_and_says_so() -> None:
    leaving, cases = leaving_with_work()
    staying = make_staff()
    page = sign_in(make_manager()).post(url(leaving), {"work_to": staying.pk}, follow=True)
    cases[0].refresh_from_db()
    assert cases[0].assignee == staying
    assert "Their open work is handed over." in page.text


def test_nobody_is_no_choice_when_somebody_hands_over() -> None:
    leaving, cases = leaving_with_work()
    page = sign_in(make_manager()).post(url(leaving), {"work_to": "nobody"})
    cases[0].refresh_from_db()
    assert (cases[0].assignee, set(page.context["form"].errors)) == (leaving, {"work_to"})


def test_without_work_there_is_no_button() -> None:
    text = sign_in(make_manager()).get(url(make_staff())).text
    assert "No open work is theirs." in text
    assert "Hand all of it over" not in text


def test_pressing_an_old_page_without_work_changes_nothing() -> None:
    page = sign_in(make_manager()).post(url(make_staff()), {"sure": "yes"}, follow=True)
    assert "there was nothing to hand over" in page.text


def test_removal_passes_on_every_kind() -> None:
    leaving, _cases = leaving_with_work()
    staying = make_staff()
    sign_in(make_manager()).post(url(leaving, "remove"), {"work_to": staying.pk})
    leaving.refresh_from_db()
    assert not leaving.is_staff
    assert work(staying) == ["1 action of a forum", "2 applications"]


def test_who_runs_forums_no_more_gives_up_their_actions() -> None:
    person, staying = make_staff(), make_staff()
    taken_on(held_forum(), owner=person)
    client = sign_in(make_manager())
    client.post(url(person, "groups"), {"groups": [MANAGERS], "work_to": staying.pk})
    assert (work(person), work(staying)) == ([], ["1 action of a forum"])


def test_others_than_managers_hand_nothing_over() -> None:
    assert sign_in(make_staff()).get(url(make_staff())).status_code == 403


def test_link_is_on_the_page_of_the_person(client: Client) -> None:
    person = make_staff()
    text = sign_in(make_manager(), client).get(
        reverse("admin:network_user_change", args=[person.pk])
    )
    assert url(person) in text.text


def test_an_application_of_ones_own_goes_to_nobody() -> None:
    leaving, staying = make_staff(), make_staff()
    case = make_application(State.IN_REVIEW, lead=staying, by=leaving)
    hand_over(leaving, staying)
    case.refresh_from_db()
    assert case.assignee is None
