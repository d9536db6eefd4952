from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_append_only_and_security_cache")]

    operations = [
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                fields=["expires_at"],
                name="mail_lapses",
                condition=models.Q(state__in=["waiting", "parked", "in-doubt"]),
            ),
        ),
    ]
