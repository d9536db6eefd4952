"""Who gets what: members' preferences, sector subscribers, addresses nothing may go to."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from bulletins.choices import BulletinKind, Every
from network.models import Affiliation, Membership


class Preference(models.Model):
    """Which mails a person wants beyond those about their own business. No row: the defaults.

    `left_at` stands above the single wishes, and keeps them: who left everything, by a link in a
    shared mailbox, say, can take it back.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference"
    )
    wants_bulletins = models.BooleanField(_("bulletins and newsletters"), default=True)
    wants_policy_alerts = models.BooleanField(_("policy alerts"), default=True, db_default=True)
    wants_event_notices = models.BooleanField(
        _("notices of new events"), default=True, db_default=True
    )
    digest = models.CharField(
        _("digest of news"),
        max_length=5,
        choices=Every.choices,
        default=Every.NEVER,
        db_default=Every.NEVER.value,
    )
    left_at = models.DateTimeField(_("left everything"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")

    def __str__(self) -> str:
        return f"{self.user}"


# Which wish speaks for which kind: some come unless refused, digests only to who asked for them.
_REFUSED: dict[str, Q] = {
    BulletinKind.QUARTERLY: Q(wants_bulletins=False),
    BulletinKind.NEWSLETTER: Q(wants_bulletins=False),
    BulletinKind.POLICY_ALERT: Q(wants_policy_alerts=False),
    BulletinKind.EVENT_NOTICE: Q(wants_event_notices=False),
}
_ASKED: dict[str, Q] = {
    BulletinKind.WEEKLY_DIGEST: Q(digest=Every.WEEK),
    BulletinKind.MONTHLY_DIGEST: Q(digest=Every.MONTH),
}


def members_wanting(kind: str, now: datetime) -> models.QuerySet[Any]:
    """People of member organisations at `now` who want this kind of bulletin."""
    return members(now).filter(_wants(kind))


def members_refusing(kind: str, now: datetime) -> models.QuerySet[Any]:
    """People of member organisations at `now` who do not want this kind, or left everything."""
    return members(now).filter(~_wants(kind))


def members(now: datetime) -> models.QuerySet[Any]:
    """People of member organisations at `now`."""
    belonging = current_affiliations(now).filter(user=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(belonging), is_active=True)


def _wants(kind: str) -> Q:
    wishes = Preference.objects.filter(user=OuterRef("pk"))
    stays = Q(~Exists(wishes.filter(left_at__isnull=False)))
    if kind in _ASKED:
        return stays & Q(Exists(wishes.filter(_ASKED[kind])))
    return stays & Q(~Exists(wishes.filter(_REFUSED[kind])))


def current_affiliations(now: datetime) -> models.QuerySet[Affiliation]:
    """Who belongs to an organisation whose membership runs at `now`."""
    running = Membership.objects.active_at(now).filter(organisation=OuterRef("organisation"))
    return Affiliation.objects.filter(Exists(running), ended_at__isnull=True)


def is_member(user: Any, now: datetime) -> bool:
    """Whether somebody belongs to a member organisation at `now`."""
    return bool(user.is_authenticated) and current_affiliations(now).filter(user=user).exists()


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def subscribed(self) -> "SubscriberQuerySet":
        """Those who confirmed and have not left."""
        return self.filter(state=Subscriber.State.CONFIRMED)


class Subscriber(models.Model):
    """Somebody of the wider sector who asked for bulletins and confirmed the address.

    `consent_wording`, `consented_at` and `source` are the record that they asked (PECR, reg. 22).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Not confirmed yet")
        CONFIRMED = "confirmed", _("Subscribed")
        LEFT = "left", _("Left")

    class Source(models.TextChoices):
        SITE = "site", _("The website")
        IMPORT = "import", _("An earlier list")
        STAFF = "staff", _("Entered by staff")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    source = models.CharField(
        _("came by"), max_length=10, choices=Source.choices, default=Source.SITE
    )
    consent_wording = models.CharField(_("what they agreed to"), max_length=500)
    consented_at = models.DateTimeField(_("agreed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    # The link that was mailed to confirm the address, as a hash, and until when it works.
    token_hash = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    token_expires_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="subscriber_email_in_lower_case",
                violation_error_message=_("Write the address in lower case."),
            ),
            models.CheckConstraint(
                condition=Q(state="asked", confirmed_at__isnull=True, left_at__isnull=True)
                | Q(state="confirmed", confirmed_at__isnull=False, left_at__isnull=True)
                | Q(state="left", left_at__isnull=False),
                name="subscriber_state_has_its_time",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="subscriber_token_once"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Suppression(models.Model):
    """An address that no bulletin may go to: it does not exist, or its owner complained.

    Mail about a person's own business is not touched by it.
    """

    class Reason(models.TextChoices):
        REFUSED = "refused", _("The mail server says it does not exist")
        BOUNCED = "bounced", _("Mail came back")
        COMPLAINED = "complained", _("Marked as unwanted")

    address = models.EmailField(_("e-mail address"), unique=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    detail = models.CharField(_("in detail"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="suppression_in_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.address
