import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As with requests for support, whose function sees to it: what was decided and written is never
# changed. A removed person becomes NULL. Events leave with their post alone, which is looked at
# once the transaction ends, as they are deleted before it.
APPEND_ONLY = """
CREATE TRIGGER network_training_append_only BEFORE UPDATE ON network_trainingpostevent
    FOR EACH ROW EXECUTE FUNCTION network_support_append_only();

CREATE FUNCTION network_training_leaves_with_its_post() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM network_trainingpost WHERE id = OLD.post_id) THEN
        RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER network_training_leaves_with_its_post
    AFTER DELETE ON network_trainingpostevent DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION network_training_leaves_with_its_post();

CREATE TRIGGER network_training_no_truncate BEFORE TRUNCATE ON network_trainingpostevent
    FOR EACH STATEMENT EXECUTE FUNCTION network_event_no_truncate();
"""

DROP = """
DROP TRIGGER network_training_no_truncate ON network_trainingpostevent;
DROP TRIGGER network_training_leaves_with_its_post ON network_trainingpostevent;
DROP FUNCTION network_training_leaves_with_its_post();
DROP TRIGGER network_training_append_only ON network_trainingpostevent;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0002_kept_by_the_database"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrainingPost",
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
                ("version", models.PositiveIntegerField(default=1)),
                ("key", models.UUIDField()),
                ("state_since", models.DateTimeField(verbose_name="so since")),
                ("created_at", models.DateTimeField(verbose_name="sent in")),
                (
                    "kind",
                    models.CharField(
                        choices=[("offer", "Offer"), ("request", "Request")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("topic", models.CharField(max_length=120, verbose_name="topic")),
                ("about", models.TextField(max_length=3000, verbose_name="what it is about")),
                ("for_whom", models.CharField(blank=True, max_length=300, verbose_name="for whom")),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("online", "Online"),
                            ("in-person", "In person"),
                            ("both", "Online and in person"),
                        ],
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("national", "Across England and Wales"),
                            ("north-east", "North East"),
                            ("north-west", "North West"),
                            ("yorkshire", "Yorkshire and the Humber"),
                            ("east-midlands", "East Midlands"),
                            ("west-midlands", "West Midlands"),
                            ("east", "East of England"),
                            ("london", "London"),
                            ("south-east", "South East"),
                            ("south-west", "South West"),
                            ("wales", "Wales"),
                            ("scotland", "Scotland"),
                            ("northern-ireland", "Northern Ireland"),
                        ],
                        max_length=20,
                        verbose_name="region",
                    ),
                ),
                ("length", models.CharField(max_length=100, verbose_name="length")),
                (
                    "cost",
                    models.CharField(
                        blank=True, help_text="Empty: free", max_length=200, verbose_name="cost"
                    ),
                ),
                (
                    "places",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="places"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "To be read"),
                            ("returned", "Sent back"),
                            ("published", "Published"),
                            ("met", "Met"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken down"),
                        ],
                        default="submitted",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "shown_until",
                    models.DateField(blank=True, null=True, verbose_name="shown until"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="training_posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent in by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="training_posts",
                        to="network.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "post of the training exchange",
                "verbose_name_plural": "posts of the training exchange",
                "permissions": [
                    ("answer_trainingpost", "Can answer posts of the training exchange")
                ],
                "indexes": [
                    models.Index(fields=["state", "state_since", "id"], name="training_queue"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("by", "key"), name="training_once_per_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("shown_until__isnull", False),
                            _connector="OR",
                        ),
                        name="training_published_has_its_last_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("format", "online"),
                            models.Q(("region", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="training_in_person_has_its_region",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("places__isnull", True), ("places__gt", 0), _connector="OR"
                        ),
                        name="training_has_a_place_or_does_not_say",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingInterest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="since")),
                (
                    "names_us",
                    models.BooleanField(default=False, verbose_name="who posted it may know"),
                ),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="training_interests",
                        to="network.organisation",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="network.trainingpost",
                    ),
                ),
            ],
            options={
                "verbose_name": "interest in a training",
                "verbose_name_plural": "interests in trainings",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post", "organisation"), name="training_interest_once_each"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingPostEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "text",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="written to the member"
                    ),
                ),
                ("letter_sent", models.BooleanField(default=False, verbose_name="mailed")),
                (
                    "erasure",
                    models.CharField(
                        blank=True, db_default="", default="", editable=False, max_length=40
                    ),
                ),
                (
                    "move",
                    models.CharField(
                        choices=[
                            ("post", "Send it in"),
                            ("change", "Send it in again"),
                            ("publish", "Publish"),
                            ("return", "Send it back"),
                            ("decline", "Decline"),
                            ("renew", "Show it for another six months"),
                            ("meet", "Mark it as met"),
                            ("hold", "Close it after the training"),
                            ("withdraw", "Take it down"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("submitted", "To be read"),
                            ("returned", "Sent back"),
                            ("published", "Published"),
                            ("met", "Met"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken down"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-training", "Not about training"),
                            ("promotion", "Advertises something for sale"),
                            ("there-already", "Much the same is there already"),
                            ("other", "Another reason"),
                        ],
                        max_length=15,
                        verbose_name="reason",
                    ),
                ),
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
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="network.trainingpost",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "timeline",
                "indexes": [
                    models.Index(fields=["post", "at"], name="training_timeline"),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, DROP),
    ]
