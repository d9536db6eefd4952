"""Admin forms whose changes go into the portal's own log, with old and new values."""

from typing import Any

from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest

from portal import audit
from portal.admin_records import Records


class AuditedAdmin(Records):
    """`long_texts` names fields of which the log keeps only that they changed."""

    long_texts: tuple[str, ...] = ()

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Django's admin has opened a transaction: the change and its entry stand together."""
        old = self._values(type(obj)._default_manager.get(pk=obj.pk), form) if change else {}
        super().save_model(request, obj, form, change)
        audit.record(
            by=request.user,
            action=f"{obj._meta.model_name}.{'change' if change else 'add'}",
            target=obj,
            old=old,
            new=self._values(obj, form),
        )

    def _values(self, obj: Model, form: Any) -> dict[str, Any]:
        values = model_to_dict(obj, fields=form.changed_data)
        return {name: "…" if name in self.long_texts else value for name, value in values.items()}
