from django.conf import settings
from django.db import migrations, models

# As with the moves of an application: what was decided and written is never changed. A removed
# person becomes NULL. Events leave with their submission alone, which is looked at once the
# transaction ends, as they are deleted before it.
APPEND_ONLY = """
CREATE FUNCTION bulletins_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'by_id') = (to_jsonb(OLD) - 'by_id') AND NEW.by_id IS NULL THEN
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

DROP = """
DROP TRIGGER bulletins_event_no_truncate ON bulletins_submissionevent;
DROP TRIGGER bulletins_event_leaves_with_its_submission ON bulletins_submissionevent;
DROP FUNCTION bulletins_event_leaves_with_its_submission();
DROP TRIGGER bulletins_event_append_only ON bulletins_submissionevent;
DROP FUNCTION bulletins_event_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0003_posts_submissions_wishes"),
        ("network", "0007_category_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="submissionevent",
            name="letter_sent",
            field=models.BooleanField(db_default=False, default=False, verbose_name="mailed"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                fields=("by", "key"), name="submission_once_per_key"
            ),
        ),
        migrations.RunSQL(APPEND_ONLY, DROP),
    ]
