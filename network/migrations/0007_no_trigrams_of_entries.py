from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """Mistyped words are looked for among the directory's words."""

    atomic = False  # the index goes beside what goes on

    dependencies = [("network", "0006_words_of_the_directory")]

    operations = [
        RemoveIndexConcurrently(model_name="directoryentry", name="directory_trigram"),
    ]
