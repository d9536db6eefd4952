from django.db import migrations


class Migration(migrations.Migration):
    """A delivery's edition is one of its own bulletin: a foreign key over two columns."""

    dependencies = [("bulletins", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE bulletins_delivery ADD CONSTRAINT delivery_edition_of_its_bulletin"
            " FOREIGN KEY (edition_id, bulletin_id) REFERENCES bulletins_edition (id, bulletin_id)"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE bulletins_delivery DROP CONSTRAINT delivery_edition_of_its_bulletin",
        )
    ]
