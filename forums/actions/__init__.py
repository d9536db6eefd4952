"""What people do with forums, topics and issues: transactions, locks, audit, mail."""
