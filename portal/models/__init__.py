from portal.models.audit import AuditEntry
from portal.models.erasures import Erasure
from portal.models.health import Heartbeat
from portal.models.mail import OutgoingMail
from portal.models.retention import RetentionRun
from portal.models.site import SiteSettings

__all__ = ["AuditEntry", "Erasure", "Heartbeat", "OutgoingMail", "RetentionRun", "SiteSettings"]
