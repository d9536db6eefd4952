"""Writes that cross rows: transactions, locks, audit, outbox. One module per subject."""
