from datetime import datetime

from django.db import models

from portal.sealing import seal

NO_NEEDS = {"needs": b"", "needs_consented_at": None, "needs_consent_wording": ""}


class WithNeeds(models.Model):
    """Somebody who may say what they need on the day: sealed, with consent, and deleted after it.

    `forums.actions.needs` opens and forgets them.
    """

    needs = models.BinaryField(default=b"", blank=True, editable=False)
    needs_consented_at = models.DateTimeField(null=True, blank=True, editable=False)
    needs_consent_wording = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True

    def keep_needs(self, text: str, *, consent_wording: str, now: datetime) -> None:
        """In the place of what they said before; unsaved. They agreed to `consent_wording`."""
        self.needs, self.needs_consented_at = seal(text.strip()), now
        self.needs_consent_wording = consent_wording

    def forget_needs(self) -> None:
        """Unsaved."""
        for name, value in NO_NEEDS.items():
            setattr(self, name, value)
