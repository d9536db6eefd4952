"""The forums in the admin: one file per subject."""
