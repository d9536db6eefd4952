"""What a rule of the access matrix is made of: answers, roles, and the usual rules."""

from collections.abc import Mapping
from dataclasses import dataclass

OK, SIGN_IN, ENROL = "ok", "sign-in", "enrol"
DOOR = "door"  # the admin's own way out; test_admin_login_is_no_second_door says where it leads
FORBIDDEN, MISSING, NO_METHOD = "403", "404", "405"
MOVED, GONE, CONFLICT, BAD = "moved", "410", "409", "400"

PEOPLE = ("stranger", "applicant", "other", "member")
STAFF = ("coordinator", "manager", "events", "editor")


@dataclass(frozen=True)
class Rule:
    get: Mapping[str, str]
    post: Mapping[str, str]


def everyone(answer: str) -> dict[str, str]:
    return dict.fromkeys(("anonymous", *PEOPLE, *STAFF, "unenrolled"), answer)


def signed_in(answer: str) -> dict[str, str]:
    return everyone(answer) | {"anonymous": SIGN_IN}


def mine(answer: str) -> dict[str, str]:
    """Only who takes part; staff review in the admin, not here."""
    return everyone(MISSING) | {"anonymous": SIGN_IN, "applicant": answer}


def staff(answer: str, *allowed: str) -> dict[str, str]:
    """Admin pages: closed to others, to staff without a factor, and to staff without the right."""
    closed = everyone(DOOR) | {"anonymous": SIGN_IN} | dict.fromkeys(STAFF, FORBIDDEN)
    return closed | dict.fromkeys(allowed, answer)


def settled(rule: dict[str, str], **answers: str) -> dict[str, str]:
    """A rule with some roles' answers of their own; `people` and `staff` stand for all of them."""
    for group, roles in {"people": PEOPLE, "staff": STAFF}.items():
        if group in answers:
            rule = rule | dict.fromkeys(roles, answers.pop(group))
    return rule | answers


def page(rule: dict[str, str]) -> Rule:
    """A page that only shows: nobody who is signed in can POST to it, not even to learn of it."""
    return Rule(rule, {r: SIGN_IN if a == SIGN_IN else NO_METHOD for r, a in rule.items()})


def door(rule: dict[str, str]) -> dict[str, str]:
    """Django's own admin pages send visitors to the admin's way out as well."""
    return rule | {"anonymous": DOOR}


PUBLIC = page(everyone(OK))
MINE = page(mine(OK))
ONLY_POST_MINE = Rule(signed_in(NO_METHOD), mine(MOVED))
FORM = Rule(mine(OK), mine(OK))


def records(
    model: str, view: tuple[str, ...], change: tuple[str, ...] = (), add: tuple[str, ...] = ()
) -> dict[str, Rule]:
    """Django's five admin pages of a model."""
    changed = staff(OK, *view) | dict.fromkeys(change, OK)
    posted = staff(FORBIDDEN) | dict.fromkeys(change, OK)
    return {
        f"admin:{model}_changelist": Rule(staff(OK, *view), staff(OK, *view)),
        f"admin:{model}_add": Rule(staff(OK, *add), staff(OK, *add)),
        f"admin:{model}_change": Rule(changed, posted),
        f"admin:{model}_history": Rule(staff(OK, *view), staff(OK, *view)),
        f"admin:{model}_delete": Rule(staff(OK), staff(OK)),
    }


COORDINATOR = ("coordinator",)
MANAGER = ("manager",)
LOOK_AFTER = ("coordinator", "manager")


def answers(get: str, post: str, allowed: tuple[str, ...]) -> Rule:
    return Rule(staff(get, *allowed), staff(post, *allowed))
