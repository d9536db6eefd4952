from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery


def mark_lapsed(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Questions that the case has left behind: it has gone on without their answer."""
    items = apps.get_model("network", "InformationItem").objects
    applications = apps.get_model("network", "Application").objects
    left = items.filter(answered_at__isnull=True).exclude(application__state="more-information")
    since = applications.filter(pk=OuterRef("application")).values("state_since")
    left.update(lapsed_at=Subquery(since))


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0003_scribe_source"),
    ]

    operations = [
        migrations.AddField(
            model_name="informationitem",
            name="lapsed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lapsed"),
        ),
        migrations.AddConstraint(
            model_name="informationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_at__isnull", True), ("lapsed_at__isnull", True), _connector="OR"
                ),
                name="information_answered_or_lapsed",
            ),
        ),
        migrations.RunPython(mark_lapsed, migrations.RunPython.noop),
    ]
