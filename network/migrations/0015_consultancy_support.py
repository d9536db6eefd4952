import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As with what members share: what was decided and written is never changed. A removed person
# becomes NULL. Events leave with their request alone, which is looked at once the transaction
# ends, as they are deleted before it.
APPEND_ONLY = """
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

DROP = """
DROP TRIGGER network_support_no_truncate ON network_supportevent;
DROP TRIGGER network_support_leaves_with_its_request ON network_supportevent;
DROP FUNCTION network_support_leaves_with_its_request();
DROP TRIGGER network_support_append_only ON network_supportevent;
DROP FUNCTION network_support_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0014_events_erased_in_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupportRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=20, unique=True, verbose_name="reference"),
                ),
                ("need", models.TextField(max_length=4000, verbose_name="what is needed")),
                ("needed_by", models.DateField(blank=True, null=True, verbose_name="needed by")),
                (
                    "tried",
                    models.TextField(blank=True, max_length=4000, verbose_name="what was tried"),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Asked for"),
                            ("triaged", "Triaged"),
                            ("allocated", "Allocated"),
                            ("scheduled", "Scheduled"),
                            ("delivered", "Delivered"),
                            ("asked", "Follow-up asked"),
                            ("followed-up", "Followed up"),
                            ("closed", "Closed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="requested",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("key", models.UUIDField()),
                ("created_at", models.DateTimeField(verbose_name="asked")),
                ("state_since", models.DateTimeField(verbose_name="so since")),
                (
                    "allocated_to",
                    models.CharField(blank=True, max_length=200, verbose_name="allocated to"),
                ),
                (
                    "hours_offered",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        verbose_name="hours offered",
                    ),
                ),
                (
                    "scheduled_on",
                    models.DateField(blank=True, null=True, verbose_name="takes place on"),
                ),
                (
                    "delivered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="delivered"),
                ),
                (
                    "hours_used",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        verbose_name="hours used",
                    ),
                ),
                (
                    "helped",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("partly", "In part"), ("no", "No")],
                        max_length=10,
                        verbose_name="did it help?",
                    ),
                ),
                (
                    "what_changed",
                    models.TextField(blank=True, max_length=4000, verbose_name="what changed"),
                ),
                (
                    "may_share",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="may be shared as practice"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="support_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="support_requests",
                        to="network.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for support",
                "verbose_name_plural": "requests for support",
                "permissions": [("answer_supportrequest", "Can answer requests for support")],
            },
        ),
        migrations.CreateModel(
            name="SupportEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "move",
                    models.CharField(
                        choices=[
                            ("request", "Ask for support"),
                            ("triage", "Take it on"),
                            ("allocate", "Allocate"),
                            ("schedule", "Set the date"),
                            ("deliver", "Record as delivered"),
                            ("ask", "Ask how it went"),
                            ("answer", "Send your answer"),
                            ("close", "Close"),
                            ("decline", "Decline"),
                            ("withdraw", "Take it back"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("requested", "Asked for"),
                            ("triaged", "Triaged"),
                            ("allocated", "Allocated"),
                            ("scheduled", "Scheduled"),
                            ("delivered", "Delivered"),
                            ("asked", "Follow-up asked"),
                            ("followed-up", "Followed up"),
                            ("closed", "Closed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken back"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody-free", "Nobody is free who could help"),
                            ("outside", "Outside what the network can help with"),
                            ("too-soon", "Needed sooner than can be done"),
                            ("elsewhere", "Better helped elsewhere"),
                            ("other", "Another reason"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                (
                    "erasure",
                    models.CharField(
                        blank=True, db_default="", default="", editable=False, max_length=40
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="written to the member"
                    ),
                ),
                ("letter_sent", models.BooleanField(default=False, verbose_name="mailed")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="network.supportrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "timeline",
            },
        ),
        migrations.AddIndex(
            model_name="supportrequest",
            index=models.Index(fields=["state", "created_at", "id"], name="support_queue"),
        ),
        migrations.AddConstraint(
            model_name="supportrequest",
            constraint=models.UniqueConstraint(fields=("by", "key"), name="support_once_per_key"),
        ),
        migrations.AddConstraint(
            model_name="supportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["allocated", "scheduled", "delivered"]), _negated=True),
                    models.Q(("allocated_to", ""), _negated=True),
                    _connector="OR",
                ),
                name="support_allocated_says_to_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "scheduled"), _negated=True),
                    ("scheduled_on__isnull", False),
                    _connector="OR",
                ),
                name="support_scheduled_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["delivered", "asked", "followed-up", "closed"]),
                        _negated=True,
                    ),
                    models.Q(("delivered_at__isnull", False), ("hours_used__isnull", False)),
                    _connector="OR",
                ),
                name="support_delivered_has_its_time_and_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "followed-up"), _negated=True),
                    models.Q(models.Q(("helped", ""), _negated=True), ("may_share__isnull", False)),
                    _connector="OR",
                ),
                name="support_followed_up_has_its_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("hours_offered__isnull", True), ("hours_offered__gte", 0), _connector="OR"
                    ),
                    models.Q(("hours_used__isnull", True), ("hours_used__gte", 0), _connector="OR"),
                ),
                name="support_hours_are_not_negative",
            ),
        ),
        migrations.AddIndex(
            model_name="supportevent",
            index=models.Index(fields=["request", "at"], name="support_timeline"),
        ),
        migrations.RunSQL(APPEND_ONLY, DROP),
    ]
