from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Forums and influence")

    def ready(self) -> None:
        from forums.bodies import ensure_bodies

        post_migrate.connect(ensure_bodies, sender=self, dispatch_uid="forums.ensure_bodies")
