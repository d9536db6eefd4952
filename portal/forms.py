"""The sign-in pages' forms: allauth's rules under our labels, hints and error messages."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from portal.letters import one_line

ADDRESS = {
    "label": _("E-mail address"),
    "required": _("Enter your e-mail address"),
    "invalid": _("Enter an e-mail address in the right form, like name@example.org"),
}
CODE_FROM_MAIL = {
    "label": _("The code from our e-mail"),
    "hint": _("Eight digits, such as 1234-5678. The dash does not matter."),
    "required": _("Enter the code from our e-mail"),
}
CODE_FROM_APP = {
    "label": _("Code"),
    "hint": _("The six digits your authenticator app shows now, or one of your recovery codes."),
    "required": _("Enter the code"),
}
NEW_PASSWORD = {
    "label": _("New password"),
    "hint": _("At least 12 characters. A few words that only you would put together work well."),
    "required": _("Enter a new password"),
}


class Worded:
    """Mixed into allauth's forms; `words` gives each field its label, hint and messages."""

    words: dict[str, dict[str, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            words = self.words.get(name, {})
            field.widget.attrs.pop("placeholder", None)  # it would stand in for a label
            field.label = words.get("label", field.label)
            field.help_text = words.get("hint", "")
            for kind in ("required", "invalid"):
                if kind in words:
                    field.error_messages[kind] = words[kind]
            if field.widget.attrs.get("autocomplete") == "one-time-code":
                field.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}


class SignInForm(Worded, account.LoginForm):
    words = {
        "login": ADDRESS,
        "password": {"label": _("Password"), "required": _("Enter your password")},
    }

    def _setup_password_field(self) -> None:
        """Keep the field: allauth drops it where sign-up asks for no password."""


class SignUpForm(Worded, account.SignupForm):
    words = {"email": ADDRESS}


class RequestCodeForm(Worded, account.RequestLoginCodeForm):
    words = {"email": ADDRESS}


class LoginCodeForm(Worded, account.ConfirmLoginCodeForm):
    words = {"code": CODE_FROM_MAIL}


class AddressCodeForm(Worded, account.ConfirmEmailVerificationCodeForm):
    words = {"code": CODE_FROM_MAIL}


class ResetCodeForm(Worded, account.ConfirmPasswordResetCodeForm):
    words = {"code": CODE_FROM_MAIL}


class ForgottenPasswordForm(Worded, account.ResetPasswordForm):
    words = {"email": ADDRESS}


class _NewPassword(Worded):
    words = {
        "oldpassword": {
            "label": _("Your password now"),
            "required": _("Enter the password you have now"),
        },
        "password1": NEW_PASSWORD,
        "password2": {
            "label": _("The new password again"),
            "required": _("Enter the new password a second time"),
        },
    }


class ResetPasswordForm(_NewPassword, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):
    pass


class SetPasswordForm(_NewPassword, account.SetPasswordForm):
    pass


class ChangeAddressForm(Worded, account.AddEmailForm):
    words = {"email": ADDRESS | {"label": _("New e-mail address")}}


class PasswordAgainForm(Worded, account.ReauthenticateForm):
    words = {"password": {"label": _("Password"), "required": _("Enter your password")}}


class SecondStepForm(Worded, second_step.AuthenticateForm):
    words = {"code": CODE_FROM_APP}


class SecondStepAgainForm(Worded, second_step.ReauthenticateForm):
    words = {"code": CODE_FROM_APP}


class ActivateAppForm(Worded, totp.ActivateTOTPForm):
    words = {
        "code": {
            "label": _("Code from the app"),
            "hint": _("The six digits the app shows now."),
            "required": _("Enter the code that the app shows"),
        }
    }


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    words = {
        "name": {
            "label": _("A name for this passkey"),
            "hint": _("So that you can tell it from others: “my phone”, “work laptop”."),
        },
        "passwordless": {
            "label": _("Let me sign in with this passkey alone"),
            "hint": _("Your device asks for its PIN, fingerprint or face each time."),
        },
        "credential": {"required": _("Press the button and follow what your device asks")},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Worded, webauthn.EditWebAuthnForm):
    words = {"name": {"label": _("Name"), "required": _("Enter a name for this passkey")}}


class PersonForm(forms.ModelForm):
    """How a person is called and reached; both may stay empty."""

    class Meta:
        model = get_user_model()
        fields = ["name", "phone"]
        labels = {"name": _("Your name"), "phone": _("Telephone")}
        help_texts = {
            "name": _("As colleagues and the co-ordinator should see it."),
            "phone": _("For the co-ordinator only, where ringing is quicker."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return one_line(self.cleaned_data["phone"])
