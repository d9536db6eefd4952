"""Everything the site holds about one person, for that person: no other people's names, no notes.

May look at every app; nothing imports it but pages of the site's front. What a row is made of is
listed by name, so that a new column is left out until somebody has looked at whose it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bulletins.models import Delivery, Preference, Subscriber, Suppression
from bulletins.models import Submission as Shared
from events.models import Booking, CheckIn, Contributor, Delegate, Invoice, Needs
from forums.models import (
    Action,
    Affirmation,
    Agreement,
    Attendance,
    Objection,
    Speaker,
    Topic,
    Voice,
)
from network.actions.merging_people import folded_into
from network.models import (
    AdviceReport,
    AdviceRequest,
    Affiliation,
    ApplicationDocument,
    ApplicationPerson,
    Deputyship,
    GuidanceEnquiry,
    InformationItem,
    JoinRequest,
    ListedContact,
    Submission,
    SupportRequest,
    TrainingInterest,
    TrainingPost,
    User,
)
from portal.about import Me, Rows, by, me, to
from portal.models import AuditEntry, OutgoingMail
from portal.sealing import unseal


@dataclass(frozen=True)
class Part:
    """One kind of rows: which are a person's, and which of their columns are about them."""

    title: Any
    rows: Rows
    columns: str


def _accounts(one: Me) -> QuerySet[User]:
    """This one, and those that became one with it, which the log goes on naming."""
    return User.objects.filter(pk=one.user.pk) | folded_into(one.user)


def _as_objects(one: Me) -> QuerySet[User, str]:
    """Their numbers as the log writes what something was done to."""
    return _accounts(one).values_list(Cast("pk", CharField()), flat=True)


