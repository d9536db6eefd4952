"""Loads the whole demo from one seed number."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from events.actions.seating import TELL
from network.actions import retire
from network.models import Application, User
from portal.demo import (
    bulletins,
    decided,
    directory,
    drafts,
    events,
    forums,
    imports,
    memberships,
    organisations,
    privacy,
    staff_work,
    support,
    training,
    waiting,
)
from portal.demo.bulk import plant_applications
from portal.demo.clock import WORKING_DAYS, Clock
from portal.demo.enquiries import tell_enquiries, tell_join_requests
from portal.demo.members import plant_members
from portal.demo.people import COORDINATOR_NAME, People, make_staff
from portal.demo.sketches import Sketcher
from portal.demo.stories import Teller
from portal.demo.telling import World
from portal.local.demo import ACCOUNTS, PASSWORD
from portal.models import OutgoingMail, SiteSettings
from portal.wake import DELIVER_OUTBOX, wake

SEED = 2023
_STAFF_SINCE_DAYS = 760
INVOICE_DETAILS = (
    "Account name: Race and Justice Network (example)\n"
    "Sort code 00-00-00, account number 00000000\n"
    "Please pay within 30 days of the invoice."
)
_GO_OUT_DAYS = 4  # mails to demo accounts of the last days really go out
_NAMES = {
    "member@example.org": "Marcia Sample-Facey",
    "colleague@example.org": "Harpreet Example-Bhogal",
    "other@example.org": "Hodan Specimen-Warsame",
    "applicant@example.org": "Levi Example-Boswell",
}


@contextmanager
def _one_transaction() -> Iterator[None]:
    """All or nothing, and so without the savepoints that every action would set inside it.

    Thousands of them would take a third of the loading time; nothing here fails and goes on.
    """
    features, usual = connection.features, connection.features.uses_savepoints
    with transaction.atomic():
        features.uses_savepoints = False
        try:
            yield
        finally:
            features.uses_savepoints = usual


def load(*, now: datetime, seed: int = SEED, applications: int = 0) -> None:
    """Write the demo into an empty database: people, members, applications and all that follows.

    The same seed gives the same content, with dates relative to `now`'s day in London. Fewer
    `applications` than the demo tells anyway (about a hundred) change nothing; more are planted
    as simple rows.
    """
    with _one_transaction():
        _set_up_site()
        world = _world(now, seed)
        _tell_everything(world, now)
        retire.forget_leadership(now=now)
        _settle_old_mail(now)
        events.settle(now)
        missing = applications - Application.objects.count()
        if missing > 0:
            plant_applications(missing, seed, now=now)
        _wake_once()


def _tell_everything(world: World, now: datetime) -> None:
    accounts = {
        email: world.people.new(since=world.clock.ago(180), name=name, email=email)
        for email, name in _NAMES.items()
    }
    members = plant_members(world)
    teller = Teller(world, members, accounts)
    for module in (decided, waiting, drafts):
        module.tell(teller)
    tell_enquiries(world)
    tell_join_requests(world)
    events.tell(teller)
    forums.tell(world, now)
    bulletins.tell(world, now)
    memberships.tell(world)
    organisations.tell(world, accounts)
    support.tell(world)
    training.tell(world)
    imports.tell(world)
    directory.tell(world, members, accounts)
    staff_work.tell(world, accounts["other@example.org"])
    privacy.tell(world, accounts["member@example.org"])
    User.objects.filter(email__in=ACCOUNTS).update(password=make_password(PASSWORD))


def _world(now: datetime, seed: int) -> World:
    rng = random.Random(seed)  # noqa: S311 - invented content, no secret
    clock = Clock(timezone.localdate(now), rng)
    return World(
        rng=rng,
        clock=clock,
        people=People(rng),
        staff=make_staff(now=clock.ago(_STAFF_SINCE_DAYS)),
        sketcher=Sketcher(rng),
    )


def _set_up_site() -> None:
    site = SiteSettings.current()
    site.coordinator_name = COORDINATOR_NAME
    site.coordinator_phone = "020 7946 0142"
    site.invoice_details = INVOICE_DETAILS
    site.working_days = WORKING_DAYS
    site.answer_within_working_days = 6
    site.save()
    SiteSettings.forget()


def _settle_old_mail(now: datetime) -> None:
    """Mark mails of the past as sent when they were written.

    They were never handed to a mail server: the demo only pretends that this site has been
    running for years. Mails of the last days to the demo's accounts are left to go out now, so
    that there is something to read at /demo/mail/.
    """
    mails = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    recent = mails.filter(
        to__in=ACCOUNTS, is_credential=False, created_at__gte=now - timedelta(days=_GO_OUT_DAYS)
    )
    recent.update(next_attempt_at=now)
    mails.exclude(pk__in=recent.values("pk")).update(
        state=OutgoingMail.State.SENT, sent_at=F("created_at"), attempts=1, sealed=b""
    )


def _wake_once() -> None:
    """Each mail and notice would wake a worker after commit; once is enough for all of them."""
    waiting = connection.run_on_commit
    waiting[:] = [entry for entry in waiting if getattr(entry[1], "func", None) is not wake]
    for task in (DELIVER_OUTBOX, TELL):
        transaction.on_commit(partial(wake, task))
