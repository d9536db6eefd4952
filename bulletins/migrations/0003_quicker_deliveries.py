import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

# A row changes four times within seconds. With room left on its page, noting that a message is
# about to go out touches no index at all (PostgreSQL's heap-only tuples).
ROOM = "ALTER TABLE bulletins_delivery SET (fillfactor = 50)"
NO_ROOM = "ALTER TABLE bulletins_delivery RESET (fillfactor)"


class Migration(migrations.Migration):
    atomic = False  # indexes are built beside what goes on

    dependencies = [
        ("bulletins", "0002_kept_by_the_database"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                fields=["user"],
                condition=models.Q(("user__isnull", False)),
                name="delivery_by_user",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                fields=["subscriber"],
                condition=models.Q(("subscriber__isnull", False)),
                name="delivery_by_subscriber",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="bulletin",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="bulletins.bulletin",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="edition",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="bulletins.edition",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="subscriber",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="bulletins.subscriber",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]
