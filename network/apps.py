from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "The network"

    def ready(self) -> None:
        from network.actions import (
            merging_advice,
            merging_people_rules,
            merging_rules,
            merging_training,
        )
        from network.actions.handing_over import KINDS
        from network.letters import ensure_presets
        from portal import handing_over, merging

        handing_over.register(*KINDS)
        merging.register(*merging_rules.RULES, *merging_advice.RULES, *merging_training.RULES)
        merging.register(*merging_people_rules.RULES)
        post_migrate.connect(ensure_presets, sender=self, dispatch_uid="network.ensure_presets")
