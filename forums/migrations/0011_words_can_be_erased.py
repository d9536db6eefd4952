from django.db import migrations, models

# As before; and an erasure, whose id it sets, blanks words that name somebody.
ERASABLE = """
CREATE OR REPLACE FUNCTION forums_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changeable text[] := '{by_id,shows_their_words}';
    erasable text[] := '{by_id,their_words,shown_words,erasure}';
BEGIN
    IF (to_jsonb(NEW) - changeable) = (to_jsonb(OLD) - changeable)
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
    THEN
        RETURN NEW;
    END IF;
    IF NEW.erasure <> ''
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
        AND (NEW.their_words = OLD.their_words OR NEW.their_words = '[erased]')
        AND (NEW.shown_words = OLD.shown_words OR NEW.shown_words = '[erased]')
        AND (NEW.their_words, NEW.shown_words)
            IS DISTINCT FROM (OLD.their_words, OLD.shown_words)
        AND (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION forums_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changeable text[] := '{by_id,shows_their_words}';
BEGIN
    IF (to_jsonb(NEW) - changeable) = (to_jsonb(OLD) - changeable)
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0010_actions_kept_in_the_room")]

    operations = [
        migrations.AddField(
            model_name="issueevent",
            name="erasure",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=40
            ),
        ),
        migrations.RunSQL(ERASABLE, AS_BEFORE),
    ]
