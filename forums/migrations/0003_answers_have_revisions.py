from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0002_rules_kept_by_the_database"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="revision",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
