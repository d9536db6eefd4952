"""Sessions in the database, as Django keeps them, fetched with SQL that is written once."""

from typing import Any, override

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from portal.written_once import written_once


class SessionStore(db.SessionStore):
    @override
    def load(self) -> dict[str, Any]:
        """What the session holds; an empty one when it has run out or was never there."""
        for found in _sessions(key=str(self.session_key)):
            if found.expire_date > timezone.now():
                return self.decode(found.session_data)
        self._session_key = None
        return {}


@written_once
def _sessions(*, key: str) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key)
