from django.db import migrations

# As with the audit log: TRUNCATE passes by triggers on rows, so it has one of its own. A test
# database asks for leave to be flushed.
NO_TRUNCATE = """
CREATE FUNCTION network_event_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('portal.allow_truncate', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER network_event_no_truncate BEFORE TRUNCATE ON network_applicationevent
    FOR EACH STATEMENT EXECUTE FUNCTION network_event_no_truncate();
"""

DROP = """
DROP TRIGGER network_event_no_truncate ON network_applicationevent;
DROP FUNCTION network_event_no_truncate();
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0005_typed_answers")]

    operations = [migrations.RunSQL(NO_TRUNCATE, DROP)]
