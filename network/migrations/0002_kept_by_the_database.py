from django.db import migrations

# Like the audit log: an application's moves are never changed or removed. A removed person's actor
# becomes NULL; an erasure, whose id it sets, blanks who did it, for whom, and the letter, each
# part for itself. Erasing an applicant leaves who decided; erasing somebody who was staff leaves
# what was written to others.
TIMELINE = """
CREATE FUNCTION network_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable CONSTANT text[]
        := '{actor_id,actor_name,on_behalf_of,letter_subject,letter_text,erasure}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(NEW) - 'actor_id') = (to_jsonb(OLD) - 'actor_id') AND NEW.actor_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.erasure <> ''
        AND (NEW.actor_id IS NULL OR NEW.actor_id = OLD.actor_id)
        AND (NEW.actor_name = OLD.actor_name
            OR (NEW.actor_name = '[erased]' AND NEW.actor_id IS NULL))
        AND NEW.on_behalf_of IN (OLD.on_behalf_of, '[erased]')
        AND NEW.letter_subject IN (OLD.letter_subject, '[erased]')
        AND NEW.letter_text IN (OLD.letter_text, '[erased]')
        AND (NEW.actor_name, NEW.on_behalf_of, NEW.letter_subject, NEW.letter_text)
            IS DISTINCT FROM
            (OLD.actor_name, OLD.on_behalf_of, OLD.letter_subject, OLD.letter_text)
        AND (to_jsonb(NEW) - erasable) = (to_jsonb(OLD) - erasable)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER network_event_append_only BEFORE UPDATE OR DELETE ON network_applicationevent
    FOR EACH ROW EXECUTE FUNCTION network_event_append_only();
"""
NO_TIMELINE = """
DROP TRIGGER network_event_append_only ON network_applicationevent;
DROP FUNCTION network_event_append_only();
"""

# TRUNCATE passes by triggers on rows, so it has one of its own. A test database asks for leave to
# be flushed.
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
TRUNCATE = """
DROP TRIGGER network_event_no_truncate ON network_applicationevent;
DROP FUNCTION network_event_no_truncate();
"""

# What each audience sees of a listing is written by the database itself, whoever changes the
# listing or its organisation, and by whichever page: it is never out of date, and what is hidden
# is in no row that a page or the search reads. Keys of lists, "through-the-gate", are words too.
SHOWN = """
CREATE FUNCTION network_show_listing(wanted bigint) RETURNS void LANGUAGE sql AS $$
    DELETE FROM network_directoryentry WHERE listing_id = wanted;
    INSERT INTO network_directoryentry (
        listing_id, organisation_id, audience, slug, name, sector, takes_questions,
        description, advice, themes, regions, settings, website, email, phone, searched, text
    )
    SELECT
        wanted, organisation_id, audience, slug, name, sector, takes_questions,
        description, advice, themes, regions, settings, website, email, phone,
        setweight(to_tsvector('english', unaccent(name)), 'A')
            || setweight(to_tsvector('english', unaccent(advice || ' ' || keys)), 'B')
            || setweight(to_tsvector('english', unaccent(description)), 'C'),
        lower(unaccent(concat_ws(' ', name, advice, keys, description)))
    FROM (
        SELECT
            seen.*,
            array_to_string(seen.themes || seen.regions || seen.settings, ' ') AS keys
        FROM (
            SELECT
                listing.organisation_id, audience, listing.slug, organisation.name,
                organisation.sector, listing.takes_questions AND audience = 'members'
                    AS takes_questions,
                CASE WHEN 'description' = ANY(parts) THEN listing.description ELSE '' END
                    AS description,
                CASE WHEN 'advice' = ANY(parts) THEN listing.advice ELSE '' END AS advice,
                CASE WHEN 'themes' = ANY(parts) THEN listing.themes ELSE '{}' END AS themes,
                CASE WHEN 'regions' = ANY(parts) THEN organisation.regions ELSE '{}' END
                    AS regions,
                CASE WHEN 'settings' = ANY(parts) THEN organisation.settings ELSE '{}' END
                    AS settings,
                CASE WHEN 'website' = ANY(parts) THEN organisation.website ELSE '' END
                    AS website,
                CASE WHEN 'email' = ANY(parts) THEN listing.email ELSE '' END AS email,
                CASE WHEN 'phone' = ANY(parts) THEN listing.phone ELSE '' END AS phone
            FROM network_listing listing
            JOIN network_organisation organisation ON organisation.id = listing.organisation_id
            CROSS JOIN LATERAL (
                SELECT 'members' AS audience, listing.for_members || listing.for_everybody AS parts
                WHERE listing.shown_to IN ('members', 'everybody')
                UNION ALL
                SELECT 'everybody', listing.for_everybody
                WHERE listing.shown_to = 'everybody' AND organisation.is_publicly_listed
            ) shown
            WHERE listing.id = wanted
        ) seen
    ) entry;
$$;

CREATE FUNCTION network_listing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM network_show_listing(NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER network_listing_changed AFTER INSERT OR UPDATE ON network_listing
    FOR EACH ROW EXECUTE FUNCTION network_listing_changed();

CREATE FUNCTION network_listed_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM network_show_listing(id) FROM network_listing WHERE organisation_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER network_listed_changed AFTER UPDATE ON network_organisation
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION network_listed_changed();
"""
NOT_SHOWN = """
DROP TRIGGER network_listed_changed ON network_organisation;
DROP FUNCTION network_listed_changed();
DROP TRIGGER network_listing_changed ON network_listing;
DROP FUNCTION network_listing_changed();
DROP FUNCTION network_show_listing(bigint);
"""

