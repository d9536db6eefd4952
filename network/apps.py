from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "The network"

    def ready(self) -> None:
        from network.letters import ensure_presets

        post_migrate.connect(ensure_presets, sender=self, dispatch_uid="network.ensure_presets")
