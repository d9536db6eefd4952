import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0008_standing"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrganisationInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[("manager", "Manager"), ("member", "Member")],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "invited_by",
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
                        related_name="invitations",
                        to="network.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(expires_at__gt=F("created_at")),
                        name="organisationinvitation_expires_after_creation",
                    ),
                    models.CheckConstraint(
                        condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                        name="organisationinvitation_accepted_or_revoked",
                    ),
                    models.UniqueConstraint(
                        condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                        fields=("organisation", "email"),
                        name="organisationinvitation_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(role__in=["manager", "member"]),
                        name="organisationinvitation_is_never_primary",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="affiliation",
            name="offered_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="asked to become the primary contact"
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.CheckConstraint(
                condition=Q(offered_at__isnull=True)
                | (Q(ended_at__isnull=True) & ~Q(role="primary")),
                name="affiliation_offered_to_somebody_else_present",
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.UniqueConstraint(
                condition=Q(offered_at__isnull=False),
                fields=("organisation",),
                name="affiliation_one_offer_at_a_time",
                violation_error_message="Somebody else is asked already.",
            ),
        ),
    ]
