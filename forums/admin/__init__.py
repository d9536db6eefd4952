"""The forums in the admin: one file per subject."""

from forums.admin import (
    feedback,
    forums,
    issues,
    notes,
    speakers,
    summaries,
    tasks_taken,
    topics,
)

__all__ = [
    "feedback",
    "forums",
    "issues",
    "notes",
    "speakers",
    "summaries",
    "tasks_taken",
    "topics",
]
