"""Why an act on somebody's place was not done, in words for the site's and the staff's pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from network.actions import inviting, places

REFUSALS: dict[type[Exception], Any] = {
    places.NotAllowed: _("You cannot do this, or no longer: roles may have changed meanwhile."),
    places.NotThere: _("This person does not belong to the organisation any more."),
    places.MustHandOver: _("The primary contact has to hand over first."),
    places.LastPerson: _("Nobody else belongs to the organisation: talk to the co-ordinator."),
    places.SomebodyAsked: _("Somebody else has been asked already. Take that back first."),
    places.NotAsked: _("Nobody is asked to take over here any more. Nothing was changed."),
    places.OwnPlace: _("This is your own place: somebody else acts on it."),
    inviting.AlreadyThere: _("This person belongs to the organisation already"),
    inviting.InvitationOver: _("This invitation was used or taken back already."),
}
REFUSED = tuple(REFUSALS)
