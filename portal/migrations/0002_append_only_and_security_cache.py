from django.db import migrations

# DELETE is refused. UPDATE is refused unless it only takes the actor away (a removed person), or
# blanks names and values for an erasure, whose id it must set.
APPEND_ONLY_AUDIT = """
CREATE FUNCTION portal_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(NEW) - 'actor_id') = (to_jsonb(OLD) - 'actor_id') AND NEW.actor_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.erasure <> '' AND OLD.erasure = ''
        AND NEW.actor_id IS NULL AND NEW.actor_name = '[erased]'
        AND NEW.object_label = '[erased]'
        AND NEW.old = '{"erased": "[erased]"}'::jsonb AND NEW.new = '{"erased": "[erased]"}'::jsonb
        AND (to_jsonb(NEW) - '{actor_id,actor_name,object_label,old,new,erasure}'::text[])
          = (to_jsonb(OLD) - '{actor_id,actor_name,object_label,old,new,erasure}'::text[])
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER portal_audit_append_only BEFORE UPDATE OR DELETE ON portal_auditentry
    FOR EACH ROW EXECUTE FUNCTION portal_audit_append_only();
"""

DROP_APPEND_ONLY_AUDIT = """
DROP TRIGGER portal_audit_append_only ON portal_auditentry;
DROP FUNCTION portal_audit_append_only();
"""

# The table Django's database cache expects (createcachetable), as a migration so that no
# installation can forget it.
SECURITY_CACHE = """
CREATE TABLE portal_security_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX portal_security_cache_expires ON portal_security_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY_AUDIT, DROP_APPEND_ONLY_AUDIT),
        migrations.RunSQL(SECURITY_CACHE, "DROP TABLE portal_security_cache;"),
    ]
