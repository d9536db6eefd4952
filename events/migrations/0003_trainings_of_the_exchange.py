import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_kept_by_the_database"),
        ("network", "0003_training_exchange"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangedTraining",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exchanged",
                        to="events.event",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trainings",
                        to="network.trainingpost",
                    ),
                ),
            ],
            options={
                "verbose_name": "training of the exchange",
                "verbose_name_plural": "trainings of the exchange",
            },
        ),
    ]
