from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from portal.models.erasures import NO_MAIL


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person; without a password they sign in by mailed code."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. One account each; the e-mail address is the name and is kept in lower case."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("Somebody already uses this address.")},
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(_("account since"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []  # the address is enough

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [("manage_staff", _("Can invite and remove staff"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_in_lower_case",
                violation_error_message=_("Write the address in lower case."),
            ),
        ]

    def __str__(self) -> str:
        if self.is_erased and not self.name:
            return str(_("Somebody who was erased"))
        return " ".join((self.name or self.email).split())

    @property
    def is_erased(self) -> bool:
        """Nothing is left but the number, for what must not lose its key (portal.erasures)."""
        return self.email.endswith(NO_MAIL)

    def clean(self) -> None:
        self.email = (self.email or "").strip().lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else ""


class StaffEnrolmentQuerySet(models.QuerySet["StaffEnrolment"]):
    def usable(self, now: datetime) -> "StaffEnrolmentQuerySet":
        """Not used yet and not run out."""
        return self.filter(used_at__isnull=True, expires_at__gt=now)


class StaffEnrolment(models.Model):
    """A one-time link by which a member of staff may enrol a second factor.

    A Manager sees the link once and hands it over in person or by telephone: neither a stale
    session nor somebody's mailbox is enough to enrol.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = StaffEnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="staff_enrolment_expires_after_creation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} until {date_format(localtime(self.expires_at))}"
