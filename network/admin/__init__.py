"""The admin: one module per kind of record; importing them registers them."""

from network.admin import applications, guidance, joining, letters, organisations, staff

__all__ = ["applications", "guidance", "joining", "letters", "organisations", "staff"]
