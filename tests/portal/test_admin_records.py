"""Each list in the admin is headed by what it lists."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from bulletins.models import BulletinSettings
from forums.models import Feedback
from portal.models import SiteSettings
from portal.staff_groups import COORDINATORS, EDITORS, EVENTS_OFFICERS
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
HEADING = re.compile(r"<h1>([^<]+)</h1>")
HEADINGS = {
    "addresscheck": "Does our mail arrive? SPF, DKIM and DMARC",
    "body": "Bodies",
    "bulletin": "Bulletins",
    "delivery": "Deliveries",
    "mailevent": "Reports of the mail provider",
    "post": "Posts",
    "submission": "Members&#x27; submissions",
    "subscriber": "Subscribers",
    "suppression": "Suppressed addresses",
    "action": "Actions",
    "advicereport": "Reported messages",
    "application": "Applications",
    "auditentry": "Audit log",
    "confirmation": "Confirmations",
    "contributor": "Contributors",
    "delegate": "Delegates",
    "erasure": "Erasures of people",
    "event": "Events",
    "forum": "Forums",
    "guidanceenquiry": "Guidance enquiries",
    "invoice": "Invoices",
    "issue": "Influence: what is waiting",
    "joinrequest": "Requests to join",
    "letterpreset": "Letters",
    "memberimport": "Lists of members",
    "organisationmerge": "Merged organisations",
    "accountmerge": "Merged accounts",
    "membership": "Memberships",
    "note": "Confidential notes",
    "notice": "Notices to be told",
    "organisation": "Organisations",
    "outgoingmail": "Outgoing mail",
    "retentionrun": "Retention: what is kept, and how long",
    "slot": "Programme",
    "speaker": "Speakers and officials",
    "summary": "Shared summaries",
    "supportrequest": "Requests for support",
    "topic": "Topics",
    "trainingpost": "Posts of the training exchange",
    "user": "People and staff",
}


def heading(client: Client, model: str) -> list[str]:
    return HEADING.findall(client.get(reverse(f"admin:{model}_changelist")).text)


def test_lists_are_headed_by_what_they_list() -> None:
    client = sign_in(make_staff(COORDINATORS))
    single = {SiteSettings, BulletinSettings, Feedback}
    reverse("admin:index")  # the front of the site registers its own there
    models = [model for model in admin.site._registry if model not in single]

    found = {
        model._meta.model_name: heading(client, f"{model._meta.app_label}_{model._meta.model_name}")
        for model in models
    }

    assert found == {name: [words] for name, words in HEADINGS.items()}


@pytest.mark.parametrize("group", [EVENTS_OFFICERS, EDITORS])
def test_the_heading_is_the_same_for_who_only_looks(group: str) -> None:
    assert heading(sign_in(make_staff(group)), "network_organisation") == ["Organisations"]
