"""Sessions in the database, as Django keeps them, fetched with SQL that is written once."""

from functools import cache
from typing import Any, override

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.written_once import sql_by


class SessionStore(db.SessionStore):
    @override
    def load(self) -> dict[str, Any]:
        """What the session holds; an empty one when it has run out or was never there."""
        sql, values = _session_by_key()
        for found in Session.objects.raw(sql, [*values, self.session_key]):
            if found.expire_date > timezone.now():
                return self.decode(found.session_data)
        self._session_key = None
        return {}


@cache
def _session_by_key() -> tuple[str, tuple[Any, ...]]:
    return sql_by(Session.objects.all(), session_key="")
