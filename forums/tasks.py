"""What workers do for forums: thin, and harmless when run twice."""
