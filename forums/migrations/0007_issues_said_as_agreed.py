from django.db import migrations, models

# What is taken out of the sanctuary is what was agreed to, of that item and in those words. It is
# looked at after the foreign keys of migration 0002 were.
SAID_AS_AGREED = """
CREATE FUNCTION forums_source_says_what_was_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM forums_agreement a JOIN forums_issue i ON i.id = NEW.issue_id
        WHERE a.id = NEW.agreement_id AND a.item_id = NEW.item_id AND a.statement = i.statement
    ) THEN
        RAISE EXCEPTION 'an issue says what was agreed to' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER forums_source_says_what_was_agreed AFTER INSERT OR UPDATE ON forums_issuesource
    FOR EACH ROW WHEN (NEW.agreement_id IS NOT NULL)
    EXECUTE FUNCTION forums_source_says_what_was_agreed();

CREATE FUNCTION forums_issue_says_what_was_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM forums_issuesource WHERE issue_id = NEW.id AND agreement_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'an issue says what was agreed to' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER forums_issue_says_what_was_agreed AFTER UPDATE ON forums_issue
    FOR EACH ROW WHEN (NEW.statement IS DISTINCT FROM OLD.statement)
    EXECUTE FUNCTION forums_issue_says_what_was_agreed();

CREATE FUNCTION forums_agreement_kept_as_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked is kept as asked' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER forums_agreement_kept_as_asked BEFORE UPDATE ON forums_agreement
    FOR EACH ROW WHEN (
        (NEW.statement, NEW.item_id, NEW.organisation_id)
        IS DISTINCT FROM (OLD.statement, OLD.item_id, OLD.organisation_id)
    )
    EXECUTE FUNCTION forums_agreement_kept_as_asked();
"""
DROP_SAID_AS_AGREED = """
DROP TRIGGER forums_agreement_kept_as_asked ON forums_agreement;
DROP FUNCTION forums_agreement_kept_as_asked();
DROP TRIGGER forums_issue_says_what_was_agreed ON forums_issue;
DROP FUNCTION forums_issue_says_what_was_agreed();
DROP TRIGGER forums_source_says_what_was_agreed ON forums_issuesource;
DROP FUNCTION forums_source_says_what_was_agreed();
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0006_keys_versions_and_the_end_of_notes")]

    operations = [
        migrations.RemoveConstraint(model_name="voice", name="voice_once_per_organisation"),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(
                fields=("issue", "organisation", "how"),
                name="voice_once_per_organisation",
                violation_error_message="Your organisation has said so already.",
            ),
        ),
        migrations.AddField(
            model_name="issue",
            name="key",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.RunSQL(SAID_AS_AGREED, DROP_SAID_AS_AGREED),
    ]
