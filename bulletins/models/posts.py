from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bulletins.choices import PostKind, Stage
from bulletins.models.lists import is_member
from bulletins.prose import ProseField
from network.choices import Setting, Theme
from network.models import Organisation

RESERVED_SLUGS = frozenset({"feed"})
SEARCHED_IN = "english"
# A word in an earlier one weighs more. PostgreSQL's parser leaves HTML's tags out.
SEARCHED = {
    "A": ("title",),
    "B": ("summary",),
    "C": ("body", "problem", "what_was_done", "what_changed", "what_it_means", "differently"),
}


def _searched() -> Any:
    vectors = [
        SearchVector(*fields, weight=weight, config=SEARCHED_IN)
        for weight, fields in SEARCHED.items()
    ]
    return vectors[0] + vectors[1] + vectors[2]


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> "PostQuerySet":
        return self.filter(state=Post.State.PUBLISHED)

    def public(self) -> "PostQuerySet":
        """What everybody may read."""
        return self.published().filter(is_for_members=False)

    def visible_to(self, user: Any, *, now: datetime) -> "PostQuerySet":
        """What is published; that for members is for members to read."""
        return self.published() if is_member(user, now) else self.public()

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-pk")

    def matching(self, words: str) -> "PostQuerySet":
        """Those with the words typed (quotes, "or" and a minus are understood), best first."""
        query = SearchQuery(words, config=SEARCHED_IN, search_type="websearch")
        found = self.filter(searched=query).annotate(rank=SearchRank(F("searched"), query))
        return found.order_by("-rank", "-published_at", "-pk")


class Post(models.Model):
    """Something to read: news, a blog, a policy update or a practice example.

    `body` is HTML that holds nothing but what the editor may make (bulletins.prose). A policy
    update also says what changed, what it means and by when to act; a practice example has its
    own five parts instead of a body.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Taken off")

    kind = models.CharField(_("kind"), max_length=10, choices=PostKind.choices)
    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(_("web address"), max_length=80, unique=True)
    summary = models.CharField(
        _("in a sentence or two"),
        max_length=300,
        help_text=_("Stands in lists, the feed and bulletins."),
    )
    body = ProseField(_("text"), blank=True)
    is_for_members = models.BooleanField(_("for members only"), default=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("news of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
    )
    byline = models.CharField(_("written by"), max_length=150, blank=True)
    link = models.URLField(_("link to more"), blank=True)
    # A policy update:
    what_changed = models.TextField(_("what changed"), blank=True)
    what_it_means = models.TextField(_("what it means for members"), blank=True)
    do_by = models.DateField(_("do by"), null=True, blank=True)
    # A practice example:
    problem = models.TextField(_("the problem"), blank=True)
    what_was_done = models.TextField(_("what we did"), blank=True)
    differently = models.TextField(_("what we would do differently"), blank=True)
    stage = models.CharField(
        _("stage of testing"), max_length=10, choices=Stage.choices, blank=True
    )
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices, blank=True)
    setting = models.CharField(_("setting"), max_length=20, choices=Setting.choices, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    created_at = models.DateTimeField(_("begun"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"), editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    searched = models.GeneratedField(
        expression=_searched(), output_field=SearchVectorField(), db_persist=True
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [("publish_post", _("Can publish posts and take them off"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="post_published_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=sorted(RESERVED_SLUGS)),
                name="post_slug_is_no_other_page",
                violation_error_message=_("Another page has this web address. Choose another."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="practice")
                | (~Q(stage="") & ~Q(theme="") & ~Q(setting="") & ~Q(problem="")),
                name="post_practice_has_its_parts",
                violation_error_message=_(
                    "A practice example needs the problem, a stage of testing, a theme and a "
                    "setting."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(state="published"),
                name="post_newest",
            ),
            # A list beside an index, for quicker writing, is read whole by every search.
            GinIndex(fields=["searched"], name="post_found", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> str:
        """What tells one saved text from the next."""
        return self.changed_at.isoformat()

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED
