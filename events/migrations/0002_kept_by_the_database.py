from django.db import migrations

# Foreign keys over two columns, which Django's fields cannot say: a place is in a workshop of its
# own series, in a series of its own event, and for a delegate of that event; a delegate's booking
# and ticket type are of their event too, and so is the part of the programme of a material.
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
    ("material", "slot_id, event_id", "slot (id, event_id)", "material_part_of_its_event"),
    (
        "material",
        "workshop_id, slot_id",
        "workshop (id, series_id)",
        "material_workshop_of_its_series",
    ),
]

# (what is done, how it is taken back)
RULES = [
    (
        f"ALTER TABLE events_{table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})"
        f" REFERENCES events_{target} DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE events_{table} DROP CONSTRAINT {name}",
    )
    for table, columns, target, name in TOGETHER
]


class Migration(migrations.Migration):
    """What the database keeps by itself, beside fields and constraints."""

    replaces = [  # as 0001 does: the two hold what came before
        ("events", "0001_initial"),
        ("events", "0002_places_belong_together"),
        ("events", "0003_organising"),
        ("events", "0004_telling"),
        ("events", "0005_attendance"),
        ("events", "0006_invoices"),
        ("events", "0007_afterwards"),
        ("events", "0008_materials"),
        ("events", "0009_workshops_taken_back"),
        ("events", "0010_delegates_by_email"),
    ]

    dependencies = [("events", "0001_squashed_0010_delegates_by_email")]

    operations = [migrations.RunSQL(*rule) for rule in RULES]