# As with what members share: what was decided and written is never changed. A removed person
# becomes NULL. Events leave with their request alone, which is looked at once the transaction
# ends, as they are deleted before it.
SUPPORT = """
CREATE FUNCTION network_support_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER network_support_append_only BEFORE UPDATE ON network_supportevent
    FOR EACH ROW EXECUTE FUNCTION network_support_append_only();

CREATE FUNCTION network_support_leaves_with_its_request() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM network_supportrequest WHERE id = OLD.request_id) THEN
        RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER network_support_leaves_with_its_request
    AFTER DELETE ON network_supportevent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION network_support_leaves_with_its_request();

CREATE TRIGGER network_support_no_truncate BEFORE TRUNCATE ON network_supportevent
    FOR EACH STATEMENT EXECUTE FUNCTION network_event_no_truncate();
"""
NO_SUPPORT = """
DROP TRIGGER network_support_no_truncate ON network_supportevent;
DROP TRIGGER network_support_leaves_with_its_request ON network_supportevent;
DROP FUNCTION network_support_leaves_with_its_request();
DROP TRIGGER network_support_append_only ON network_supportevent;
DROP FUNCTION network_support_append_only();
"""

# (what is done, how it is taken back)
RULES = [
    (TIMELINE, NO_TIMELINE),
    (NO_TRUNCATE, TRUNCATE),
    (SHOWN, NOT_SHOWN),
    (SUPPORT, NO_SUPPORT),
]


class Migration(migrations.Migration):
    """What the database keeps by itself, beside fields and constraints."""

    replaces = [  # as 0001 does: the two hold what came before
        ("network", "0001_initial"),
        ("network", "0002_append_only_events"),
        ("network", "0003_scribe_source"),
        ("network", "0004_lapsed_questions"),
        ("network", "0005_typed_answers"),
        ("network", "0006_no_truncate_of_events"),
        ("network", "0007_category_names"),
        ("network", "0008_standing"),
        ("network", "0009_people"),
        ("network", "0010_membership_life"),
        ("network", "0011_member_lists"),
        ("network", "0012_directory_and_advice"),
        ("network", "0013_deputies_and_merges"),
        ("network", "0014_events_erased_in_parts"),
        ("network", "0015_consultancy_support"),
    ]

    dependencies = [("network", "0001_squashed_0015_consultancy_support")]

    operations = [migrations.RunSQL(*rule) for rule in RULES]
