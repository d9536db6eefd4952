"""The events' tables, one file per subject."""

from events.models.attendance import CheckIn, Tap, VolunteerLink
from events.models.bookings import Booking, Delegate, Notice, Place
from events.models.events import Event, TicketType
from events.models.feedback import Feedback, Score
from events.models.feeds import CalendarFeed
from events.models.invoices import Invoice, InvoiceCounter
from events.models.materials import Material
from events.models.messages import Message
from events.models.needs import Needs
from events.models.programme import Contribution, Contributor, Slot, Workshop
from events.models.trainings import ExchangedTraining

__all__ = [
    "Booking",
    "CalendarFeed",
    "CheckIn",
    "Contribution",
    "Contributor",
    "Delegate",
    "Event",
    "ExchangedTraining",
    "Feedback",
    "Invoice",
    "InvoiceCounter",
    "Material",
    "Message",
    "Needs",
    "Notice",
    "Place",
    "Score",
    "Slot",
    "Tap",
    "TicketType",
    "VolunteerLink",
    "Workshop",
]
