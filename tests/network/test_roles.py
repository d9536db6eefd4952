"""What each role may do, as one table."""

import pytest

from network.roles import Role, may_decide, may_look_after, may_remove, roles_to_give

PRIMARY, MANAGER, MEMBER = Role


@pytest.mark.parametrize(
    ("role", "looks_after", "decides", "gives"),
    [
        (PRIMARY, True, True, {MEMBER, MANAGER}),
        (MANAGER, True, False, {MEMBER}),
        (MEMBER, False, False, set()),
    ],
)
def test_each_role_may_do_what_it_is_for(
    role: Role, looks_after: bool, decides: bool, gives: set[Role]
) -> None:
    assert may_look_after(role) == looks_after
    assert may_decide(role) == decides
    assert set(roles_to_give(role)) == gives


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("other", Role)
def test_nobody_removes_who_is_not_below_them(role: Role, other: Role) -> None:
    below = {PRIMARY: {MANAGER, MEMBER}, MANAGER: {MEMBER}, MEMBER: set()}

    assert may_remove(role, other) == (other in below[role])
