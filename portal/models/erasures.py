from django.db import models
from django.utils.translation import gettext_lazy as _

NO_MAIL = "@erased.invalid"  # to an address with this end nothing is ever sent


class Erasure(models.Model):
    """That somebody was erased, without saying who.

    `key` (portal.erasing.key_of) knows the account again where a backup brings it back, and
    nobody who has not the account's number, its first moment and the site's secret can make it.
    """

    class Kind(models.TextChoices):
        SELF = "self", _("By themselves")
        ON_REQUEST = "request", _("By staff, on request")

    class Checked(models.TextChoices):
        IN_PERSON = "in-person", _("They asked in person, and I know them")
        CALLED_BACK = "called-back", _("I rang a number that we already had")
        FROM_ADDRESS = "from-address", _("They answered a mail to the address of the account")
        DOCUMENT = "document", _("They showed a document")

    key = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(_("when"), db_index=True)
    kind = models.CharField(_("by whom"), max_length=10, choices=Kind.choices)
    checked = models.CharField(
        _("how it was made sure who asks"), max_length=12, choices=Checked.choices, blank=True
    )
    counts = models.JSONField(_("what went"), default=dict)

    class Meta:
        verbose_name = _("erasure of a person")
        verbose_name_plural = _("erasures of people")
        default_permissions = ("view",)
        permissions = [("erase_person", _("Can erase people on request"))]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def reference(self) -> str:
        """What stands in the append-only logs where something was blanked for it."""
        return f"person-{self.key[:32]}"
