from django.db import migrations

# DELETE and TRUNCATE are refused (a test database asks for leave to be flushed). UPDATE is refused
# unless it only takes the actor away (a removed person), or blanks who it was or what it was
# about, each once, for an erasure whose id it sets.
AUDIT = """
CREATE FUNCTION portal_audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    blank CONSTANT jsonb := '{"erased": "[erased]"}';
    erasable CONSTANT text[] := '{actor_id,actor_name,object_label,old,new,erasure}';
    erases_who boolean;
    erases_object boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('portal.allow_truncate', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.actor_id IS NULL
            AND (to_jsonb(NEW) - 'actor_id') = (to_jsonb(OLD) - 'actor_id')
        THEN
            RETURN NEW;
        END IF;
        erases_who := OLD.actor_name <> '[erased]' AND NEW.actor_name = '[erased]'
            AND NEW.actor_id IS NULL;
        erases_object := OLD.object_label <> '[erased]' AND NEW.object_label = '[erased]'
            AND NEW.old = blank AND NEW.new = blank;
        IF NEW.erasure <> '' AND (erases_who OR erases_object)
            AND (erases_who OR (NEW.actor_id, NEW.actor_name)
                IS NOT DISTINCT FROM (OLD.actor_id, OLD.actor_name))
            AND (erases_object OR (NEW.object_label, NEW.old, NEW.new)
                IS NOT DISTINCT FROM (OLD.object_label, OLD.old, OLD.new))
            AND (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER portal_audit_append_only BEFORE UPDATE OR DELETE ON portal_auditentry
    FOR EACH ROW EXECUTE FUNCTION portal_audit_append_only();
CREATE TRIGGER portal_audit_no_truncate BEFORE TRUNCATE ON portal_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION portal_audit_append_only();
"""
NO_AUDIT = """
DROP TRIGGER portal_audit_no_truncate ON portal_auditentry;
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
NO_SECURITY_CACHE = "DROP TABLE portal_security_cache;"

# (what is done, how it is taken back)
RULES = [
    (AUDIT, NO_AUDIT),
    (SECURITY_CACHE, NO_SECURITY_CACHE),
]


class Migration(migrations.Migration):
    """What the database keeps by itself, beside fields and constraints."""

    replaces = [  # as 0001 does: the two hold what came before
        ("portal", "0001_initial"),
        ("portal", "0002_append_only_and_security_cache"),
        ("portal", "0003_mail_lapses"),
        ("portal", "0004_mail_attachments"),
        ("portal", "0005_invoice_details"),
        ("portal", "0006_confirmations"),
        ("portal", "0007_retention_runs"),
        ("portal", "0008_erasures"),
        ("portal", "0009_see_report"),
    ]

    dependencies = [("portal", "0001_squashed_0009_see_report")]

    operations = [migrations.RunSQL(*rule) for rule in RULES]
