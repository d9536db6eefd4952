"""The portal as gunicorn serves it, but for the manifest that `collectstatic` would write, and for
the quiet time after a failure of the broker: here each request asks it anew."""

from django.conf import settings

settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

from portal import wake  # noqa: E402  # after the change of settings
from portal.wsgi import application  # noqa: E402  # the same

wake.QUIET_SECONDS = 0.0

__all__ = ["application"]
