"""What searching finds of the network: who is in the directory, and one's own applications."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.models import Application, DirectoryEntry, TrainingPost
from portal.searching import Source


def _applications(request: HttpRequest, _now: datetime) -> QuerySet[Application]:
    return Application.objects.visible_to(request.user)


def _listed(request: HttpRequest, now: datetime) -> QuerySet[DirectoryEntry]:
    return DirectoryEntry.objects.visible_to(request.user, now=now)


def _trainings(request: HttpRequest, now: datetime) -> QuerySet[TrainingPost]:
    return TrainingPost.objects.visible_to(request.user, now=now)


SOURCES = [
    Source(
        kind="directory",
        label=_("Directory"),
        rows=_listed,
        url=lambda slug: reverse("network:directory_entry", args=[slug]),
        key="slug",
        title="name",
        texts=["description", "advice"],
        vector="searched",
    ),
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
    Source(
        kind="training-exchange",
        label=_("Training exchange"),
        rows=_trainings,
        url=lambda reference: reverse("network:training_find", args=[reference]),
        key="reference",
        title="topic",
        texts=["about", "for_whom"],
        at="created_at",
    ),
]
