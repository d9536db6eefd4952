from django.db import migrations

# A delivery's edition is one of its own bulletin: a foreign key over two columns.
OF_ITS_BULLETIN = (
    "ALTER TABLE bulletins_delivery ADD CONSTRAINT delivery_edition_of_its_bulletin"
    " FOREIGN KEY (edition_id, bulletin_id) REFERENCES bulletins_edition (id, bulletin_id)"
    " DEFERRABLE INITIALLY DEFERRED"
)
OF_ANY_BULLETIN = "ALTER TABLE bulletins_delivery DROP CONSTRAINT delivery_edition_of_its_bulletin"

# As with the moves of an application: what was decided and written is never changed. A removed
# person becomes NULL; an erasure, whose id it sets, blanks what was written. Events leave with
# their submission alone, which is looked at once the transaction ends, as they are deleted before.
TIMELINE = """
CREATE FUNCTION bulletins_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable CONSTANT text[] := '{by_id,text,erasure}';
BEGIN
    IF (to_jsonb(NEW) - 'by_id') = (to_jsonb(OLD) - 'by_id') AND NEW.by_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.erasure <> '' AND OLD.text <> '' AND NEW.text = '[erased]'
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
        AND (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER bulletins_event_append_only BEFORE UPDATE ON bulletins_submissionevent
    FOR EACH ROW EXECUTE FUNCTION bulletins_event_append_only();

CREATE FUNCTION bulletins_event_leaves_with_its_submission() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM bulletins_submission WHERE id = OLD.submission_id) THEN
        RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER bulletins_event_leaves_with_its_submission
    AFTER DELETE ON bulletins_submissionevent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION bulletins_event_leaves_with_its_submission();

CREATE TRIGGER bulletins_event_no_truncate BEFORE TRUNCATE ON bulletins_submissionevent
    FOR EACH STATEMENT EXECUTE FUNCTION network_event_no_truncate();
"""
NO_TIMELINE = """
DROP TRIGGER bulletins_event_no_truncate ON bulletins_submissionevent;
DROP TRIGGER bulletins_event_leaves_with_its_submission ON bulletins_submissionevent;
DROP FUNCTION bulletins_event_leaves_with_its_submission();
DROP TRIGGER bulletins_event_append_only ON bulletins_submissionevent;
DROP FUNCTION bulletins_event_append_only();
"""

# (what is done, how it is taken back)
RULES = [
    (OF_ITS_BULLETIN, OF_ANY_BULLETIN),
    (TIMELINE, NO_TIMELINE),
]


class Migration(migrations.Migration):
    """What the database keeps by itself, beside fields and constraints."""

    replaces = [  # as 0001 does: the two hold what came before
        ("bulletins", "0001_initial"),
        ("bulletins", "0002_editions_belong"),
        ("bulletins", "0003_posts_submissions_wishes"),
        ("bulletins", "0004_sharing"),
        ("bulletins", "0005_reports_of_mails"),
        ("bulletins", "0006_composing_and_watching"),
        ("bulletins", "0007_tests_show_their_pictures"),
        ("bulletins", "0008_items_from_forums"),
        ("bulletins", "0009_letters_can_be_erased"),
    ]

    dependencies = [
        ("bulletins", "0001_squashed_0009_letters_can_be_erased"),
        ("network", "0002_kept_by_the_database"),  # its trigger against TRUNCATE
    ]

    operations = [migrations.RunSQL(*rule) for rule in RULES]
