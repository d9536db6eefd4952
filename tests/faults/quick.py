"""The portal's own tasks under a hurried beat: `celery -A tests.faults.quick beat`."""

from portal.celery import app
from portal.wake import DELIVER_OUTBOX, HEARTBEAT

app.conf.beat_schedule = {
    "heartbeat": {"task": HEARTBEAT, "schedule": 0.5},
    "deliver-outbox": {"task": DELIVER_OUTBOX, "schedule": 0.5},
    "bulletins": {"task": "bulletins.tick", "schedule": 0.5},
    "tidy": {"task": "portal.tidy", "schedule": 0.5},
}