DELEGATE, CONTRIBUTOR = to(Delegate, name="name"), to(Contributor, name="name")
SPEAKER = to(Speaker, name="name")
PARTS = (
    Part(_("Your account"), by(User, "pk"), "email name phone date_joined last_login is_staff"),
    Part(_("Your addresses"), by(EmailAddress, "user"), "email verified primary"),
    Part(_("Your second steps"), by(Authenticator, "user"), "type created_at last_used_at"),
    Part(
        _("Where you are signed in"), by(UserSession, "user"),
        "ip user_agent created_at last_seen_at",
    ),
    Part(
        _("Your organisations"), by(Affiliation, "user"),
        "organisation role started_at ended_at",
    ),
    Part(_("Days on which you were away"), by(Deputyship, "user"), "starts_on ends_on"),
    Part(_("Days on which you stood in"), by(Deputyship, "deputy"), "starts_on ends_on"),
    Part(
        _("Lists of members that name you"), to(ListedContact, name="name"),
        "organisation email name created_at invited_at",
    ),
    Part(
        _("Requests to join"), by(JoinRequest, "user"),
        "organisation message state created_at decided_at",
    ),
    Part(
        _("Applications you work on"), by(ApplicationPerson, "user"),
        "application__reference application__organisation_name application__state role added_at",
    ),
    Part(
        _("Declarations you made"), by(Submission, "submitted_by"),
        "application__reference declaration submitted_at",
    ),
    Part(
        _("Questions you answered"), by(InformationItem, "answered_by"),
        "application__reference question answer answered_at",
    ),
    Part(_("Documents you added"), by(ApplicationDocument, "uploaded_by"), "name uploaded_at"),
    Part(
        _("Enquiries to the co-ordinator"), to(GuidanceEnquiry, name="name"),
        "reference name email phone organisation_name message created_at answer answered_at",
    ),
    Part(
        _("Support you asked for"), by(SupportRequest, "by"),
        "organisation reference need needed_by tried phone source state created_at helped "
        "what_changed may_share",
    ),
    Part(
        _("Training you offered or looked for"), by(TrainingPost, "by"),
        "organisation reference kind topic about for_whom format region length cost places state "
        "created_at shown_until",
    ),
    Part(
        _("Training you would come to, or need too"), by(TrainingInterest, "by"),
        "organisation post at names_us",
    ),
    Part(
        _("Advice you asked for"), by(AdviceRequest, "by"),
        "reference asking subject text state asked_at",
    ),
    Part(
        _("Advice you gave"), by(AdviceRequest, "answered_by"),
        "reference asked answer answered_at",
    ),
    Part(_("Messages you reported"), by(AdviceReport, "by"), "request text at"),
    Part(
        _("Bookings you made"), by(Booking, "booked_by"),
        "event__title reference organisation phone purchase_order booked_at",
    ),
    Part(
        _("Invoices for your bookings"), by(Invoice, "booking__booked_by"),
        "number booking__reference amount_pence state issued_at paid_at",
    ),
    Part(
        _("Events you come to"), DELEGATE,
        "event__title reference name email badge_name pronouns photographs state booked_at "
        "ended_at",
    ),
    Part(
        _("Events you were seen at"),
        lambda one: CheckIn.objects.filter(
            Q(delegate__in=DELEGATE(one)) | Q(contributor__in=CONTRIBUTOR(one))
        ),
        "event__title at",
    ),
    Part(
        _("What you need at events"), to(Needs, "delegate__email", "delegate__name"),
        "delegate__event__title sealed consent_wording consented_at",
    ),
    Part(
        _("Events you speak or help at"), CONTRIBUTOR,
        "event__title name email phone organisation_name pronouns biography state equipment "
        "may_be_photographed may_be_recorded needs needs_consent_wording needs_consented_at",
    ),
    Part(
        _("Forums"), by(Attendance, "user"),
        "forum__title organisation answer answered_at was_present needs needs_consent_wording "
        "needs_consented_at",
    ),
    Part(
        _("Forums you speak at"), SPEAKER,
        "forum__title name role email biography state needs needs_consent_wording "
        "needs_consented_at",
    ),
    Part(_("Topics you proposed"), by(Topic, "by"), "title text state created_at answer"),
    Part(_("Topics that affect you too"), by(Affirmation, "by"), "topic__title at"),
    Part(_("Issues you spoke to"), by(Voice, "by"), "issue__statement how at"),
    Part(
        _("What you were asked whether it may leave the sanctuary"), by(Agreement, "by"),
        "statement asked_at agrees answered_at",
    ),
    Part(
        _("Objections to summaries"), by(Objection, "user"), "text made_at answer answered_at"
    ),
    Part(_("What you took on"), by(Action, "owner"), "text due_on state outcome"),
    Part(
        _("News and examples you shared"), by(Shared, "by"),
        "reference title text link problem what_was_done what_changed differently state created_at "
        "sent_at",
    ),
    Part(
        _("Which mails you want"), by(Preference, "user"),
        "wants_bulletins wants_policy_alerts wants_event_notices digest left_at changed_at",
    ),
    Part(
        _("Your subscription to bulletins"), to(Subscriber),
        "email name state source consent_wording consented_at confirmed_at left_at",
    ),
    Part(
        _("Addresses we do not write to"), to(Suppression, "address"),
        "address reason created_at",
    ),
    Part(_("Bulletins you got"), to(Delivery, "address"), "bulletin__subject state sent_at"),
    Part(_("Mail to you"), to(OutgoingMail, "to"), "to state created_at sent_at"),
    Part(
        _("What you did on the site"),
        lambda one: AuditEntry.objects.filter(actor__in=_accounts(one).values("pk")),
        "at action",
    ),
    Part(
        _("What was done to your account"),
        lambda one: AuditEntry.objects.filter(
            object_type=User._meta.label, object_id__in=_as_objects(one)
        ),
        "at action",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A part with something in it; each row is (name of the column, its label, value)."""

    title: str
    model: str
    rows: list[list[tuple[str, str, Any]]]


def gather(user: User) -> list[Found]:
    """All parts in which there is something about a person; opens what they said they need."""
    one = me(user)
    found = (
        Found(str(part.title), rows.model._meta.label, [list(_cells(row, part)) for row in rows])
        for part in PARTS
        for rows in [_rows(part, one)]
    )
    return [part for part in found if part.rows]


def _rows(part: Part, one: Me) -> QuerySet[Any]:
    """With what the columns lead to, in the same query."""
    rows = part.rows(one).order_by("pk")
    columns, fields = part.columns.split(), rows.model._meta
    steps = {column.rpartition("__")[0] for column in columns} - {""}
    steps |= {one for one in columns if "__" not in one and fields.get_field(one).is_relation}
    return rows.select_related(*sorted(steps)) if steps else rows


def _cells(row: Model, part: Part) -> Iterator[tuple[str, str, Any]]:
    for column in part.columns.split():
        of, _dots, name = column.rpartition("__")
        holder: Any = row
        for step in of.split("__") if of else []:
            holder = getattr(holder, step)
        field = holder._meta.get_field(name)
        yield column, capfirst(str(field.verbose_name)), _value(holder, field)


def _value(row: Any, field: Any) -> Any:
    """What JSON can hold; choices in words, sealed texts opened."""
    value = getattr(row, field.name)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bytes | memoryview):
        return unseal(bytes(value)) if value else ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Model) else value


@dataclass(frozen=True)
class Consent:
    """What somebody agreed to, word for word, when, and where they take it back."""

    what: str
    wording: str
    at: datetime
    url_name: str


def consents(user: User) -> list[Consent]:
    """All that is held now, the newest first."""
    one = me(user)
    bulletins, needs = gettext("Bulletins"), gettext("What you need on the day")
    given = [
        Consent(bulletins, wording, at, "bulletins:preferences")
        for wording, at in Subscriber.objects.subscribed()
        .filter(email__in=one.addresses)
        .values_list("consent_wording", "consented_at")
    ]
    for rows, page, about in _consents_to_needs(one):
        for title, wording, at in rows.values_list(*about):
            given.append(Consent(f"{needs}: {title}", wording, at, page))
    return sorted(given, key=lambda consent: consent.at, reverse=True)


def _consents_to_needs(one: Me) -> Iterator[tuple[QuerySet[Any], str, tuple[str, str, str]]]:
    own = ("needs_consent_wording", "needs_consented_at")
    at_events = Needs.objects.filter(delegate__in=DELEGATE(one))
    yield (
        at_events,
        "events:bookings",
        ("delegate__event__title", "consent_wording", "consented_at"),
    )
    speaking = CONTRIBUTOR(one).exclude(needs=b"")
    yield speaking, "events:bookings", ("event__title", *own)
    there = Attendance.objects.filter(user=one.user).exclude(needs=b"")
    yield there, "forums:index", ("forum__title", *own)
    official = SPEAKER(one).exclude(needs=b"")
    yield official, "forums:index", ("forum__title", *own)
