from django.db import migrations

# As before, but each part for itself: who did it, for whom, and the letter. Erasing an applicant
# leaves who decided; erasing somebody who was staff leaves what was written to others.
IN_PARTS = """
CREATE OR REPLACE FUNCTION network_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable CONSTANT text[]
        := '{actor_id,actor_name,on_behalf_of,letter_subject,letter_text,erasure}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(NEW) - 'actor_id') = (to_jsonb(OLD) - 'actor_id') AND NEW.actor_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.erasure <> ''
        AND (NEW.actor_id IS NULL OR NEW.actor_id = OLD.actor_id)
        AND (NEW.actor_name = OLD.actor_name
            OR (NEW.actor_name = '[erased]' AND NEW.actor_id IS NULL))
        AND NEW.on_behalf_of IN (OLD.on_behalf_of, '[erased]')
        AND NEW.letter_subject IN (OLD.letter_subject, '[erased]')
        AND NEW.letter_text IN (OLD.letter_text, '[erased]')
        AND (NEW.actor_name, NEW.on_behalf_of, NEW.letter_subject, NEW.letter_text)
            IS DISTINCT FROM
            (OLD.actor_name, OLD.on_behalf_of, OLD.letter_subject, OLD.letter_text)
        AND (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION network_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := '{actor_id,actor_name,on_behalf_of,letter_subject,letter_text,erasure}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(NEW) - 'actor_id') = (to_jsonb(OLD) - 'actor_id') AND NEW.actor_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.erasure <> '' AND OLD.erasure = '' AND NEW.actor_id IS NULL
        AND NEW.actor_name = '[erased]' AND NEW.on_behalf_of IN ('', '[erased]')
        AND NEW.letter_subject IN ('', '[erased]') AND NEW.letter_text IN ('', '[erased]')
        AND (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0013_deputies_and_merges")]

    operations = [migrations.RunSQL(IN_PARTS, AS_BEFORE)]
