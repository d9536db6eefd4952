from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bulletins.actions.wishes import WISHES
from bulletins.models import Preference


class WishesForm(forms.ModelForm):
    """Which mails a member wants. `sends_digests` is whether there are digests to be had."""

    class Meta:
        model = Preference
        fields = WISHES
        labels = {
            "wants_bulletins": _("The quarterly e-bulletin and newsletters"),
            "wants_policy_alerts": _("Policy alerts: when something changes that you must know"),
            "wants_event_notices": _("Notices of new events"),
            "digest": _("A digest of the news published here"),
        }
        widgets = {"digest": forms.RadioSelect}

    def __init__(self, *args: Any, sends_digests: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sends_digests:
            self.fields["digest"].help_text = _(
                "Not sent yet. What you choose is kept for when it is."
            )

    def wishes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WISHES}
