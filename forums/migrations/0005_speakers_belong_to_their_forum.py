import django.db.models.deletion
from django.db import migrations, models

# A speaker's item is one of that forum's agenda: a foreign key over two columns. Without an item
# it holds nothing, as somebody asked for the whole forum has none.
SAME_FORUM = """
ALTER TABLE forums_speaker ADD CONSTRAINT speaker_item_is_of_its_forum
    FOREIGN KEY (item_id, forum_id) REFERENCES forums_agendaitem (id, forum_id)
    DEFERRABLE INITIALLY IMMEDIATE
"""
NO_SAME_FORUM = "ALTER TABLE forums_speaker DROP CONSTRAINT speaker_item_is_of_its_forum"


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0004_breaks"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=["id", "forum"], name="agenda_item_with_its_forum"
            ),
        ),
        migrations.RunSQL(SAME_FORUM, NO_SAME_FORUM),
        migrations.AlterField(
            model_name="speaker",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="speakers",
                to="forums.agendaitem",
                verbose_name="for one item only",
            ),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "Not asked yet"),
                    ("invited", "Invited"),
                    ("accepted", "Comes"),
                    ("declined", "Cannot come"),
                    ("withdrawn", "Does not come after all"),
                ],
                default="planned",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
