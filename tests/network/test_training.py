"""The training exchange: who posts and sees what, the legal moves, "we too", and dates."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from network.actions import merging_training, training
from network.actions.moderating import (
    Asked,
    MovedOn,
    NotAMember,
    NotTheirs,
    OwnRecord,
    SentAlready,
)
from network.models import Organisation, TrainingInterest, TrainingPost, TrainingPostEvent, User
from network.move_tables import Actor
from network.training_states import (
    MEMBER_WORDS,
    MOVES,
    OVER,
    REMINDED_BEFORE,
    SHOWN_FOR,
    STAFF_WORDS,
    Move,
    State,
)
from portal.keeping import OLD_TRAINING
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from tests.factories.applicants import make_person
from tests.factories.bookings import make_member
from tests.factories.staff import make_staff
from tests.factories.training import SAID, decide, make_post, published, want

pytestmark = pytest.mark.django_db
TO = "coordinator@example.org"


def seen_by(person: User) -> list[TrainingPost]:
    return list(TrainingPost.objects.visible_to(person, now=timezone.now()).order_by("pk"))


def author(post: TrainingPost) -> User:
    assert post.by
    return post.by


def about(person: User, **more: Any) -> dict[str, Any]:
    return {"by": person, "now": timezone.now(), **more}


def test_both_sides_have_words_for_every_state() -> None:
    assert set(STAFF_WORDS) == set(MEMBER_WORDS) == set(State)


def test_every_state_is_reached_and_left_unless_it_is_over() -> None:
    reached = {way.target for way in MOVES.values()}
    left = {state for way in MOVES.values() for state in way.sources}
    assert (reached, set(State) - left) == (set(State), OVER)


def test_a_post_is_read_before_others_see_it() -> None:
    post, other = make_post(), make_person()
    make_member(other, name="Another member")
    assert (seen_by(author(post)), seen_by(other)) == ([post], [])
    decide(post, Move.PUBLISH)
    assert seen_by(other) == [post]
    assert post.shown_until == timezone.localdate() + SHOWN_FOR


@pytest.mark.parametrize("move", [Move.RETURN, Move.DECLINE])
def test_others_do_not_see_what_was_sent_back_or_declined(move: Move) -> None:
    post, other = published(), make_person()
    make_member(other, name="Another member")
    decide(post, move)
    assert (seen_by(author(post)), seen_by(other)) == ([post], [])


def test_only_members_see_posts_and_only_of_members() -> None:
    post, yesterday = published(), timezone.localdate() - timedelta(days=1)
    stranger, former, other = make_person(), make_person(), make_person()
    make_member(former, name="No member any more", ends_on=yesterday)
    make_member(other, name="Another member")
    assert (seen_by(stranger), seen_by(former), seen_by(other)) == ([], [], [post])
    post.organisation.memberships.update(ends_on=yesterday)
    assert (seen_by(other), seen_by(author(post))) == ([], [])


def test_a_post_runs_out_after_its_last_day_and_is_kept_on_by_one_press() -> None:
    post, other = published(at=timezone.now() - SHOWN_FOR), make_person()
    make_member(other, name="Another member")
    assert seen_by(other) == [post]
    post.shown_until = timezone.localdate() - timedelta(days=1)
    post.save()
    assert seen_by(other) == []
    training.renew(post=post, version=post.version, **about(author(post)))
    assert seen_by(other) == [post]
    with pytest.raises(MovedOn):
        training.renew(post=post, version=post.version, **about(author(post)))


def test_a_reminder_comes_once_for_each_last_day() -> None:
    post = published(at=timezone.now() - SHOWN_FOR + REMINDED_BEFORE + timedelta(days=1))
    reminders = OutgoingMail.objects.filter(cause__startswith=f"training:{post.pk}:running-out")
    training.remind(now=timezone.now())
    assert reminders.count() == 0
    for day in (2, 2, 3):
        training.remind(now=timezone.now() + timedelta(days=day))
    assert [mail.to for mail in reminders.all()] == [author(post).email]
    training.renew(post=post, version=post.version, **about(author(post)))
    training.remind(now=timezone.now() + SHOWN_FOR - timedelta(days=3))
    assert reminders.count() == 2


def test_the_same_key_posts_once() -> None:
    by = make_person()
    organisation, asked = make_member(by), Asked(key=uuid.uuid4(), said=SAID)
    values = about(by, organisation=organisation)
    first = training.post(asked=asked, **values)
    assert training.post(asked=asked, **values) == first
    with pytest.raises(SentAlready):
        training.post(asked=Asked(key=asked.key, said=SAID | {"topic": "Other"}), **values)


def test_both_sides_are_told_of_a_post_and_the_coordinator_of_a_change() -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"coordinator_email": TO})
    SiteSettings.forget()
    post = make_post()
    asked = Asked(key=post.key, said=SAID | {"topic": "Talking about race"})
    training.change(post=post, asked=asked, version=1, **about(author(post)))
    mails = OutgoingMail.objects.filter(subject__contains=post.reference).order_by("pk")
    assert [(mail.to, mail.subject.partition(" (")[0]) for mail in mails] == [
        (author(post).email, "We have your post for the training exchange"),
        (TO, "A new post for the training exchange"),
        (TO, "A post of the training exchange was changed"),
    ]


def test_a_changed_post_is_read_again_and_keeps_who_wants_it() -> None:
    post = published()
    want(post, name="Another member")
    asked = Asked(key=post.key, said=SAID | {"cost": "£20"})
    assert training.change(post=post, asked=asked, version=2, **about(author(post)))
    post.refresh_from_db()
    assert (post.state, post.cost, post.interests.count()) == (State.SUBMITTED, "£20", 1)
    assert not training.change(post=post, asked=asked, version=3, **about(author(post)))
    with pytest.raises(MovedOn):
        training.change(post=post, asked=asked, version=2, **about(author(post)))


@pytest.mark.parametrize("move", [Move.MEET, Move.WITHDRAW])
def test_a_post_ends_for_good_by_its_own_people_alone(move: Move) -> None:
    post, other = published(), make_person()
    make_member(other, name="Another member")
    colleague = make_person()
    post.organisation.affiliations.create(user=colleague, role="member", started_at=timezone.now())
    for person in (other, colleague):
        with pytest.raises(NotTheirs):
            training.end(post=post, move=move, version=2, **about(person))
    training.end(post=post, move=move, version=2, **about(author(post)))
    post.refresh_from_db()
    assert post.state == MOVES[move].target
    with pytest.raises(MovedOn):
        training.renew(post=post, version=post.version, **about(author(post)))


def test_staff_do_not_decide_about_their_own_organisation() -> None:
    post, staff = make_post(), make_staff()
    post.organisation.affiliations.create(user=staff, role="member", started_at=timezone.now())
    with pytest.raises(OwnRecord):
        decide(post, Move.PUBLISH, by=staff)


def test_an_organisation_says_we_too_once_and_takes_it_back() -> None:
    post = published()
    person = want(post, name="Another member")
    organisation = Organisation.objects.get(name="Another member")
    values = about(person, post=post, organisation=organisation)
    training.join(names_us=False, **values)
    training.join(names_us=True, **values)
    said = TrainingInterest.objects.get()
    assert (said.organisation, said.names_us) == (organisation, True)
    training.leave(**values)
    training.leave(**values)
    noted = AuditEntry.objects.filter(action__in=["training.join", "training.leave"])
    assert [entry.action for entry in noted.order_by("pk")] == [
        "training.join",
        "training.join",
        "training.leave",
    ]
    assert not TrainingInterest.objects.exists()


def test_nobody_says_we_too_of_their_own_a_hidden_or_for_another() -> None:
    post, other = published(), make_person()
    organisation = make_member(other, name="Another member")
    values: dict[str, Any] = {"names_us": False, "post": post}
    with pytest.raises(training.NotOpen):
        training.join(organisation=post.organisation, **about(author(post)), **values)
    with pytest.raises(NotAMember):
        training.join(organisation=post.organisation, **about(other), **values)
    decide(post, Move.RETURN)
    with pytest.raises(NotTheirs):
        training.join(organisation=organisation, **about(other), **values)


def test_the_count_leaves_the_organisation_itself_out() -> None:
    post = published()
    want(post, name="Another member")
    want(post, name="A third member")
    TrainingInterest.objects.create(post=post, organisation=post.organisation, at=timezone.now())
    assert TrainingPost.objects.counted().get().wanted == 2  # type: ignore[attr-defined]  # annotated


def test_two_organisations_that_become_one_want_it_once_and_not_their_own() -> None:
    post = published()
    for name in ("Stays", "Goes"):
        want(post, name=name)
    own = published()
    stays, goes = (Organisation.objects.get(name=name) for name in ("Stays", "Goes"))
    TrainingInterest.objects.create(post=own, organisation=goes, at=timezone.now())
    own.organisation = stays
    own.save()
    merging_training.settle_interests(stays, goes, timezone.now())
    left = TrainingInterest.objects.values_list("post", "organisation")
    assert list(left) == [(post.pk, stays.pk)]


def test_old_posts_go_and_shown_ones_stay() -> None:
    long_ago = timezone.now() - OLD_TRAINING.period - timedelta(days=1)
    _run_out, ended, shown, fresh = (published() for _ in range(4))
    decide(ended, Move.DECLINE)
    old = TrainingPost.objects.exclude(pk=fresh.pk)
    old.update(state_since=long_ago, shown_until=timezone.localdate(long_ago))
    TrainingPost.objects.filter(pk=shown.pk).update(shown_until=timezone.localdate())
    training.forget_old(now=timezone.now())
    assert set(TrainingPost.objects.all()) == {shown, fresh}


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "published", "shown_until": None},
        {"format": "in-person", "region": ""},
        {"places": 0},
    ],
)
def test_the_database_refuses_what_makes_no_sense(wrong: dict[str, Any]) -> None:
    post = make_post()
    with pytest.raises(Error), transaction.atomic():
        TrainingPost.objects.filter(pk=post.pk).update(**wrong)


def test_the_timeline_is_never_changed() -> None:
    make_post()
    with pytest.raises(Error), transaction.atomic():
        TrainingPostEvent.objects.update(move=Move.MEET)


def test_the_site_alone_closes_after_a_training() -> None:
    assert [move for move, way in MOVES.items() if way.actor == Actor.SITE] == [Move.HOLD]
