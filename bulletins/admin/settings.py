"""What holds for all bulletins, as one row that is there before anybody saved it."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from bulletins.models import BulletinSettings
from portal import audit


@admin.register(BulletinSettings)
class BulletinSettingsAdmin(admin.ModelAdmin):
    """Its list is the row."""

    fields = ("needs_second_person", "sends_digests", "dkim_selector")
    actions = None

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, _request: HttpRequest, _context: Any = None) -> HttpResponseRedirect:
        return redirect("admin:bulletins_bulletinsettings_change", 1)

    def get_object(
        self, _request: HttpRequest, object_id: str, _from_field: str | None = None
    ) -> BulletinSettings | None:
        return BulletinSettings.current() if object_id == "1" else None

    def save_model(
        self, request: HttpRequest, obj: BulletinSettings, form: Any, change: bool
    ) -> None:
        """The admin has opened a transaction: the change and its entry stand together."""
        before = BulletinSettings.current()
        old, new = (
            {name: getattr(row, name) for name in form.changed_data} for row in (before, obj)
        )
        super().save_model(request, obj, form, change)
        audit.record(
            by=request.user, action="bulletin-settings.change", target=obj, old=old, new=new
        )
