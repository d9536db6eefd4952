"""Signing in as people do: with the code out of the outbox, a password, an authenticator app."""

import json
import re
import time
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from network.models import User
from portal.models import OutgoingMail
from portal.sealing import unseal

PASSWORD = "demo-portal-2026"
CODE = re.compile(r"^\d{4}-\d{4}$", re.MULTILINE)

CODE_SECONDS, TYPED_WITHIN = 30, 4


def enrol_app(user: User) -> str:
    """Give somebody an authenticator app; return its secret."""
    secret = generate_totp_secret()
    data = {"secret": get_adapter().encrypt(secret)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
    return secret


def app_code(secret: str, *, clock_off: int = 0) -> str:
    """What the app shows; who sees that its time is nearly up waits for the next code.

    `clock_off` is how many seconds the phone is ahead.
    """
    left = CODE_SECONDS - time.time() % CODE_SECONDS
    if left < TYPED_WITHIN:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time() + clock_off) // CODE_SECONDS)))


def last_mail(to: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=to).latest("pk")


def text_of(mail: OutgoingMail) -> str:
    """What a mail says, sealed or not."""
    return json.loads(unseal(mail.sealed))[0] if mail.is_credential else mail.text


def mailed_code(to: str) -> str:
    """The code in the last mail to an address."""
    found = CODE.search(text_of(last_mail(to)))
    assert found, "no code in the last mail"
    return found.group()


def ask_for_code(client: Client, email: str, **extra: Any) -> Any:
    return client.post(reverse("account_request_login_code"), {"email": email} | extra)


def enter_code(client: Client, code: str, **extra: Any) -> Any:
    return client.post(reverse("account_confirm_login_code"), {"code": code} | extra)


def sign_in(client: Client, user: User, *, secret: str = "") -> Any:
    """By mailed code, and with the app's code where a secret is given; return the last answer."""
    ask_for_code(client, user.email)
    answer = enter_code(client, mailed_code(user.email))
    if secret:
        answer = client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    return answer


def sign_in_staff(client: Client, user: User) -> str:
    """Enrol an app for staff, sign in with it, and return its secret."""
    secret = enrol_app(user)
    assert sign_in(client, user, secret=secret).status_code == 302
    return secret
