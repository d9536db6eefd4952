"""Materials of an event: added and kept in order by staff, handed in by contributors."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from events import letters
from events.actions.contributing import still_theirs
from events.choices import ShownTo
from events.models import Contribution, Contributor, Event, Material, Workshop
from network.actions.files import delete_after_commit, kept_file, sweep
from network.models import User
from network.uploads import Upload
from portal import audit, outbox
from portal.letters import one_line
from portal.models import SiteSettings
from portal.ordering import number, swapped

FOLDER = "materials"  # of Material.file, with one folder below it for each year
MOST = 100  # of an event
MOST_HANDED_IN = 5  # of a contributor, waiting to be published


class TooMany(Exception):
    """There are as many as an event may have."""


class TooManyWaiting(Exception):
    """There are as many as a contributor may have that are not published yet."""


class NotTaking(Exception):
    """Who does not take part, or not in a cancelled event, hands nothing in."""


class Gone(Exception):
    """Somebody withdrew it in the meantime."""


class Published(Exception):
    """Staff published it: whether it goes is theirs to say."""


@dataclass(frozen=True)
class About:
    """What is said of a material. `slot` and `workshop` are keys: both None is the whole event."""

    title: str
    description: str = ""
    shown_to: str = ShownTo.BOOKED
    slot: int | None = None
    workshop: int | None = None

    def values(self) -> dict[str, str | int | None]:
        """By the names of the columns."""
        said = asdict(self)
        said |= {"title": one_line(self.title), "description": one_line(self.description)}
        return said | {"slot_id": said.pop("slot"), "workshop_id": said.pop("workshop")}


def about_workshop(workshop: Workshop, title: str, **said: str) -> About:
    """About a workshop, which stands with its series."""
    return About(title, slot=workshop.series_id, workshop=workshop.pk, **said)


@transaction.atomic
def add(
    *, event: Event, about: About, content: Upload | str, key: uuid.UUID, by: User, now: datetime
) -> Material:
    """Add an inspected file or an https link, shown at once; the same `key` adds nothing more.

    Raises TooMany, and OSError for a full disk: then nothing is kept.
    """
    locked = _lock(event)
    if (known := locked.materials.filter(key=key).first()) is not None:
        return known
    if locked.materials.count() >= MOST:
        raise TooMany
    row = _new(locked, about, key=key, added_by=by, added_at=now, published_at=now)
    return _keep(row, content, action="material.add", by=by, now=now)


@transaction.atomic
def hand_in(
    *, contributor: Contributor, about: About, upload: Upload, key: uuid.UUID, now: datetime
) -> Material:
    """Keep what a contributor hands in, for staff to publish; the organisers are told.

    It is about one of their own parts or, else, the whole event. The same `key` adds nothing
    more. Raises LinkOver, NotTaking, TooManyWaiting, TooMany, and OSError for a full disk.
    """
    event = _lock(contributor.event)
    who = still_theirs(contributor)
    if (known := who.materials.filter(key=key).first()) is not None:
        return known
    if who.state != Contributor.State.ACCEPTED or event.state == Event.State.CANCELLED:
        raise NotTaking
    if who.materials.filter(published_at__isnull=True).count() >= MOST_HANDED_IN:
        raise TooManyWaiting
    if event.materials.count() >= MOST:
        raise TooMany
    about = about if _is_own(who, about) else About(about.title, about.description)
    row = _new(event, about, key=key, added_at=now, handed_in_by=who)
    kept = _keep(row, upload, action="material.hand-in", by=None, now=now)
    to = SiteSettings.current().coordinator_email
    letter = letters.material_handed_in(kept, who, to=to)
    outbox.enqueue(cause=f"material-handed-in:{kept.pk}", letter=letter, now=now)
    return kept


def _is_own(who: Contributor, about: About) -> bool:
    """Whether they take part where the material says it belongs."""
    own = Contribution.objects.filter(contributor=who)
    if about.workshop:
        return own.filter(workshop=about.workshop, workshop__series=about.slot).exists()
    return own.filter(slot=about.slot).exists()


def _lock(event: Event) -> Event:
    """One at a time for each event, so that numbers and order are what was looked at."""
    return Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def _new(event: Event, about: About, **values: object) -> Material:
    last = event.materials.aggregate(last=Max("position"))["last"] or 0
    return Material(event=event, position=last + 1, **about.values(), **values)


def _keep(
    row: Material, content: Upload | str, *, action: str, by: User | None, now: datetime
) -> Material:
    if isinstance(content, str):
        row.link = content
        return _written(row, action, by, now)
    with kept_file(FOLDER, content, now) as stored:
        row.file.name, row.name = stored, content.clean_name
        row.content_type, row.size = content.content_type, len(content.data)
        return _written(row, action, by, now)


def _written(row: Material, action: str, by: User | None, now: datetime) -> Material:
    row.save()
    new = {"title": row.title, "shown_to": row.shown_to}
    audit.record(by=by, action=action, target=row, new=new, now=now)
    return row


@transaction.atomic
def change(
    *, material: Material, about: About, publish: bool = False, by: User, now: datetime
) -> Material:
    """Say something else of a material and, with `publish`, show it. Raises Gone."""
    row = _locked(material)
    values = about.values()
    old = {name: getattr(row, name) for name in values}
    changed = {name: value for name, value in values.items() if old[name] != value}
    if publish and row.published_at is None:
        row.published_at = now
        changed |= {"published": True}
    if changed:
        for name in values:
            setattr(row, name, values[name])
        row.save()
        was = {name: old[name] for name in changed if name in old}
        audit.record(by=by, action="material.change", target=row, old=was, new=changed, now=now)
    return row


@transaction.atomic
def move(*, material: Material, up: bool, by: User, now: datetime) -> None:
    """One place up or down in the event's list, if there is one. Raises Gone."""
    row = _locked(material)
    order = list(Material.objects.filter(event=row.event_id).order_by("position", "pk"))
    if swapped(order, order.index(row), up=up):
        number(order)
        new = {"place": order.index(row) + 1}
        audit.record(by=by, action="material.move", target=row, new=new, now=now)


@transaction.atomic
def withdraw(*, material: Material, by: User, now: datetime) -> None:
    """Remove row and file; the file only once the row is gone for good. Raises Gone."""
    _remove(_locked(material), by=by, now=now)


@transaction.atomic
def take_back(*, contributor: Contributor, material: Material, now: datetime) -> None:
    """A contributor removes what they handed in, as long as it is not published.

    Raises LinkOver, Gone, Published.
    """
    row = _locked(material)
    who = still_theirs(contributor)
    if row.handed_in_by_id != who.pk:
        raise Gone
    if row.is_published:
        raise Published
    _remove(row, by=None, now=now)


def _locked(material: Material) -> Material:
    _lock(material.event)
    row = Material.objects.filter(pk=material.pk).first()
    if row is None:
        raise Gone
    return row


def _remove(row: Material, *, by: User | None, now: datetime) -> None:
    old = {"title": row.title, "shown_to": row.shown_to}
    audit.record(by=by, action="material.withdraw", target=row, old=old, now=now)
    if row.file:
        delete_after_commit([str(row.file.name)])
    row.delete()


def delete_files_of(event: Event) -> None:
    """For an event that is about to be deleted: its files go once it has gone."""
    names = Material.objects.filter(event=event).exclude(file="").values_list("file", flat=True)
    delete_after_commit(names)


def sweep_files(*, now: datetime) -> int:
    """Delete files over 24 hours old that no material names; return how many."""
    return sweep(FOLDER, Material.objects.all(), now)
