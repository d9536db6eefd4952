"""What people do with bulletins and lists: transactions, locks, audit, sending."""
