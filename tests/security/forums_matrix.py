"""What each role gets from the pages of forums and influence; a part of the matrix."""

from tests.security.rules import Rule

FORUMS: dict[str, Rule] = {}
