"""What searching finds of the network: one's own applications."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.models import Application
from portal.searching import Source


def _applications(request: HttpRequest, _now: datetime) -> QuerySet[Application]:
    return Application.objects.visible_to(request.user)


SOURCES = [
    Source(
        kind="applications",
        label=_("Your applications"),
        rows=_applications,
        url=lambda reference: reverse("network:application", args=[reference]),
        key="reference",
        title="organisation_name",
        texts=["reference"],
        at="created_at",
    ),
]
