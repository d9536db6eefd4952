"""What was asked about the sanctuary goes with the notes, where nothing was made of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import agreements
from forums.actions.issues import Origin
from forums.models import Agreement, Forum
from portal.models import AuditEntry
from tests.factories.issues import agreed, asked, begun

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("agrees", [True, False, None])
def test_what_was_raised_in_the_sanctuary_goes_with_the_notes_unless_used(
    agrees: bool | None,
) -> None:
    agreement = asked()
    if agrees is not None:
        agreement = agreements.answer(
            agreement=agreement, agrees=agrees, by=agreement.by, now=timezone.now()
        )
    day = timezone.now() + timedelta(days=366)
    counts = [agreements.forget(now=when) for when in (day - timedelta(days=3), day, day)]
    assert (counts, Agreement.objects.count()) == ([0, 1, 0], 0)
    entry = AuditEntry.objects.get(action="agreement.forget")
    assert (entry.actor_name, entry.new) == ("the site", {"agreements": 1})


def test_an_agreement_that_an_issue_rests_on_stays() -> None:
    begun(Origin(agreement=agreed()))
    assert agreements.forget(now=timezone.now() + timedelta(days=366)) == 0
    assert Agreement.objects.count() == 1


def test_who_was_asked_lately_can_still_answer_once_the_notes_are_gone() -> None:
    Forum.objects.filter(pk=asked().item.forum_id).update(notes_until=timezone.localdate())
    assert agreements.forget(now=timezone.now()) == 0
