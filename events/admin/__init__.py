"""The events' admin: one module per kind of record or page; importing them registers them."""

from events.admin import contributors, delegates, events, invoices, notices, programme

__all__ = ["contributors", "delegates", "events", "invoices", "notices", "programme"]
