"""Lists of members from before: the list, its rows while they are kept, and what came of it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class MemberImport(models.Model):
    """A list that was brought in. Its rows go after a month, what came of it is kept.

    `columns` says which heading stands for which column (network.member_lists), by its place.
    `pressed_by` is who made it go on last: a worker acts for them. `was_halted` says that the
    worker met what nobody thought of.
    """

    class State(models.TextChoices):
        MATCHING = "matching", _("Columns to be chosen")
        CHECKING = "checking", _("Being looked through")
        CHECKED = "checked", _("To be looked at")
        RUNNING = "running", _("Being taken over")
        DONE = "done", _("Taken over")
        INVITING = "inviting", _("Contacts are being invited")
        DISCARDED = "discarded", _("Discarded")

    WORKING = (State.CHECKING, State.RUNNING, State.INVITING)

    key = models.UUIDField(unique=True, editable=False)
    name = models.CharField(_("file"), max_length=200)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.MATCHING
    )
    counts = models.JSONField(_("what came of it"), default=dict)
    created_at = models.DateTimeField(_("brought in"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    pressed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    was_halted = models.BooleanField(default=False, db_default=False)
    forgotten_at = models.DateTimeField(_("rows deleted"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of members")
        verbose_name_plural = _("lists of members")
        permissions = [("import_members", _("Can take over lists of members"))]

    def __str__(self) -> str:
        return self.name

    def counted(self) -> dict[str, int]:
        """How many rows stand how; from what was kept once they are gone."""
        if self.forgotten_at:
            kept: dict[str, int] = self.counts
            return kept
        found = self.rows.order_by().values_list("state").annotate(number=Count("pk"))
        return dict(found)


class ImportRow(models.Model):
    """A row as it stood in the file, what it says, and what became of it.

    `alike` lists organisations that may be the same: their key, name and what they share.
    """

    class State(models.TextChoices):
        NEW = "new", _("Not looked at yet")
        READY = "ready", _("To be taken over")
        FAULTY = "faulty", _("To be put right")
        ALIKE = "alike", _("Possibly there already: to be decided")
        KNOWN = "known", _("There already")
        SAME = "same", _("The same as one that is there: left out")
        DONE = "done", _("Taken over")

    OPEN = (State.READY, State.FAULTY, State.ALIKE)

    member_import = models.ForeignKey(MemberImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    key = models.CharField(max_length=64, blank=True)
    numbers = ArrayField(models.CharField(max_length=40), default=list)
    alike = models.JSONField(default=list)
    is_another = models.BooleanField(default=False)  # somebody looked: it is not one of `alike`
    organisation = models.ForeignKey(
        "network.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member_import", "number"], name="import_row_once_in_its_list"
            )
        ]
        indexes = [
            models.Index(fields=["member_import", "state", "number"], name="import_row_next")
        ]

    def __str__(self) -> str:
        return f"{self.member_import}, row {self.number}"

    @property
    def name(self) -> str:
        """What it calls the organisation, as far as that could be read."""
        return str(self.values.get("name", ""))

    @property
    def joined_on(self) -> date | None:
        """The day it says the organisation joined."""
        day = self.values.get("joined_on")
        return date.fromisoformat(day) if day else None


class ImportedMember(models.Model):
    """A member that came by a list, under the key by which another file knows it again."""

    organisation = models.OneToOneField(
        "network.Organisation", on_delete=models.CASCADE, related_name="imported"
    )
    member_import = models.ForeignKey(
        MemberImport, null=True, on_delete=models.SET_NULL, related_name="members"
    )
    key = models.CharField(max_length=64, unique=True)
    basis = models.CharField(_("basis"), max_length=300)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.basis}"


class ListedContactQuerySet(models.QuerySet["ListedContact"]):
    def waiting(self) -> Any:
        """Those whom nobody has invited."""
        return self.filter(invited_at__isnull=True)


class ListedContact(models.Model):
    """Somebody whom a list names for an organisation: no account and no mail until invited."""

    organisation = models.ForeignKey(
        "network.Organisation", on_delete=models.CASCADE, related_name="listed_contacts"
    )
    member_import = models.ForeignKey(
        MemberImport, null=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    created_at = models.DateTimeField()
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)

    objects = ListedContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], name="listed_contact_once_per_organisation"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="listed_contact_in_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.email}, {self.organisation}"
