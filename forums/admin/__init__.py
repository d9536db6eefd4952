"""The forums in the admin: one file per subject."""

from forums.admin import feedback, forums, speakers, topics

__all__ = ["feedback", "forums", "speakers", "topics"]
