from django.db import migrations


class Migration(migrations.Migration):
    """A right, without a change of the table."""

    dependencies = [("portal", "0008_erasures")]

    operations = [
        migrations.AlterModelOptions(
            name="sitesettings",
            options={
                "permissions": [("see_report", "Can see the board report")],
                "verbose_name": "site settings",
                "verbose_name_plural": "site settings",
            },
        ),
    ]
