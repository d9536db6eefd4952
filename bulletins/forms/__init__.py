"""Forms of members and staff, one file per subject."""
