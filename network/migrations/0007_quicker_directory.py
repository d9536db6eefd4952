from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """Mistyped words are found among the directory's words, others without a list beside."""

    atomic = False  # indexes come and go beside what goes on

    dependencies = [("network", "0006_words_of_the_directory")]

    operations = [
        RemoveIndexConcurrently(model_name="directoryentry", name="directory_trigram"),
        AddIndexConcurrently(
            model_name="directoryentry",
            index=GinIndex(fields=["searched"], name="directory_found", fastupdate=False),
        ),
        RemoveIndexConcurrently(model_name="directoryentry", name="directory_searched"),
    ]
