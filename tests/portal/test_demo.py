"""The demo as it is loaded: enough of everything, in every state, and all of it invented.

One long file: loading it, once for all of these tests, takes most of their time.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletins import models as bulletins
from bulletins import states as bulletin_states
from bulletins import submission_states
from bulletins.choices import PostKind
from bulletins.models import Bulletin, Post, Subscriber
from bulletins.prose import clean
from forums import issue_states
from forums import states as forum_states
from forums.actions.due import queues
from forums.actions.reminding import remind_due
from forums.bands import band
from forums.choices import Circle, Outcome, Rule
from forums.models import (
    Action,
    Agreement,
    Forum,
    Issue,
    IssueEvent,
    Note,
    Speaker,
    Summary,
    Topic,
    influence,
)
from network import support_states, training_states
from network.advice_states import State as Advice
from network.directory import Audience
from network.models import (
    AdviceReport,
    AdviceRequest,
    Affiliation,
    Application,
    ApplicationEvent,
    CategoryFinding,
    Confirmation,
    DirectoryEntry,
    GuidanceEnquiry,
    InformationItem,
    InternalNote,
    JoinRequest,
    Listing,
    MemberImport,
    Membership,
    Organisation,
    RegisteredNumber,
    StepAnswers,
    Submission,
    SupportRequest,
    TrainingPost,
    User,
)
from network.standing import Standing
from network.states import MOVES, REASONS, Move, State
from network.steps import Step
from portal.local.demo import ACCOUNTS, PASSWORD
from portal.models import AuditEntry, OutgoingMail, SiteSettings
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS, MANAGERS

pytestmark = pytest.mark.django_db

# Ofcom's ranges for drama: https://www.ofcom.org.uk, "Telephone numbers for drama use".
DRAMA = re.compile(
    r"(020 7946 0|07700 900|0113 496 0|0121 496 0|0161 496 0|0117 496 0|029 2018 0|0191 498 0)"
    r"\d{3}"
)


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """The demo, loaded once for all tests of this module and rolled back after them; when."""
    with django_db_blocker.unblock(), transaction.atomic():
        began = timezone.now()
        call_command("load_demo", "--force-for-benchmarks", verbosity=0)
        yield began
        transaction.set_rollback(True)


def _counts() -> list[int]:
    models = (Application, ApplicationEvent, Organisation, User, OutgoingMail, AuditEntry)
    return [model.objects.count() for model in models]


def test_there_are_enough_organisations_and_applications() -> None:
    assert Organisation.objects.count() >= 60
    assert Application.objects.count() >= 80


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_several_applications(state: str) -> None:
    assert Application.objects.filter(state=state).count() >= 8


@pytest.mark.parametrize("move", [Move.REFER, Move.WITHDRAW, Move.ASK])
def test_every_reason_of_a_move_occurs(move: Move) -> None:
    used = set(ApplicationEvent.objects.filter(move=move).values_list("reason", flat=True))
    assert used == set(REASONS[move])


def test_applications_are_declined_for_every_reason() -> None:
    declined = ApplicationEvent.objects.filter(move=Move.DECLINE)
    assert set(declined.values_list("reason", flat=True)) == set(REASONS[Move.DECLINE])
    assert declined.filter(letter_sent=False).exists()


def test_drafts_are_in_different_stages() -> None:
    drafts = Application.objects.filter(state=State.DRAFT)
    filled = [sum(bool(s.typed) for s in draft.steps.all()) for draft in drafts]
    assert {0, 1, 2, 3, 5} <= set(filled)


def test_some_cases_are_late_and_some_are_fresh() -> None:
    now = timezone.now()
    unread = Application.objects.filter(state=State.SUBMITTED)
    ages = [(now - case.submitted_at).days for case in unread if case.submitted_at]
    assert sum(age > 21 for age in ages) in range(1, 6)
    assert sum(age <= 7 for age in ages) >= 5


def test_cases_were_answered_resubmitted_assigned_entered_and_flagged() -> None:
    cases = Application.objects.open_cases()
    assert cases.filter(state=State.IN_REVIEW, information_items__answered_at__isnull=False)
    assert cases.filter(times_submitted__gt=1).exists()
    assert cases.exclude(source="site").exists()
    assert cases.filter(is_possible_duplicate=True).count() >= 5
    assert cases.exclude(matched_organisation=None).exists()
    assert cases.exclude(assignee=None).values("assignee").distinct().count() > 1


def test_questions_are_open_exactly_where_information_is_needed() -> None:
    asked = InformationItem.objects.filter(answered_at__isnull=True)
    with_applicant = Application.objects.filter(state=State.MORE_INFORMATION)
    waiting_for = set(
        asked.exclude(application__state=State.WITHDRAWN).values_list("application_id", flat=True)
    )
    assert waiting_for == set(with_applicant.values_list("pk", flat=True))


def test_timelines_run_forward_and_follow_the_table_of_moves() -> None:
    for application in Application.objects.prefetch_related("events"):
        events = sorted(application.events.all(), key=lambda event: event.pk)
        states = [State.DRAFT.value, *(event.to_state for event in events)]
        times = [application.created_at, *(event.at for event in events)]
        assert times == sorted(times)
        assert application.state == states[-1]
        for event, before in zip(events, states, strict=False):
            assert event.from_state == before
            assert before in MOVES[Move(event.move)].sources


def test_nothing_lies_in_the_future() -> None:
    now = timezone.now()
    assert not ApplicationEvent.objects.filter(at__gte=now).exists()
    assert not CategoryFinding.objects.filter(found_at__gte=now).exists()
    assert not InternalNote.objects.filter(at__gte=now).exists()
    assert not StepAnswers.objects.filter(updated_at__gte=now).exists()
    assert not AuditEntry.objects.filter(at__gte=now).exists()
    assert not OutgoingMail.objects.filter(created_at__gte=now).exists()
    assert not User.objects.filter(date_joined__gte=now).exists()


def test_people_have_accounts_before_they_apply() -> None:
    people = Application.objects.filter(people__user__date_joined__gt=F("people__added_at"))
    assert not people.exists()


def test_staff_work_on_the_coordinators_days() -> None:
    days = SiteSettings.current().working_weekdays
    by_staff = ApplicationEvent.objects.filter(
        move__in=[Move.START_REVIEW, Move.APPROVE, Move.REFER, Move.DECLINE]
    )
    assert {timezone.localtime(event.at).weekday() for event in by_staff} == days


def test_every_organisation_passes_validation() -> None:
    for organisation in Organisation.objects.all():
        organisation.full_clean()
    for number in RegisteredNumber.objects.all():
        number.full_clean()
    for membership in Membership.objects.all():
        membership.full_clean()


def test_every_organisation_has_one_primary_contact() -> None:
    primary = Q(affiliations__role=Affiliation.Role.PRIMARY, affiliations__ended_at__isnull=True)
    invited_later = Organisation.objects.filter(imported__isnull=False)
    here = Organisation.objects.exclude(pk__in=invited_later)
    counted = here.annotate(contacts=Count("affiliations", filter=primary))
    assert set(counted.values_list("contacts", flat=True)) == {1}


def test_lists_of_members_are_taken_over_and_to_be_decided_about() -> None:
    found = MemberImport.objects.order_by("created_at")
    assert [(work.state, work.counted()) for work in found] == [
        ("done", {"done": 2}),
        ("checked", {"faulty": 3, "ready": 1, "alike": 1}),
    ]


def test_members_are_of_all_kinds() -> None:
    active = Membership.objects.active_at(timezone.now())
    kinds = Counter(active.values_list("organisation__sector", flat=True))
    assert kinds["statutory"] == 2
    assert kinds["contractor"] == 1
    assert kinds["voluntary"] >= 40
    members = active.values("organisation")
    assert Organisation.objects.exclude(pk__in=members).count() >= 2
    assert Organisation.objects.listed().count() >= 10


def test_directory_shows_members_to_every_audience() -> None:
    now = timezone.now()
    shown = {one: DirectoryEntry.objects.shown_to(one, now=now).count() for one in Audience}
    assert shown[Audience.EVERYBODY] >= 15
    assert shown[Audience.MEMBERS] >= shown[Audience.EVERYBODY] + 8
    assert Listing.objects.filter(shown_to=Audience.NOBODY).count() >= 3


def test_questions_between_members_stand_in_every_state() -> None:
    assert set(AdviceRequest.objects.values_list("state", flat=True)) == set(Advice)
    reports = AdviceReport.objects.order_by("pk").values_list("settled_at", flat=True)
    assert sorted(at is None for at in reports) == [False, True]


def test_memberships_stand_in_every_way() -> None:
    found = Membership.objects.with_standing(timezone.now()).values_list("standing", flat=True)
    assert set(found) == set(Standing) - {Standing.TO_COME}
    assert Confirmation.objects.waiting().count() == 2
    asked = OutgoingMail.objects.filter(cause__contains=":confirm:", to="member@example.org")
    assert asked.count() == 1


def test_names_are_long_and_welsh_too() -> None:
    names = Application.objects.values_list("organisation_name", flat=True)
    assert max(map(len, names)) > 170
    assert "Llais y Bont: Cymorth i Deuluoedd Carcharorion" in names


def test_all_addresses_and_numbers_are_for_examples() -> None:
    addresses = {
        *User.objects.values_list("email", flat=True),
        *OutgoingMail.objects.values_list("to", flat=True),
        *GuidanceEnquiry.objects.exclude(email="").values_list("email", flat=True),
    }
    assert {address.partition("@")[2] for address in addresses} == {
        "example.org",
        "erased.invalid",  # of who was erased
    }
    phones = {
        *User.objects.filter(is_staff=False, is_active=True).values_list("phone", flat=True),
        *GuidanceEnquiry.objects.exclude(phone="").values_list("phone", flat=True),
        SiteSettings.current().coordinator_phone,
    }
    assert not [phone for phone in phones if not DRAMA.fullmatch(phone)]
    websites = Organisation.objects.exclude(website="").values_list("website", flat=True)
    assert not [
        url for url in websites if not re.match(r"https://([a-z0-9-]+\.)?example\.org", url)
    ]


def test_requests_to_join_and_enquiries_are_in_each_state() -> None:
    assert set(JoinRequest.objects.values_list("state", flat=True)) == set(JoinRequest.State)
    assert set(SupportRequest.objects.values_list("state", flat=True)) == set(support_states.State)
    for records in (SupportRequest, Application):
        assert records.objects.filter(reduced_at__isnull=False).count() == 1
    assert set(TrainingPost.objects.values_list("state", flat=True)) == set(training_states.State)
    states = Counter(GuidanceEnquiry.objects.values_list("state", flat=True))
    assert set(states) == set(GuidanceEnquiry.State)
    assert states.total() >= 12
    assert GuidanceEnquiry.objects.exclude(typed={}).count() >= 4
    assert GuidanceEnquiry.objects.filter(wants_call=True, state="new").exists()


def test_two_years_of_bulletins_add_up() -> None:
    sent = Bulletin.objects.filter(state=bulletin_states.State.SENT)
    counts = sent.annotate(rows=Count("deliveries"))
    assert sent.filter(kind=Bulletin.Kind.QUARTERLY).count() == 8
    assert all(one.rows == one.recipients > 100 for one in counts)


def test_a_bulletin_goes_out_soon_and_another_is_begun(loaded: datetime) -> None:
    soon = Bulletin.objects.get(state=bulletin_states.State.SCHEDULED)
    assert loaded < soon.scheduled_at < loaded + timedelta(minutes=5)
    assert Bulletin.objects.filter(state=bulletin_states.State.DRAFT).count() == 1


def _values(model: Any, field: str) -> set[Any]:
    return set(model.objects.values_list(field, flat=True))


def test_there_are_posts_of_each_kind_and_submissions_in_each_state() -> None:
    shared = set(bulletins.Submission.objects.values_list("state", flat=True))
    assert set(Post.objects.values_list("kind", flat=True)) == set(PostKind)
    assert shared == set(submission_states.State) - {submission_states.State.PUBLISHED}


def test_bodies_of_posts_are_as_the_editor_makes_them() -> None:
    assert [post.title for post in Post.objects.all() if clean(post.body) != post.body] == []


def test_forums_are_in_every_state_and_notes_never_of_the_sanctuary() -> None:
    assert _values(Forum, "state") == set(forum_states.State)
    assert _values(Topic, "state") == set(Topic.State)
    assert _values(Note, "rule") == {Rule.ON_RECORD, Rule.NON_ATTRIBUTABLE}
    assert _values(Summary, "shown_to") == set(Circle)
    assert _values(Action, "state") == set(Action.State)
    assert _values(Speaker, "state") == set(Speaker.State) - {Speaker.State.WITHDRAWN}


def test_a_forum_is_tomorrow_and_its_links_are_due(loaded: datetime) -> None:
    tomorrow = timezone.localdate(loaded) + timedelta(days=1)
    forum = Forum.objects.get(starts_at__date=tomorrow, state=forum_states.State.OPEN)
    assert remind_due(now=loaded) == forum.attendances.coming().count()


def test_a_summary_is_in_its_seven_days_with_an_objection_and_one_is_not_shared(
    loaded: datetime,
) -> None:
    shared = Summary.objects.get(forum__state=forum_states.State.SUMMARY)
    assert (shared.review_until or loaded) > loaded
    assert shared.objections.unanswered().count() == 1
    assert Summary.objects.get(shown_to=Circle.STAFF).forum.state == forum_states.State.HELD


def test_everything_that_can_wait_for_the_coordinator_does(loaded: datetime) -> None:
    waiting = {name for name, queue in queues(loaded).items() if queue.rows.exists()}
    assert waiting == set(queues(loaded))


def test_who_raised_something_in_the_sanctuary_said_yes_no_or_nothing() -> None:
    answers = Agreement.objects.values_list("agrees", "by__email")
    by = {agrees: email for agrees, email in answers if email in ACCOUNTS}
    assert by == {None: "member@example.org", True: "other@example.org"}
    assert {agrees for agrees, _email in answers} == {None, True, False}
    source = Issue.objects.filter(sources__rule=Rule.SANCTUARY, sources__agreed=True)
    assert source.get().voices.filter(how="raised").count() == 1


def test_issues_are_on_their_whole_way_with_answers_of_each_kind() -> None:
    kept = set(issue_states.State) - {issue_states.State.DISCARDED}
    assert _values(influence.Submission, "state") == kept
    assert _values(influence.Submission, "outcome") == {"", *Outcome}
    assert _values(Issue, "shown_to") == set(Circle) - {Circle.ATTENDEES}
    assert not influence.Submission.objects.exclude(events__step="drafted").exists()
    told = IssueEvent.objects.filter(step__in=["acknowledged", "closed"])
    assert not told.filter(shown_words="").exists()
    assert {issue.band for issue in Issue.objects.all()} == {
        band(number)
        for number in Issue.objects.annotate(n=Count("voices")).values_list("n", flat=True)
    }


def test_subscribers_are_invented() -> None:
    of_the_sector = Subscriber.objects.exclude(email="member@example.org")  # she joined later
    addresses = of_the_sector.values_list("email", flat=True)
    assert len(addresses) == 400
    assert all(address.endswith("@subscribers.example.org") for address in addresses)


def test_the_site_is_set_up() -> None:
    site = SiteSettings.objects.get()
    assert site.coordinator_name == "Amara Example-Bello"
    assert site.working_days == "13"


@pytest.mark.parametrize("email", ACCOUNTS)
def test_a_demo_account_can_sign_in(email: str) -> None:
    user = User.objects.get(email=email)
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.filter(user=user, email=email, primary=True, verified=True)


@pytest.mark.parametrize(
    ("email", "group"),
    [
        ("coordinator@example.org", COORDINATORS),
        ("manager@example.org", MANAGERS),
        ("events@example.org", EVENTS_OFFICERS),
        ("editor@example.org", EDITORS),
    ],
)
def test_a_staff_account_has_its_group(email: str, group: str) -> None:
    user = User.objects.get(email=email)
    assert user.is_staff
    assert not user.is_superuser
    assert list(user.groups.all()) == [Group.objects.get(name=group)]


def test_member_and_colleague_belong_to_one_active_member_and_other_to_another() -> None:
    def place(email: str) -> tuple[int, str]:
        affiliation = Affiliation.objects.present().filter(user__email=email).earliest("pk")
        active = Membership.objects.active_at(timezone.now())
        assert active.filter(organisation=affiliation.organisation).exists()
        return affiliation.organisation_id, affiliation.role

    organisation, role = place("member@example.org")
    assert role == "primary"
    assert place("colleague@example.org") == (organisation, "member")
    elsewhere, role = place("other@example.org")
    assert role == "primary"
    assert elsewhere != organisation


def test_the_members_organisation_shows_every_state_of_its_people() -> None:
    here = Organisation.objects.get(
        affiliations__user__email="member@example.org", affiliations__role="primary"
    )
    present = here.affiliations.present().order_by("role")
    assert [place.role for place in present] == ["manager", "member", "primary"]
    assert here.affiliations.filter(ended_at__isnull=False).exists()
    asked = present.get(offered_at__isnull=False)
    assert asked.user.email == "colleague@example.org"
    assert Organisation.objects.visible_to(asked.user).count() == 2
    usable = here.invitations.usable(timezone.now())
    assert (here.invitations.open().count(), usable.count()) == (2, 1)
    assert here.join_requests.waiting().count() == 1


def test_the_applicants_draft_is_partly_filled_in() -> None:
    application = Application.objects.get(
        people__user__email="applicant@example.org", people__role="lead"
    )
    typed = {row.step: bool(row.typed) for row in application.steps.all()}
    assert application.state == State.DRAFT
    assert typed == {
        Step.ORGANISATION: True,
        Step.PEOPLE: True,
        Step.LEADERSHIP: True,
        Step.WORK: True,
        Step.HOPES: False,
    }


def test_leadership_figures_of_old_decisions_are_gone() -> None:
    kept = Submission.objects.exclude(leadership={})
    over = kept.filter(
        application__state__in=[State.APPROVED, State.DECLINED, State.WITHDRAWN],
        application__state_since__lt=timezone.now() - timedelta(days=90),
    )
    assert not over.exists()
    assert kept.count() > 30


def test_old_mails_count_as_sent_and_a_handful_goes_out() -> None:
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    assert 3 <= waiting.count() <= 25
    assert set(waiting.values_list("to", flat=True)) <= set(ACCOUNTS)
    others = OutgoingMail.objects.exclude(state=OutgoingMail.State.WAITING)
    assert set(others.values_list("state", flat=True)) == {OutgoingMail.State.SENT}
    assert not others.exclude(sent_at=F("created_at")).exists()


def test_every_application_page_opens_for_its_lead(client: Client) -> None:
    answers = {}
    for application in Application.objects.filter(reduced_at=None).order_by("pk"):
        client.force_login(application.people.get(role="lead").user)
        answer = client.get(reverse("network:application", args=[application.reference]))
        answers[application.reference] = answer.status_code
    assert set(answers.values()) == {200}


def test_savepoints_work_again_after_loading() -> None:
    assert connection.features.uses_savepoints


def test_loading_again_if_empty_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = _counts()
    call_command("load_demo", "--if-empty", "--force-for-benchmarks")
    assert _counts() == before
    assert "nothing loaded" in capsys.readouterr().out


def test_loading_again_is_refused() -> None:
    with pytest.raises(CommandError, match="empty the database first"):
        call_command("load_demo", "--force-for-benchmarks")
