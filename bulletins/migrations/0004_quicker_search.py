from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """Posts are found without a list beside the index, which every search would read whole."""

    atomic = False  # indexes come and go beside what goes on

    dependencies = [("bulletins", "0003_quicker_deliveries")]

    operations = [
        AddIndexConcurrently(
            model_name="post",
            index=GinIndex(fields=["searched"], name="post_found", fastupdate=False),
        ),
        RemoveIndexConcurrently(model_name="post", name="post_searched"),
    ]
