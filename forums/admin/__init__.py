"""The forums in the admin: one file per subject."""

from forums.admin import feedback, speakers, topics

__all__ = ["feedback", "speakers", "topics"]
