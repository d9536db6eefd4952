"""Forms of forums, topics and issues: they validate, and write nothing."""
