from django.db import migrations, models

# What was noted, asked or taken further of an item was said under its rule.
NOT_LOOSENED = """
CREATE FUNCTION forums_rule_not_loosened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM forums_issuesource WHERE item_id = NEW.id)
        OR EXISTS (SELECT 1 FROM forums_agreement WHERE item_id = NEW.id)
        OR EXISTS (SELECT 1 FROM forums_note WHERE item_id = NEW.id)
    THEN
        RAISE EXCEPTION 'the rule of what was said is not loosened'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forums_rule_not_loosened BEFORE UPDATE ON forums_agendaitem
    FOR EACH ROW WHEN (
        OLD.rule = 'sanctuary' AND NEW.rule <> 'sanctuary'
        OR OLD.rule = 'non-attributable' AND NEW.rule = 'on-record'
    )
    EXECUTE FUNCTION forums_rule_not_loosened();
"""
DROP_NOT_LOOSENED = """
DROP TRIGGER forums_rule_not_loosened ON forums_agendaitem;
DROP FUNCTION forums_rule_not_loosened();
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0008_what_speakers_were_told")]

    operations = [
        migrations.RunSQL(NOT_LOOSENED, DROP_NOT_LOOSENED),
        migrations.RemoveConstraint(
            model_name="submission",
            name="submission_to_a_body_sent_has_its_day",
        ),
        migrations.AlterField(
            model_name="issueevent",
            name="step",
            field=models.CharField(
                choices=[
                    ("raised", "Raised by members"),
                    ("drafted", "Submission drafted"),
                    ("discarded", "Draft discarded"),
                    ("submitted", "Sent"),
                    ("acknowledged", "Receipt confirmed"),
                    ("holding", "Holding reply"),
                    ("responded", "Answered"),
                    ("reviewed", "What changed was looked at"),
                    ("closed", "Closed"),
                    ("reopened", "Opened again"),
                ],
                max_length=12,
                verbose_name="what",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="state",
            field=models.CharField(
                choices=[
                    ("drafted", "Drafted"),
                    ("submitted", "Sent"),
                    ("acknowledged", "Receipt confirmed"),
                    ("holding", "Holding reply"),
                    ("responded", "Answered"),
                    ("discarded", "Discarded"),
                ],
                default="drafted",
                editable=False,
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_on__isnull", True), ("state__in", ["discarded", "drafted"])),
                    models.Q(
                        models.Q(("state__in", ["discarded", "drafted"]), _negated=True),
                        ("sent_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="submission_to_a_body_sent_has_its_day",
            ),
        ),
    ]
