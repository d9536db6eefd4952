"""What is written to whom: editions of bulletins and the mails about them, a file per subject."""
