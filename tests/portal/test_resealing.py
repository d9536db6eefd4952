"""Changing the key: everything sealed is readable by the new one alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client

from forums.choices import Rule
from forums.models import Note
from portal import sealing
from portal.sealing import unseal
from tests.factories.forums import held_forum, item_of, write_note
from tests.factories.sign_in import enrol_app, sign_in
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(settings: Any) -> Iterator[Any]:
    """Call it with the keys to use from now on."""

    def use(*given: str) -> None:
        settings.ENCRYPTION_KEYS = list(given)
        sealing._box.cache_clear()

    yield use
    sealing._box.cache_clear()


def test_every_column_of_bytes_is_sealed() -> None:
    """All of them are sealed anew; keep what is not sealed in a column of another kind."""
    found = {
        field.name
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.BinaryField)
    }
    assert found == {"needs", "sealed", "token"}


def test_the_old_key_can_go_once_everything_is_sealed_anew(
    keys: Any, settings: Any, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = settings.ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    staff = make_staff()
    secret = enrol_app(staff)
    write_note(item_of(held_forum(), Rule.NON_ATTRIBUTABLE), "What was said.")
    keys(new, old)
    call_command("reseal")
    assert capsys.readouterr().out.startswith("2 texts are sealed")
    keys(new)
    assert unseal(Note.objects.get().sealed) == "What was said."
    sign_in(client, staff, secret=secret)
    assert client.session["_auth_user_id"] == str(staff.pk)


def test_what_no_key_reads_stops_it_and_stays_as_it_is(keys: Any, settings: Any) -> None:
    enrol_app(make_staff())
    before = Authenticator.objects.get().data
    keys(Fernet.generate_key().decode())
    with pytest.raises(CommandError, match="a key that is not in ENCRYPTION_KEYS"):
        call_command("reseal")
    assert Authenticator.objects.get().data == before
