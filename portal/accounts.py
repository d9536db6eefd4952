"""How django-allauth works here: mails through the outbox, secrets sealed, staff kept safe."""

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import timezone

from portal import outbox
from portal.sealing import seal, unseal

CODE_LIVES = timedelta(hours=1)


class AccountAdapter(DefaultAccountAdapter):
    """Every mail of the sign-in pages is an outbox row; those with codes are credentials."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, self._with_site(context))
        cause = f"{template_prefix}:{uuid.uuid4()}"
        outbox.enqueue_credential(
            cause=cause, letter=_letter(email, message), expires_at=timezone.now() + CODE_LIVES
        )

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        return super().render_mail(template_prefix, email, self._with_site(context), headers)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def _with_site(self, context: dict[str, Any]) -> dict[str, Any]:
        return {"site_name": settings.SITE_NAME, "base_url": settings.BASE_URL} | context

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return super().get_email_verification_redirect_url(email_address)

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and url.startswith("/") and super().is_safe_url(url)


def _letter(to: str, message: EmailMessage) -> outbox.Letter:
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(part.content) for part in message.alternatives), "")
    return outbox.Letter(to=to, subject=message.subject, text=str(message.body), html=html)


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets lie sealed; staff cannot take their last factor away."""

    def encrypt(self, text: str) -> str:
        return seal(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text.encode())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not authenticator.user.is_staff:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def has_second_factor(user: Any) -> bool:
    """Whether this person has enrolled a second factor that is not just recovery codes."""
    return (
        Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )


def signed_in_with_second_factor(request: HttpRequest) -> bool:
    """Whether this very session went through a second factor (trust.md: `method == "mfa"`)."""
    from allauth.account.authentication import get_authentication_records

    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def may_use_staff_pages(request: HttpRequest) -> bool:
    """Staff, active, and with a second factor in this session where the setting asks for it."""
    user = request.user
    if not (user.is_active and user.is_staff):
        return False
    return not settings.STAFF_MFA_REQUIRED or signed_in_with_second_factor(request)
