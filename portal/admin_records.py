"""What every list of records in the admin has in common, in whichever app."""

from typing import Any

from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from portal import audit
from portal.admin_lookups import ListedLookups


class Records(ListedLookups):
    """Headed by what the records are called; nothing is done to many at once."""

    actions = None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))


class ReadOnlyAdmin(Records):
    """To look at and to search, superusers included; changes are made by acts elsewhere."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False


class AuditedAdmin(Records):
    """Changes go into the portal's own log, with old and new values.

    `long_texts` names fields of which the log keeps only that they changed.
    """

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
