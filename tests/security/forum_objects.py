"""Forums, topics and issues in the states in which their pages have something to show."""

from typing import Any

from tests.security.forum_objects_influence import influence_arguments
from tests.security.forum_objects_joining import joining_arguments
from tests.security.forum_objects_notes import notes_arguments
from tests.security.forum_objects_running import running_arguments
from tests.security.forum_objects_topics import topic_arguments


def arguments() -> dict[str, list[Any]]:
    """What the addresses of forums, topics and issues are made of."""
    return {
        **topic_arguments(),
        **joining_arguments(),
        **running_arguments(),
        **notes_arguments(),
        **influence_arguments(),
    }
