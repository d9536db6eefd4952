"""Backups of the database with the media store, and the proof that they can be restored.

A backup is a folder of its own: `database.dump` (PostgreSQL's custom format), `media/` and
`manifest.json`. The keys of the settings are not in it: keep them apart from it, and keep them.
"""


class BackupError(Exception):
    """No backup could be made or restored; the message is for the terminal and names no secret."""
