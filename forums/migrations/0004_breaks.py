from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0003_answers_have_revisions")]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="is_break",
            field=models.BooleanField(db_default=False, default=False, verbose_name="a break"),
        ),
    ]
