"""What people do with events, bookings and places: transactions, locks, audit, notices."""
