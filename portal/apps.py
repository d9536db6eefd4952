from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "The site"

    def ready(self) -> None:
        from portal import field_answers, field_classes, sign_in_log, words
        from portal.staff_groups import sync_groups

        post_migrate.connect(sync_groups, dispatch_uid="portal.sync_groups")
        sign_in_log.listen()
        words.remember()
        field_classes.check_always()
        field_answers.check_always()


class PortalAdminConfig(AdminConfig):
    default_site = "portal.admin_site.PortalAdminSite"
