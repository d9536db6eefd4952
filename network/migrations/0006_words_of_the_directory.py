from django.db import migrations, models

# Words are added by whatever writes an entry, each once as far as that transaction can see: none
# waits for another one that brings the same word. `network.actions.words` sorts out the rest. A
# look before saving brings none: an index keeps room for what was taken back.
WORDS = """
CREATE FUNCTION network_misspelt(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array(
        WITH once AS (
            SELECT left(word, at - 1) || substr(word, at + 1) AS rest
            FROM generate_series(1, length(word)) at
            WHERE length(word) >= 4
        )
        SELECT word
        UNION SELECT rest FROM once
        UNION SELECT left(rest, at - 1) || substr(rest, at + 1)
        FROM once, generate_series(1, length(rest)) at
        WHERE length(word) >= 8
    )
$$;

CREATE FUNCTION network_words(text text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array(
        SELECT word FROM unnest(tsvector_to_array(to_tsvector('simple', text))) word
        WHERE length(word) BETWEEN 3 AND 25
    )
$$;

CREATE FUNCTION network_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('portal.only_looking', true) = 'on' THEN
        RETURN NULL;
    END IF;
    INSERT INTO network_directoryword (audience, word)
    SELECT DISTINCT entry.audience, found.word
    FROM brought entry, unnest(network_words(entry.text)) found (word)
    WHERE NOT EXISTS (
        SELECT FROM network_directoryword known
        WHERE known.audience = entry.audience AND known.word = found.word
    );
    RETURN NULL;
END $$;
"""
NO_WORDS = """
DROP FUNCTION network_keep_words();
DROP FUNCTION network_words(text);
DROP FUNCTION network_misspelt(text);
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0005_merged_accounts")]

    operations = [
        migrations.CreateModel(
            name="DirectoryWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("nobody", "Nobody"),
                            ("members", "Members of the network"),
                            ("everybody", "Everybody"),
                        ],
                        max_length=10,
                    ),
                ),
                ("word", models.TextField(db_collation="C")),
            ],
            options={
                "verbose_name": "word of the directory",
                "verbose_name_plural": "words of the directory",
            },
        ),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.AddIndex(
            "directoryword",
            models.Index(fields=["audience", "word"], name="directory_word_known"),
        ),
    ]
