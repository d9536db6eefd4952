"""One log line for each thing that happens to somebody's way in, by the person's number.

Nothing is decided here, and no address, code or browser is written: the request's id leads to what
else the same request did.
"""

import logging
from collections.abc import Callable
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_step
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

logger = logging.getLogger(__name__)

_HAPPENED = {
    "signed in": user_logged_in,
    "signed out": user_logged_out,
    "password refused": user_login_failed,
    "mailed code refused": account.login_code_rejected,
    "code to reset the password refused": account.password_reset_code_rejected,
    "code to confirm the address refused": account.email_verification_code_rejected,
    "password set": account.password_set,
    "password changed": account.password_changed,
    "password reset": account.password_reset,
    "address changed": account.email_changed,
    "second factor refused": second_step.authentication_failed,
    "second factor used": second_step.authenticator_used,
    "second factor added": second_step.authenticator_added,
    "second factor removed": second_step.authenticator_removed,
    "recovery codes made anew": second_step.authenticator_reset,
}


def listen() -> None:
    """Connect to everything that is written down; called once, when the apps are loaded."""
    for words, signal in _HAPPENED.items():
        uid = f"portal.sign_in_log.{words}"
        signal.connect(_writing(words), weak=False, dispatch_uid=uid)


def _writing(words: str) -> Callable[..., None]:
    level = logging.WARNING if words.endswith("refused") else logging.INFO

    def write(**about: Any) -> None:
        user, factor = about.get("user"), about.get("authenticator")
        kind = f" ({factor.type})" if factor else ""
        logger.log(level, "%s%s: person %s", words, kind, user.pk if user else "unknown")

    return write
