"""What a list of posts is narrowed to, from its address. Whatever is not understood is left out."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bulletins.choices import PostKind, Stage
from bulletins.models.posts import PostQuerySet
from network.choices import Setting, Theme
from portal.narrowing import NarrowingForm, choice


class _FindingPosts(NarrowingForm):
    def narrowed(self, posts: PostQuerySet) -> PostQuerySet:
        """Those that match, best first for words, newest first without."""
        wanted = self.asked
        words = wanted.pop("q", "")
        found = posts.filter(Q(**wanted))
        return found.matching(words) if words else found.newest_first()


class NewsForm(_FindingPosts):
    kind = choice(_("Kind"), PostKind.choices, _("Everything"))


class PracticeForm(_FindingPosts):
    theme = choice(_("Theme"), Theme.choices, _("All themes"))
    setting = choice(_("Setting"), Setting.choices, _("All settings"))
    stage = choice(_("Stage of testing"), Stage.choices, _("All stages"))
