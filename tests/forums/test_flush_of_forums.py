"""A test that committed something of the sanctuary leaves an empty database behind."""

import pytest

from forums.actions.issues import Origin
from forums.models import Agreement, Issue
from tests.factories.issues import agreed, begun

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("time", ["first", "again"])
def test_what_was_agreed_to_is_gone_after_the_test(time: str) -> None:
    assert not Agreement.objects.exists()
    agreement = agreed()
    begun(Origin(item=agreement.item, agreement=agreement), statement=agreement.statement)
    assert Issue.objects.count() == 1
