from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built beside the running site: people go on booking meanwhile."""

    atomic = False
    dependencies = [("events", "0009_workshops_taken_back")]

    operations = [
        AddIndexConcurrently(
            model_name="delegate",
            index=models.Index(fields=["email"], name="delegate_by_email"),
        ),
    ]
