"""What the co-ordinator says of an event that is made of a post of the training exchange."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events.actions.exchange import Draft
from events.forms.staff import DraftForm, free_slug
from network.models import TrainingPost


class TrainingForm(DraftForm):
    """Title and address start as the post's topic."""

    @classmethod
    def of(cls, post: TrainingPost) -> "TrainingForm":
        slug = slugify(post.topic)[:70].strip("-") or "training"
        return cls(initial={"title": post.topic, "slug": free_slug(slug)})

    def clean_day(self) -> date:
        day = super().clean_day()
        if day <= timezone.localdate():
            raise ValidationError(_("Choose a day to come"))
        return day

    def draft(self) -> Draft:
        values = self.cleaned_data
        return Draft(title=values["title"], slug=values["slug"], day=values["day"])
