from django.db import migrations

# Like the audit log: an application's moves are never changed or removed. A removed person's
# actor becomes NULL; an erasure blanks names and letters and sets its id.
APPEND_ONLY = """
CREATE FUNCTION network_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER network_event_append_only BEFORE UPDATE OR DELETE ON network_applicationevent
    FOR EACH ROW EXECUTE FUNCTION network_event_append_only();
"""

DROP = """
DROP TRIGGER network_event_append_only ON network_applicationevent;
DROP FUNCTION network_event_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]

    operations = [migrations.RunSQL(APPEND_ONLY, DROP)]
