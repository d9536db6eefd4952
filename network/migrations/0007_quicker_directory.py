from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

# The trigger first: what is written from then on is not missed by filling the table after it.
KEEP = """
CREATE OR REPLACE TRIGGER network_keep_words AFTER INSERT ON network_directoryentry
    REFERENCING NEW TABLE AS brought
    FOR EACH STATEMENT EXECUTE FUNCTION network_keep_words()
"""
KEEP_NO_MORE = "DROP TRIGGER network_keep_words ON network_directoryentry"
FILL = """
INSERT INTO network_directoryword (audience, word)
SELECT DISTINCT entry.audience, found.word
FROM network_directoryentry entry, unnest(network_words(entry.text)) found (word)
WHERE NOT EXISTS (
    SELECT FROM network_directoryword known
    WHERE known.audience = entry.audience AND known.word = found.word
)
"""


class Migration(migrations.Migration):
    """Mistyped words are found among the directory's words, others without a list beside."""

    atomic = False  # each step is over before the next, and none holds up who writes

    dependencies = [("network", "0006_words_of_the_directory")]

    operations = [
        migrations.RunSQL(KEEP, KEEP_NO_MORE),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="directoryword",
            index=GinIndex(
                models.Func("word", function="network_misspelt"),
                name="directory_word_misspelt",
                fastupdate=False,
            ),
        ),
        RemoveIndexConcurrently(model_name="directoryentry", name="directory_trigram"),
        AddIndexConcurrently(
            model_name="directoryentry",
            index=GinIndex(fields=["searched"], name="directory_found", fastupdate=False),
        ),
        RemoveIndexConcurrently(model_name="directoryentry", name="directory_searched"),
    ]
