"""Who may do what: read with the person at each request, in the one query that fetches them."""

from typing import Any, override

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from portal.staff_groups import PERMISSIONS
from portal.written_once import written_once


class Backend(AuthenticationBackend):
    """Signs in as allauth does; rights come from a person's groups by the table in code alone.

    The table is what the database's permissions are set to after each `migrate`
    (docs/adr/0004); asking it needs the names of the groups and no joins.
    """

    @override
    def get_user(self, user_id: Any) -> Any:
        """The person of a session, knowing their groups and factors, or None.

        Both are read anew at each request: who loses a right or a factor loses it at once.
        """
        found = _people_with_rights(pk=user_id)
        return next((user for user in found if self.user_can_authenticate(user)), None)

    @override
    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: nobody is given a right by hand."""
        return set()

    @override
    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """What the person's groups may, as "app.codename"; everything for a superuser."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_rights"):
            user_obj._rights = _everything() if user_obj.is_superuser else _rights_of(user_obj)
        return user_obj._rights  # type: ignore[no-any-return]  # kept just above


@written_once
def _people_with_rights(*, pk: int) -> QuerySet[Any]:
    """One person: every page of somebody signed in asks for them."""
    groups = Group.objects.filter(user=OuterRef("pk")).values("name")
    factors = Authenticator.objects.filter(user=OuterRef("pk")).values("pk")
    return (
        get_user_model()
        ._default_manager.filter(pk=pk)
        .annotate(group_names=ArraySubquery(groups), factor_ids=ArraySubquery(factors))
    )


def _rights_of(user: Any) -> set[str]:
    names = getattr(user, "group_names", None)
    if names is None:
        names = user.groups.values_list("name", flat=True)
    return {right for name in names for right in PERMISSIONS.get(name, ())}


def _everything() -> set[str]:
    rights = Permission.objects.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in rights}
