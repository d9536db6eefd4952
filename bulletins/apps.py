from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "bulletins"
    verbose_name = _("Bulletins")

    def ready(self) -> None:
        from anymail.signals import tracking

        from bulletins.actions.handing_over import KINDS
        from bulletins.actions.merging_people import RULES
        from bulletins.receivers import receive
        from portal import handing_over, merging

        handing_over.register(*KINDS)
        merging.register(*RULES)
        tracking.connect(receive, dispatch_uid="bulletins.mail-events")
