"""One function per message: what it says and to whom."""
