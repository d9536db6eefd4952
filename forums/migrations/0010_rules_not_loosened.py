from django.db import migrations

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
    dependencies = [("forums", "0007_issues_said_as_agreed")]

    operations = [migrations.RunSQL(NOT_LOOSENED, DROP_NOT_LOOSENED)]
