from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0003_training_exchange"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="reduced_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="reduced"
            ),
        ),
        migrations.AddField(
            model_name="supportrequest",
            name="reduced_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="reduced"
            ),
        ),
        migrations.AddField(
            model_name="supportrequest",
            name="source",
            field=models.CharField(
                choices=[
                    ("site", "The website"),
                    ("telephone", "Telephone"),
                    ("email", "E-mail"),
                    ("document", "A document, such as a Word file"),
                    ("meeting", "A meeting"),
                ],
                db_default="site",
                default="site",
                max_length=12,
                verbose_name="came by",
            ),
        ),
    ]
