from django.db import migrations

# Foreign keys over two columns, which Django's fields cannot say: a place is in a workshop of
# its own series, in a series of its own event, and for a delegate of that event; a delegate's
# booking and ticket type are of their event too.
TOGETHER = [
    ("place", "workshop_id, series_id", "workshop (id, series_id)", "place_workshop_of_its_series"),
    ("place", "series_id, event_id", "slot (id, event_id)", "place_series_of_its_event"),
    ("place", "delegate_id, event_id", "delegate (id, event_id)", "place_delegate_of_its_event"),
    ("delegate", "booking_id, event_id", "booking (id, event_id)", "delegate_booking_of_its_event"),
    (
        "delegate",
        "ticket_type_id, event_id",
        "tickettype (id, event_id)",
        "delegate_ticket_type_of_its_event",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE events_{table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})"
            f" REFERENCES events_{target} DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE events_{table} DROP CONSTRAINT {name}",
        )
        for table, columns, target, name in TOGETHER
    ]
