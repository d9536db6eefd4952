"""How long what is personal is kept, why, and what happens then: the one place for the rule.

Each app says in its `retention` module which of its fields are in which class; the jobs that
delete take their periods from here. Pure: no database, no request, no settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

INTERESTS = _("legitimate interests: UK GDPR, Article 6(1)(f)")
CONSENT = _("consent: Articles 6(1)(a) and 9(2)(a)")
ACCOUNT_FOR_IT = _("a legal duty: Articles 5(2) and 6(1)(c)")


class End(TextChoices):
    """What happens on the day."""

    ERASED = "erased", _("erased")
    REDUCED = "reduced", _("reduced to what names nobody")


@dataclass(frozen=True)
class Stage:
    """One date on which something of a class goes.

    `job` is the entry of CELERY_BEAT_SCHEDULE that sees to it; `when` says in words from when
    `period` counts.
    """

    key: str
    when: Any
    period: timedelta
    job: str
    end: End = End.ERASED


@dataclass(frozen=True)
class Class:
    """Personal data with the same fate. What no stage takes stays, for the reason in `stays`."""

    key: str
    what: Any
    basis: Any
    stages: tuple[Stage, ...] = ()
    stays: Any = ""


type Fields = Mapping[str, Mapping[Class | None, str]]
NOT_PERSONAL = None  # in the place of a class: says that a field tells of no person


def _days(number: int) -> timedelta:
    return timedelta(days=number)


UNUSED_DRAFTS = Stage(
    "unused-drafts", _("12 months without use, after two warnings"), _days(365),
    "retire-applications",
)  # fmt: skip
ENDED_APPLICATIONS = Stage(
    "ended-applications",
    _("24 months after it was declined, withdrawn, or referred and last worked on"), _days(730),
    "retire-declined", End.REDUCED,
)  # fmt: skip
OLD_SUPPORT = Stage(
    "old-support", _("24 months after it was given, declined or taken back"), _days(730),
    "retire-support", End.REDUCED,
)  # fmt: skip
OLD_ENQUIRIES = Stage(
    "old-enquiries", _("12 months after it was received"), _days(365), "forget-enquiries"
)
OLD_ADVICE = Stage("old-advice", _("12 months after it was asked"), _days(365), "forget-advice")
OLD_TRAINING = Stage(
    "old-training", _("24 months after it ended or ran out"), _days(730), "forget-training"
)
LEADERSHIP_OVER = Stage(
    "leadership-over", _("90 days after an application ended"), _days(90), "forget-leadership"
)
LEADERSHIP_REFERRED = Stage(
    "leadership-referred", _("a year after a referral to guidance"), _days(365),
    "forget-leadership",
)  # fmt: skip
LISTED_ROWS = Stage(
    "listed-rows", _("30 days after the list was brought in"), _days(30), "retire-imports"
)
LISTED_CONTACTS = Stage(
    "listed-contacts", _("12 months after they were taken over"), _days(365), "retire-imports"
)
MERGED_BEFORE = Stage(
    "merged-before", _("12 months after two records became one"), _days(365), "forget-merges"
)
EVENT_NEEDS = Stage(
    "event-needs", _("30 days after the event, or when somebody does not come"), _days(30),
    "forget-needs",
)  # fmt: skip
FORUM_NEEDS = Stage(
    "forum-needs", _("30 days after the forum, or when somebody does not come"), _days(30),
    "forget-joining",
)  # fmt: skip
DOOR_OVER = Stage("door", _("12 months after the event"), _days(365), "forget-taps")
NOTES_OVER = Stage(
    "notes", _("on the day that stands on them, a year after the forum at most"), _days(365),
    "forget-notes",
)  # fmt: skip
QUESTIONS_UNUSED = Stage(
    "sanctuary-questions", _("with the forum’s notes, at least 30 days after it was asked"),
    _days(30), "forget-notes",
)  # fmt: skip
UNCONFIRMED = Stage("unconfirmed", _("30 days without a confirmation"), _days(30), "forget-lists")
LEFT_LONG_AGO = Stage(
    "left-long-ago", _("24 months after they left"), _days(730), "forget-lists", End.REDUCED
)
OLD_DELIVERIES = Stage(
    "old-deliveries", _("12 months after it was sent"), _days(365), "forget-deliveries"
)
OLD_REPORTS = Stage("old-reports", _("90 days after the report"), _days(90), "forget-lists")
UNUSED_SHARED = Stage("unused-shared", _("12 months without use"), _days(365), "forget-submissions")
ENDED_SHARED = Stage(
    "ended-shared", _("24 months after it was declined, taken back or left unchanged"),
    _days(730), "forget-submissions",
)  # fmt: skip
OLD_MAIL = Stage("old-mail", _("90 days after it was written"), _days(90), "tidy")
OVER_SESSIONS = Stage("over-sessions", _("14 days after the last visit"), _days(14), "tidy")


ENQUIRIES = Class("enquiries", _("Enquiries to the co-ordinator"), INTERESTS, (OLD_ENQUIRIES,))
ADVICE = Class(
    "advice", _("Questions for advice between members, and what was reported of them"), INTERESTS,
    (OLD_ADVICE,),
)  # fmt: skip
LEADERSHIP = Class(
    "leadership",
    _("Figures about an organisation’s leadership"),
    _("Articles 6(1)(f) and 9(2)(g); Data Protection Act 2018, Schedule 1, paragraph 8"),
    (LEADERSHIP_OVER, LEADERSHIP_REFERRED),
)
APPLICATIONS = Class(
    "applications",
    _("Applications: people, answers, documents, decisions"),
    INTERESTS,
    (UNUSED_DRAFTS, ENDED_APPLICATIONS),
    _("Approved ones stay with the organisation; no date for them is set yet. A person’s name goes "
      "when they are erased. Of declined, withdrawn and referred ones days, categories and reasons "
      "stay."),
)  # fmt: skip
LISTS = Class(
    "lists",
    _("Lists of members from before, and the contacts that they name"),
    INTERESTS,
    (LISTED_ROWS, LISTED_CONTACTS),
    _("On what an organisation became a member stays with it."),
)
ACCOUNTS = Class(
    "accounts",
    _("Accounts: name, address, telephone, how one signs in, places in organisations"),
    INTERESTS,
    stays=_("As long as the account; all of it goes when the person is erased."),
)
SESSIONS = Class(
    "sessions", _("Where one is signed in"), _("legitimate interests: security, Article 6(1)(f)"),
    (OVER_SESSIONS,),
)  # fmt: skip
MEMBERSHIPS = Class(
    "memberships",
    _("The history of memberships, with what was noted about them"),
    INTERESTS,
    stays=_("That an organisation was a member stays; who acted is let go when erased."),
)
MERGES = Class(
    "merges",
    _("What two records of an organisation or a person held before they became one, sealed"),
    INTERESTS,
    (MERGED_BEFORE,),
    _("That they became one stays."),
)
SUPPORT = Class(
    "support",
    _("Requests for consultancy support, and how it went"),
    INTERESTS,
    (OLD_SUPPORT,),
    _("For which organisation, days, hours and whether it helped stay: what the network did for a "
      "member. Who asked is let go when they are erased."),
)  # fmt: skip
TRAINING = Class(
    "training", _("The training exchange: what members offer and look for"), INTERESTS,
    (OLD_TRAINING,),
)  # fmt: skip
BOOKINGS = Class(
    "bookings",
    _("Bookings and delegates"),
    _("legitimate interests or a contract: Article 6(1)(b) and (f)"),
    stays=_("No date is set yet; names and addresses go when the person is erased."),
)
INVOICES = Class(
    "invoices",
    _("Invoices"),
    ACCOUNT_FOR_IT,
    stays=_("Tax law asks for six years; the charity sets the date. An erasure leaves them."),
)
NEEDS_AT_EVENTS = Class("event-needs", _("Needs at events, sealed"), CONSENT, (EVENT_NEEDS,))
NEEDS_AT_FORUMS = Class("forum-needs", _("Needs at forums, sealed"), CONSENT, (FORUM_NEEDS,))
DOOR = Class(
    "door", _("Who ticked whom in at a door, and volunteers’ links"), INTERESTS, (DOOR_OVER,)
)
SPEAKERS = Class(
    "speakers",
    _("Speakers, contributors and officials"),
    INTERESTS,
    stays=_(
        "Part of the programme that was shown; no date is set yet. It goes when they are erased."
    ),
)
ATTENDANCE = Class(
    "attendance",
    _("Who was, or meant to be, at a forum"),
    INTERESTS,
    stays=_("Says who may open its notes; no date is set yet. It goes when a person is erased."),
)
NOTES = Class(
    "notes",
    _("Confidential notes of forums, sealed"),
    _("Article 6(1)(f); for what is special, see docs/dpia.md"),
    (NOTES_OVER,),
)
SAID = Class(
    "said",
    _("What members raised, agreed and objected to, and who took what on"),
    INTERESTS,
    (QUESTIONS_UNUSED,),
    _("As long as the forum and the issue it became; the person is let go when erased."),
)
FEEDBACK = Class(
    "feedback",
    _("Answers to feedback, without a name"),
    INTERESTS,
    stays=_("Nothing in it leads to a person."),
)
SUBSCRIPTIONS = Class(
    "subscriptions",
    _("Subscriptions and consent to bulletins"),
    _("consent, Article 6(1)(a) and PECR, regulation 22"),
    (UNCONFIRMED, LEFT_LONG_AGO),
    _("While somebody subscribes, so that we can show that they asked."),
)
SUPPRESSIONS = Class(
    "suppressions",
    _("Addresses that nothing may go to"),
    INTERESTS,
    stays=_(
        "Until its owner asks otherwise, also when they are erased: not to write to them again."
    ),
)
DELIVERIES = Class("deliveries", _("To whom a bulletin went"), INTERESTS, (OLD_DELIVERIES,))
REPORTS = Class("reports", _("What the mail provider reports"), INTERESTS, (OLD_REPORTS,))
SHARED = Class(
    "shared",
    _("What members share"),
    INTERESTS,
    (UNUSED_SHARED, ENDED_SHARED),
    _("What was published stays; who sent it in is let go when erased."),
)
PUBLISHED = Class(
    "published",
    _("What was written to be published or sent to many"),
    INTERESTS,
    stays=_("It was public, or went out: a record of what was said. An erasure leaves it."),
)
MAIL = Class("mail", _("Mail to one person"), INTERESTS, (OLD_MAIL,))
AUDIT = Class(
    "audit",
    _("The record of who did what"),
    ACCOUNT_FOR_IT,
    stays=_(
        "So that we can account for it; names and values are blanked by an erasure, and of records "
        "that were reduced."
    ),
)
WORK = Class(
    "work",
    _("Which member of staff or colleague did a piece of work"),
    INTERESTS,
    stays=_("As long as the record it is about; let go when the person is erased."),
)
SITE = Class(
    "site",
    _("The co-ordinator’s details on the site"),
    INTERESTS,
    stays=_("Until a member of staff changes them."),
)

CLASSES = (
    ENQUIRIES, ADVICE, LEADERSHIP, APPLICATIONS, LISTS, ACCOUNTS, SESSIONS, MEMBERSHIPS,
    SUPPORT, TRAINING, MERGES, BOOKINGS, INVOICES, NEEDS_AT_EVENTS, NEEDS_AT_FORUMS, DOOR,
    SPEAKERS, ATTENDANCE, NOTES, SAID, FEEDBACK, SUBSCRIPTIONS, SUPPRESSIONS, DELIVERIES,
    REPORTS, SHARED, PUBLISHED, MAIL, AUDIT, WORK, SITE,
)  # fmt: skip
STAGES = {stage.key: stage for each in CLASSES for stage in each.stages}
