from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0007_issues_said_as_agreed"),
    ]

    operations = [
        migrations.AddField(
            model_name="speaker",
            name="told_ends_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="speaker",
            name="told_starts_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="speaker",
            name="told_title",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=150
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_ends_at__isnull", True), ("told_starts_at__isnull", True)),
                    models.Q(("told_ends_at__isnull", False), ("told_starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="speaker_told_from_when_until_when",
            ),
        ),
    ]
