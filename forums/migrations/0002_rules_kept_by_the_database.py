from django.db import migrations

# Foreign keys over two columns, which Django's fields cannot say. A note's and a source's rule
# follow the item's, a source's "agreed" the agreement's answer: a change that would leave a note
# of a sanctuary item, or take one further without agreement, is refused by their constraints.
TOGETHER = [
    ("note", "item_id, rule", "agendaitem (id, rule)", "note_follows_its_items_rule"),
    ("issuesource", "item_id, rule", "agendaitem (id, rule)", "source_follows_its_items_rule"),
    ("issuesource", "agreement_id, agreed", "agreement (id, agrees)", "source_follows_agreement"),
]

# What was written down of an issue is never changed. A removed person becomes NULL; whether
# members may read the body's words may be changed. Events leave with their issue alone.
APPEND_ONLY = """
CREATE FUNCTION forums_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER forums_event_append_only BEFORE UPDATE ON forums_issueevent
    FOR EACH ROW EXECUTE FUNCTION forums_event_append_only();

CREATE FUNCTION forums_event_leaves_with_its_issue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM forums_issue WHERE id = OLD.issue_id) THEN
        RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER forums_event_leaves_with_its_issue
    AFTER DELETE ON forums_issueevent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION forums_event_leaves_with_its_issue();

CREATE TRIGGER forums_event_no_truncate BEFORE TRUNCATE ON forums_issueevent
    FOR EACH STATEMENT EXECUTE FUNCTION network_event_no_truncate();
"""
DROP_APPEND_ONLY = """
DROP TRIGGER forums_event_no_truncate ON forums_issueevent;
DROP TRIGGER forums_event_leaves_with_its_issue ON forums_issueevent;
DROP FUNCTION forums_event_leaves_with_its_issue();
DROP TRIGGER forums_event_append_only ON forums_issueevent;
DROP FUNCTION forums_event_append_only();
"""

# What was sent is kept as it was sent.
KEPT_AS_SENT = """
CREATE FUNCTION forums_submission_kept_as_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.text, NEW.sent_on, NEW.body_id, NEW.issue_id)
        IS DISTINCT FROM (OLD.text, OLD.sent_on, OLD.body_id, OLD.issue_id)
    THEN
        RAISE EXCEPTION 'what was sent is kept as it was sent'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forums_submission_kept_as_sent BEFORE UPDATE ON forums_submission
    FOR EACH ROW WHEN (OLD.sent_on IS NOT NULL)
    EXECUTE FUNCTION forums_submission_kept_as_sent();
"""
DROP_KEPT_AS_SENT = """
DROP TRIGGER forums_submission_kept_as_sent ON forums_submission;
DROP FUNCTION forums_submission_kept_as_sent();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0001_initial"),
        ("network", "0007_category_names"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE forums_{table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})"
                f" REFERENCES forums_{target} ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE",
                f"ALTER TABLE forums_{table} DROP CONSTRAINT {name}",
            )
            for table, columns, target, name in TOGETHER
        ),
        migrations.RunSQL(APPEND_ONLY, DROP_APPEND_ONLY),
        migrations.RunSQL(KEPT_AS_SENT, DROP_KEPT_AS_SENT),
    ]
