"""How django-allauth works here: mails through the outbox, secrets sealed, staff kept safe."""

import time
import uuid
from datetime import timedelta
from typing import Any, override

import qrcode  # type: ignore[import-untyped]  # has no types
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]  # has no types

from portal import letters, outbox
from portal.sealing import seal, unseal

CODE_LIVES = timedelta(hours=1)
RECENT_SECONDS = 15 * 60
PASSKEY = "mfa_reauthenticate:webauthn"
WAYS = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code from your app, or a recovery code"),
    PASSKEY: _("With your passkey"),
}
NOTICES = frozenset(
    {
        "account/email/email_changed",
        "account/email/email_confirm",
        "account/email/email_deleted",
        "account/email/password_changed",
        "account/email/password_reset",
        "account/email/password_set",
        "mfa/email/recovery_codes_generated",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
        "mfa/email/webauthn_added",
        "mfa/email/webauthn_removed",
    }
)


class AccountAdapter(DefaultAccountAdapter):
    """Every mail of the sign-in pages is an outbox row; all but mere notices are credentials."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your e-mail address already"),
        "email_password_mismatch": _(
            "That e-mail address and password do not go together. "
            "Check both, or have a code sent to you instead."
        ),
        "email_taken": _("This address cannot be used. Try another one."),
        "enter_current_password": _("This is not the password you have now"),
        "incorrect_code": _("This is not the right code. Check it, or ask for a new one."),
        "incorrect_password": _("This is not your password"),
        "rate_limited": _("Wait a little before you ask for another code."),
        "same_as_current": _("This is your e-mail address already"),
        "too_many_login_attempts": _(
            "That was tried too many times. Wait five minutes, then start again."
        ),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write `templates/<template_prefix>_*.txt` into the outbox, for `email`."""
        values = {"base_url": settings.BASE_URL, "email": email} | context
        letter = letters.from_text(
            to=email,
            subject=render_to_string(f"{template_prefix}_subject.txt", values),
            body=render_to_string(f"{template_prefix}_message.txt", values),
        )
        cause = f"{template_prefix}:{uuid.uuid4()}"
        if template_prefix in NOTICES:
            outbox.enqueue(cause=cause, letter=letter)
        else:
            expires_at = timezone.now() + CODE_LIVES
            outbox.enqueue_credential(cause=cause, letter=letter, expires_at=expires_at)

    def is_safe_url(self, url: str | None) -> bool:
        """Only pages of this site, given as a path."""
        return url is not None and url.startswith("/") and bool(super().is_safe_url(url))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("staff" if request.user.is_staff else settings.LOGIN_REDIRECT_URL)

    @override
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("account")

    @override
    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return resolve_url("account" if self.request.user.is_authenticated else "account_login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ways to confirm that it is you, the handiest first.

        Staff who have a second factor confirm with it: a password alone is not enough.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if needs_second_factor(user) and has_second_factor(user):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        if any(method["id"] == PASSKEY for method in methods) and not has_app(user):
            methods.sort(key=lambda method: method["id"] != PASSKEY)
        return [method | {"description": WAYS[method["id"]]} for method in methods]


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets lie sealed; staff cannot take their last factor away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Staff keep at least one way to confirm it is them. Add another one first."
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
        "incorrect_code": _(
            "This is not the right code, or it was used already. Wait for the next one. If none "
            "works, the clock of your phone may be wrong: set its time to automatic."
        ),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode())

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def build_totp_svg(self, url: str) -> str:
        """On white, so that cameras can read it on a dark page as well."""
        image = qrcode.make(url, image_factory=SvgPathFillImage)
        return str(image.to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: Any, type: str) -> str:  # noqa: A002  # allauth's
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not needs_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def needs_second_factor(user: Any) -> bool:
    """Whether the rules for staff hold for this person."""
    return bool(user.is_authenticated and user.is_staff and settings.STAFF_MFA_REQUIRED)


def has_second_factor(user: Any) -> bool:
    """Whether this person has enrolled a second factor that is not just recovery codes."""
    return bool(
        Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )


def has_app(user: Any) -> bool:
    """Whether this person has an authenticator app."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def second_factor_at(request: HttpRequest) -> float | None:
    """When this session last went through a second factor, in seconds since 1970, or None.

    Only factors that the person still has count: a reset ends what the lost one opened.
    """
    if not hasattr(request, "second_factor_at"):
        records = get_authentication_records(request, request.user)
        at = {record["id"]: record["at"] for record in records if record.get("method") == "mfa"}
        known = at.keys() & _factors(request.user)
        request.second_factor_at = max(  # type: ignore[attr-defined]  # kept for this request
            (at[factor] for factor in known), default=None
        )
    return request.second_factor_at  # type: ignore[attr-defined,no-any-return]  # ours


def _factors(user: Any) -> set[int]:
    """The numbers of a person's factors: read with a session's person, else asked for here."""
    known = getattr(user, "factor_ids", None)
    if known is None:
        known = Authenticator.objects.filter(user=user).values_list("pk", flat=True)
    return set(known)


def signed_in_with_second_factor(request: HttpRequest) -> bool:
    """Whether this very session went through a second factor (a record of method "mfa")."""
    return second_factor_at(request) is not None


def confirmed_recently(request: HttpRequest) -> bool:
    """Whether that was within the last 15 minutes."""
    at = second_factor_at(request)
    return at is not None and time.time() - at < RECENT_SECONDS


def may_use_staff_pages(request: HttpRequest) -> bool:
    """Staff, active, and with a second factor in this session where the setting asks for it."""
    user = request.user
    if not (user.is_active and user.is_staff):
        return False
    return not settings.STAFF_MFA_REQUIRED or signed_in_with_second_factor(request)
