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
# members may read the body's words may be changed; an erasure, whose id it sets, blanks words that
# name somebody. Events leave with their issue alone.
LOG = """
CREATE FUNCTION forums_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changeable text[] := '{by_id,shows_their_words}';
    erasable text[] := '{by_id,their_words,shown_words,erasure}';
BEGIN
    IF (to_jsonb(NEW) - changeable) = (to_jsonb(OLD) - changeable)
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
    THEN
        RETURN NEW;
    END IF;
    IF NEW.erasure <> ''
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id)
        AND (NEW.their_words = OLD.their_words OR NEW.their_words = '[erased]')
        AND (NEW.shown_words = OLD.shown_words OR NEW.shown_words = '[erased]')
        AND (NEW.their_words, NEW.shown_words)
            IS DISTINCT FROM (OLD.their_words, OLD.shown_words)
        AND (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
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
NO_LOG = """
DROP TRIGGER forums_event_no_truncate ON forums_issueevent;
DROP TRIGGER forums_event_leaves_with_its_issue ON forums_issueevent;
DROP FUNCTION forums_event_leaves_with_its_issue();
DROP TRIGGER forums_event_append_only ON forums_issueevent;
DROP FUNCTION forums_event_append_only();
"""

# What was sent is kept as it was sent.
AS_SENT = """
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
NOT_AS_SENT = """
DROP TRIGGER forums_submission_kept_as_sent ON forums_submission;
DROP FUNCTION forums_submission_kept_as_sent();
"""

# A speaker's item is one of that forum's agenda: a foreign key over two columns. Without an item
# it holds nothing, as somebody asked for the whole forum has none.
SAME_FORUM = """
ALTER TABLE forums_speaker ADD CONSTRAINT speaker_item_is_of_its_forum
    FOREIGN KEY (item_id, forum_id) REFERENCES forums_agendaitem (id, forum_id)
    DEFERRABLE INITIALLY IMMEDIATE
"""
NO_SAME_FORUM = "ALTER TABLE forums_speaker DROP CONSTRAINT speaker_item_is_of_its_forum"

# What is taken out of the sanctuary is what was agreed to, of that item and in those words. It is
# looked at after the foreign keys above were.
AS_AGREED = """
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
NOT_AS_AGREED = """
DROP TRIGGER forums_agreement_kept_as_asked ON forums_agreement;
DROP FUNCTION forums_agreement_kept_as_asked();
DROP TRIGGER forums_issue_says_what_was_agreed ON forums_issue;
DROP FUNCTION forums_issue_says_what_was_agreed();
DROP TRIGGER forums_source_says_what_was_agreed ON forums_issuesource;
DROP FUNCTION forums_source_says_what_was_agreed();
"""

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
LOOSENED = """
DROP TRIGGER forums_rule_not_loosened ON forums_agendaitem;
DROP FUNCTION forums_rule_not_loosened();
"""

# (what is done, how it is taken back)
RULES = [
    *(
        (
            f"ALTER TABLE forums_{table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})"
            f" REFERENCES forums_{target} ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE",
            f"ALTER TABLE forums_{table} DROP CONSTRAINT {name}",
        )
        for table, columns, target, name in TOGETHER
    ),
    (LOG, NO_LOG),
    (AS_SENT, NOT_AS_SENT),
    (SAME_FORUM, NO_SAME_FORUM),
    (AS_AGREED, NOT_AS_AGREED),
    (NOT_LOOSENED, LOOSENED),
]


class Migration(migrations.Migration):
    """What the database keeps by itself, beside fields and constraints."""

    replaces = [  # as 0001 does: the two hold what came before
        ("forums", "0001_initial"),
        ("forums", "0002_rules_kept_by_the_database"),
        ("forums", "0003_answers_have_revisions"),
        ("forums", "0004_breaks"),
        ("forums", "0005_speakers_belong_to_their_forum"),
        ("forums", "0006_keys_versions_and_the_end_of_notes"),
        ("forums", "0007_issues_said_as_agreed"),
        ("forums", "0008_what_speakers_were_told"),
        ("forums", "0009_rules_not_loosened_drafts_discarded"),
        ("forums", "0010_actions_kept_in_the_room"),
        ("forums", "0011_words_can_be_erased"),
    ]

    dependencies = [
        ("forums", "0001_squashed_0011_words_can_be_erased"),
        ("network", "0002_kept_by_the_database"),  # its trigger against TRUNCATE
    ]

    operations = [migrations.RunSQL(*rule) for rule in RULES]
