"""Confidences in the records of mails and acts: for who keeps them, and for nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal import audit
from portal.models import AuditEntry, OutgoingMail
from portal.outbox import Letter, enqueue
from portal.staff_groups import COORDINATORS, MANAGERS
from tests.factories.issues import agreed
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db
MAILS, LOG = "/admin/portal/outgoingmail/", "/admin/portal/auditentry/"
CONFIDED = ("agreement:1:asked", "issue-step:1:2", "summary-word:1", "topic:1", "topic-news:a:1:2")
BOTH = pytest.mark.parametrize(("group", "sees"), [(MANAGERS, False), (COORDINATORS, True)])


def stuck(cause: str) -> OutgoingMail:
    mail = enqueue(cause=cause, letter=Letter("ada@example.org", "About it", "Text"))
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingMail.State.PARKED)
    return mail


def causes(client: Client) -> list[str]:
    return sorted(mail.cause for mail in client.get(MAILS).context["cl"].result_list)


@BOTH
def test_mails_in_confidence_are_listed_for_who_keeps_confidences(group: str, sees: bool) -> None:
    for cause in (*CONFIDED, "forum-answer:1:1"):
        stuck(cause)
    wanted = [*CONFIDED, "forum-answer:1:1"] if sees else ["forum-answer:1:1"]
    client = sign_in(make_staff(group))
    assert causes(client) == sorted(wanted)
    assert client.get("/staff/").context["stuck_mail"] == len(wanted)


@BOTH
@pytest.mark.parametrize("name", ["change", "send_again"])
def test_a_mail_in_confidence_opens_for_who_keeps_confidences(
    group: str, sees: bool, name: str
) -> None:
    page = reverse(f"admin:portal_outgoingmail_{name}", args=[stuck("topic:1").pk])
    client = sign_in(make_staff(group))
    assert (client.get(page).status_code == 200) == sees


def test_a_mail_in_confidence_that_goes_out_again_is_named_in_no_log() -> None:
    mail = stuck("agreement:1:asked")
    sign_in(make_staff()).post(reverse("admin:portal_outgoingmail_send_again", args=[mail.pk]))
    assert AuditEntry.objects.get(action="mail.send-again").object_label == str(mail.pk)


@BOTH
def test_acts_in_confidence_are_listed_for_who_keeps_confidences(group: str, sees: bool) -> None:
    staff = make_staff(group)
    forum = agreed().item.forum
    for action in ("issue.affirm", "issue.take-back", "topic.propose", "forum.open"):
        audit.record(by=staff, action=action, target=forum, now=timezone.now())
    found = sign_in(staff).get(LOG).context["cl"].result_list
    shown = {entry.action for entry in found}
    confided = {"agreement.ask", "agreement.answer", "issue.affirm", "issue.take-back"}
    assert shown & confided == (confided if sees else set())
    assert ("topic.propose" in shown, "forum.open" in shown) == (sees, True)


def test_what_is_asked_about_the_sanctuary_is_kept_under_such_names() -> None:
    agreed()
    manager = make_staff(MANAGERS)
    assert not AuditEntry.objects.visible_to(manager).filter(action__contains="agree").exists()
    assert not OutgoingMail.objects.visible_to(manager).filter(cause__contains="agree").exists()
    assert OutgoingMail.objects.filter(cause__startswith="agreement:").exists()
