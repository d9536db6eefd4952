"""What is printed for an event: badges, room sheets, certificates, as tagged PDF (PDF/UA-1)."""
