import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import network.models.memberships


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0012_directory_and_advice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deputyship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("named_at", models.DateTimeField(verbose_name="arranged")),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deputyships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who stands in",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "standing in",
                "verbose_name_plural": "standing in",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="deputyship_ends_after_it_starts",
                        violation_error_message="The last day comes before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("user", models.F("deputy")), _negated=True),
                        name="deputyship_of_somebody_else",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("user", "="),
                            (
                                network.models.memberships.DateRange(
                                    "starts_on",
                                    "ends_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="deputyship_one_at_a_time",
                        violation_error_message="Somebody stands in on some of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "gone",
                    models.PositiveBigIntegerField(
                        unique=True, verbose_name="number of the other record"
                    ),
                ),
                ("gone_name", models.CharField(max_length=200, verbose_name="its name")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("sealed", models.BinaryField(db_default=b"", default=b"")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merges",
                        to="network.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "merged organisation",
                "verbose_name_plural": "merged organisations",
                "permissions": [("merge_organisation", "Can make one of two records")],
            },
        ),
    ]
