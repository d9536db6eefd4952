"""Addresses at which mail providers report arrivals, bounces and complaints.

django-anymail checks the shared secret before it reads anything, and makes the providers' words
alike. Only providers that sign with nothing but that secret are here.
"""

from typing import Any

from anymail.exceptions import AnymailConfigurationError
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.mailtrap import MailtrapTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

UNREADABLE = (
    AnymailConfigurationError,  # events of another kind
    ArithmeticError,  # a time that no calendar has
    AttributeError,
    LookupError,
    OSError,
    RecursionError,  # brackets without end
    TypeError,
    ValueError,
)


class Readable:
    """What is no report is answered with 400, not with an error of the site's own.

    A body over DATA_UPLOAD_MAX_MEMORY_SIZE is refused by Django before it is read.
    """

    def parse_events(self, request: HttpRequest) -> Any:
        try:
            return super().parse_events(request)  # type: ignore[misc]  # anymail's
        except UNREADABLE as error:
            raise SuspiciousOperation("a mail event that cannot be read") from error


class Brevo(Readable, BrevoTrackingWebhookView):
    pass


class Mailjet(Readable, MailjetTrackingWebhookView):
    pass


class Mailtrap(Readable, MailtrapTrackingWebhookView):
    pass


class Postmark(Readable, PostmarkTrackingWebhookView):
    pass
