"""What mail providers post, in the formats that they document, about addresses of example.org."""

from typing import Any

POSTMARK_BOUNCE: dict[str, Any] = {
    "RecordType": "Bounce",
    "MessageStream": "outbound",
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "Tag": "",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Metadata": {},
    "ServerID": 23,
    "Description": "The server was unable to deliver your message (ex: unknown user).",
    "Details": "smtp;550 5.1.1 The email account does not exist",
    "Email": "ada@example.org",
    "From": "network@example.org",
    "BouncedAt": "2026-11-05T16:33:54.9070259Z",
    "DumpAvailable": True,
    "Inactive": True,
    "CanActivate": True,
    "Subject": "Newsletter",
    "Content": "",
}
POSTMARK_COMPLAINT = POSTMARK_BOUNCE | {
    "RecordType": "SpamComplaint",
    "ID": 42,
    "Type": "SpamComplaint",
    "TypeCode": 100001,
    "Name": "Spam complaint",
    "Description": "The subscriber explicitly marked this message as spam.",
    "Details": "",
}
POSTMARK_DELIVERY: dict[str, Any] = {
    "RecordType": "Delivery",
    "ServerID": 23,
    "MessageStream": "outbound",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Recipient": "ada@example.org",
    "Tag": "",
    "DeliveredAt": "2026-11-05T16:33:54-05:00",
    "Details": "smtp;250 2.0.0 OK",
    "Metadata": {},
}
POSTMARK_OPEN: dict[str, Any] = {
    "RecordType": "Open",
    "MessageStream": "outbound",
    "FirstOpen": True,
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Recipient": "ada@example.org",
    "ReceivedAt": "2026-11-05T16:33:54.9070259Z",
    "Client": {"Name": "Some mail program"},
    "UserAgent": "Mozilla/5.0",
}
BREVO_BOUNCE: dict[str, Any] = {
    "event": "hard_bounce",
    "email": "ada@example.org",
    "id": 26224,
    "date": "2026-11-05 17:33:54",
    "ts": 1793896434,
    "message-id": "<202611051633.12345@smtp-relay.mailin.fr>",
    "ts_event": 1793896434,
    "subject": "Newsletter",
    "sending_ip": "185.41.28.109",
    "ts_epoch": 1793896434223,
    "reason": "550 5.1.1 User unknown",
    "template_id": 0,
}


def brevo(event: str, *, message_id: str, address: str = "ada@example.org") -> dict[str, Any]:
    """Brevo passes our own Message-ID on."""
    return BREVO_BOUNCE | {"event": event, "email": address, "message-id": message_id}
