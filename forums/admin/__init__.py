"""The forums in the admin: one file per subject."""

from forums.admin import speakers, topics

__all__ = ["speakers", "topics"]
from forums.admin import feedback

__all__ = ["feedback"]
