"""What has to be done, and must hold, once a backup was restored and before the site opens.

A restored database is a step back in time: what was due for deletion since is there again, and
what was sent since still waits. Nothing here looks at the backup: it is the same for a database
that a provider set back.
"""

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user, get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import models
from django.http import HttpRequest

from bulletins.actions import moving, starting
from bulletins.models import Bulletin
from bulletins.states import State
from portal import erasures, resealing
from portal.celery import app as celery
from portal.models import OutgoingMail
from portal.sealing import unseal

# By these the entries of CELERY_BEAT_SCHEDULE that only delete what is due are known.
FORGETTING = ("forget-", "retire-", "sweep-", "tidy")
WHY = "restored from a backup: it may have been sent since"
_KEY_MISSING = (
    "cannot be read with ENCRYPTION_KEYS: put the keys of that time at the end of the list."
)
_SEALED_LOOKED_AT = 50  # per column, the newest: keys are changed for all


def hold_mail() -> int:
    """Put what waits in doubt: after the backup was made it may have gone out. Return how many.

    Staff settle it, one by one or all at once, as they do any doubtful mail.
    """
    moving_on = [OutgoingMail.State.WAITING, OutgoingMail.State.SENDING]
    return OutgoingMail.objects.filter(state__in=moving_on).update(
        state=OutgoingMail.State.IN_DOUBT, last_error=WHY, claim=None, lease_until=None
    )


def hold_bulletins(*, now: datetime) -> int:
    """Pause what was going out and hold what was due; return how many.

    Whom they reached since, only the mail provider knows.
    """
    going_out = list(Bulletin.objects.filter(state=State.SENDING).order_by("pk"))
    for bulletin in going_out:
        moving.pause(bulletin=bulletin, by=None, why=WHY, now=now)
    return len(going_out) + starting.hold_due(now=now)


def erase_again(*, now: datetime) -> int:
    """Erase anew whom the list outside of the database names; return how many."""
    return erasures.erase_again(folder=Path(settings.ERASURES_ROOT), now=now)


def end_sessions() -> int:
    """Everybody signs in again: sessions that were ended since would be open again."""
    count, _each = Session.objects.all().delete()
    return count


def forget_what_is_due() -> list[str]:
    """Run every job that deletes on a date, at once; return their names.

    Notes whose day has come, needs, drafts, leadership figures: whatever went since the backup
    by its date goes again.
    """
    names = forgetting_jobs()
    for name in names:
        celery.tasks[name]()
    return names


def forgetting_jobs() -> list[str]:
    """The names of the tasks that delete on a date, ready to be called."""
    celery.loader.import_default_modules()
    schedule = settings.CELERY_BEAT_SCHEDULE
    return [str(entry["task"]) for key, entry in schedule.items() if key.startswith(FORGETTING)]


def faults() -> list[str]:
    """What does not hold in the database and media store as they are, in words."""
    return [*_missing_files(), *_unreadable(), *_nobody_signs_in()]


def _missing_files() -> Iterator[str]:
    for model, field in _file_fields():
        named = model._default_manager.exclude(**{field.name: ""})
        for name in named.order_by(field.name).values_list(field.name, flat=True).distinct():
            if not default_storage.exists(name):
                yield f"{name} is missing from the media store ({model._meta.verbose_name})."


def _file_fields() -> Iterator[tuple[type[models.Model], models.FileField]]:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField):
                yield model, field


def _unreadable() -> Iterator[str]:
    for rows, name in resealing.columns():
        newest = rows.order_by("-pk").values_list(name, flat=True)[:_SEALED_LOOKED_AT]
        if not all(_is_readable(bytes(token)) for token in newest):
            yield f"{rows.model._meta.label}.{name} {_KEY_MISSING}"
    apps_of_people = Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("-pk")
    for factor in apps_of_people[:_SEALED_LOOKED_AT]:
        if not _is_readable(factor.data["secret"].encode()):
            yield f"A second factor {_KEY_MISSING}"
            return


def _is_readable(token: bytes) -> bool:
    try:
        unseal(token)
    except InvalidToken:
        return False
    return True


def _nobody_signs_in() -> Iterator[str]:
    """Let somebody in and know them again at the next request, as a page would."""
    person = get_user_model()._default_manager.filter(is_active=True).order_by("pk").first()
    if person is not None and _known_again(person) != person:
        yield "Nobody can sign in: a session that was just made is not known."


def _known_again(person: AbstractBaseUser) -> object:
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    begun = sessions()
    begun["_auth_user_id"] = str(person.pk)
    begun["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    begun["_auth_user_hash"] = person.get_session_auth_hash()
    begun.save()
    request = HttpRequest()
    request.session = sessions(begun.session_key)
    try:
        return get_user(request)
    finally:
        begun.delete()
