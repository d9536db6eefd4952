from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Forums and influence")

    def ready(self) -> None:
        from forums.actions import merging_people, merging_rules
        from forums.actions.handing_over import KINDS
        from forums.bodies import ensure_bodies
        from portal import handing_over, merging

        handing_over.register(*KINDS)
        merging.register(*merging_rules.RULES, *merging_people.RULES)
        post_migrate.connect(ensure_bodies, sender=self, dispatch_uid="forums.ensure_bodies")
