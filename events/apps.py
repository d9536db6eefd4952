from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from events.actions.handing_over import KINDS
        from events.actions.merging_people import RULES
        from portal import handing_over, merging

        handing_over.register(*KINDS)
        merging.register(*RULES)
