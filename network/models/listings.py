"""What organisations show of themselves in the directory, and what each audience sees of it."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.choices import Region, Setting, Theme
from network.directory import Audience, Part
from network.eligibility import Sector
from network.models.memberships import Membership
from network.models.organisations import Organisation
from portal.written_once import written_once

SEARCHED_IN = "english"


def _several(choices: Any, words: Any) -> Any:
    each = models.CharField(max_length=30, choices=choices)
    return ArrayField(each, verbose_name=words, default=list, blank=True)


class Listing(models.Model):
    """An organisation's own choice: whether it stands in the directory, and who sees which part.

    A part is for members, for everybody, or (in neither list) for nobody. Where it works, its
    settings and website are the organisation's own fields. `version` counts saves.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="listing"
    )
    slug = models.SlugField(_("web address"), max_length=80, unique=True)
    shown_to = models.CharField(_("shown to"), max_length=10, choices=Audience.choices)
    for_members = _several(Part.choices, _("parts for members"))
    for_everybody = _several(Part.choices, _("parts for everybody"))
    description = models.TextField(_("what it does"), max_length=1500, blank=True)
    advice = models.TextField(_("what it can advise on"), max_length=600, blank=True)
    themes = _several(Theme.choices, _("themes"))
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    takes_questions = models.BooleanField(_("members may ask it for advice"), default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(for_members__overlap=F("for_everybody")),
                name="listing_part_has_one_audience",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def audience_of(self, part: str) -> Audience:
        """Who sees a part, where the listing itself is shown to them."""
        if part in self.for_everybody:
            return Audience.EVERYBODY
        return Audience.MEMBERS if part in self.for_members else Audience.NOBODY


def audience_of(user: Any, *, now: datetime) -> Audience:
    """Whom somebody belongs to: members, or else everybody."""
    if not user.is_authenticated:
        return Audience.EVERYBODY
    member = _members_of(person=user.pk, day=timezone.localdate(now))
    return Audience.MEMBERS if member else Audience.EVERYBODY


@written_once
def _members_of(*, person: int, day: date) -> models.QuerySet[Any, Any]:
    """One of the member organisations of a person, if there is one."""
    return Organisation.objects.members_on(day).visible_to(person).values_list("pk")[:1]


class DirectoryEntryQuerySet(models.QuerySet["DirectoryEntry"]):
    def shown_to(self, audience: Audience, *, now: datetime) -> "DirectoryEntryQuerySet":
        """What an audience sees: of organisations whose membership runs at `now`."""
        return self.shown_on(timezone.localdate(now), audience)

    def shown_on(self, day: date, audience: Audience) -> "DirectoryEntryQuerySet":
        running = Membership.objects.active_on(day).filter(organisation=OuterRef("organisation"))
        return self.filter(Exists(running), audience=audience)

    def visible_to(self, user: Any, *, now: datetime) -> "DirectoryEntryQuerySet":
        """Members see what is for members; visitors what is for everybody."""
        return self.shown_to(audience_of(user, now=now), now=now)

    def in_order(self) -> "DirectoryEntryQuerySet":
        return self.order_by("name", "pk")

    def matching(self, words: str) -> "DirectoryEntryQuerySet":
        """Those with the words typed (quotes, "or" and a minus are understood), best first."""
        query = SearchQuery(_plain(words), config=SEARCHED_IN, search_type="websearch")
        found = self.filter(searched=query).annotate(rank=SearchRank(F("searched"), query))
        return found.order_by("-rank", "name", "pk")

    def coming_near(self, near: str, nearest: str) -> "DirectoryEntryQuerySet":
        """Those that match one query of PostgreSQL's, how well they match another coming first.

        Both are of `network.models.words.words_near`.
        """
        query, best = (
            SearchQuery(each, config=SEARCHED_IN, search_type="raw") for each in (near, nearest)
        )
        found = self.filter(searched=query).annotate(rank=SearchRank(F("searched"), best))
        return found.order_by("-rank", "name", "pk")


def _plain(words: str) -> Func:
    """Without accents, as the words of entries are kept."""
    return Func(Value(words), function="unaccent", output_field=models.TextField())


class DirectoryEntry(models.Model):
    """What one audience sees of one listing; what it may not see is not in the row.

    PostgreSQL writes the rows (migration 0002) whenever a listing or its organisation changes:
    pages, filters and the search read nothing else, so that none can tell of what is hidden.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    slug = models.SlugField(max_length=80, db_index=False)
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    description = models.TextField()
    advice = models.TextField()
    themes = _several(Theme.choices, _("themes"))
    regions = _several(Region.choices, _("regions"))
    settings = _several(Setting.choices, _("settings"))
    website = models.CharField(max_length=200)
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=40)
    takes_questions = models.BooleanField()
    searched = SearchVectorField()
    text = models.TextField()

    objects = DirectoryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the directory")
        verbose_name_plural = _("entries of the directory")
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "audience"], name="directory_entry_once_per_audience"
            )
        ]
        indexes = [
            models.Index(fields=["audience", "name", "id"], name="directory_in_order"),
            # A list beside an index, for quicker writing, is read whole by every search.
            GinIndex(fields=["searched"], name="directory_found", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.name
