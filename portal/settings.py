"""Settings, all from the environment (`docs/operations.md` lists them).

Nothing here has a default that would be unsafe in production; what is missing or malformed
stops the start with a message that names it.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from django.utils.csp import CSP
from kombu.entity import Queue

from portal import environment
from portal.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
_env = Environment()

# The site -----------------------------------------------------------------------------------

SECRET_KEY = _env.read("SECRET_KEY", environment.secret)
ENCRYPTION_KEYS = _env.read("ENCRYPTION_KEYS", environment.fernet_keys)
DEBUG = _env.read("DEBUG", environment.boolean, default=False)
DEMO = _env.read("DEMO", environment.boolean, default=False)
STAFF_MFA_REQUIRED = _env.read("STAFF_MFA_REQUIRED", environment.boolean, default=True)
ALLOWED_HOSTS = _env.read("ALLOWED_HOSTS", environment.hosts)
BASE_URL = _env.read("BASE_URL", environment.base_url)
TRUSTED_PROXY_COUNT = _env.read("TRUSTED_PROXY_COUNT", environment.whole_number, default=0)
COORDINATOR_EMAIL = _env.read("COORDINATOR_EMAIL", environment.plain_address)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env.read("DEFAULT_FROM_EMAIL", environment.address)
MAIL_WEBHOOK_SECRET = _env.read("MAIL_WEBHOOK_SECRET", str)
SENTRY_DSN = _env.read("SENTRY_DSN", str, default="")
DEMO_MAIL_DIR = _env.read("DEMO_MAIL_DIR", Path, default=BASE_DIR / ".local" / "mail")

_database = _env.read("DATABASE_URL", environment.database)
_broker = _env.read("REDIS_URL", environment.broker)
_mailer = _env.read("EMAIL_URL", environment.mailer)
if STAFF_MFA_REQUIRED is False and not DEMO:
    _env.problems.append("STAFF_MFA_REQUIRED may only be off together with DEMO")
_env.stop_if_wrong()

SITE_NAME = "Race and Justice Network"
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
SECURE = urlsplit(BASE_URL).scheme == "https"

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "network",
    "events",
    "forums",
    "bulletins",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "anymail",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
]

MIDDLEWARE = [
    "portal.middleware.request_id",
    "portal.middleware.request_size",
    "portal.middleware.readable",
    "portal.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portal.middleware.known_hosts",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

_template_sources = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
# A developer's static files change their addresses while the site runs.
_template_loader = "django.template.loaders.cached.Loader" if DEBUG else "portal.folding.Loader"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [(_template_loader, _template_sources)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
            "builtins": ["django.templatetags.static", "portal.templatetags.portal"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Data ---------------------------------------------------------------------------------------

DATABASES = {
    "default": _database
    | {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _database.get("OPTIONS", {})  # ?sslmode=verify-full and the like
        | {
            "connect_timeout": 5,  # seconds
            "prepare_threshold": 3,  # times that portal.written_once asks before it is planned once
            "tcp_user_timeout": 20_000,  # milliseconds until a line that went silent is given up
            "options": "-c lock_timeout=5s -c statement_timeout=30s",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# allauth keeps rate limits and the guard against reused codes in the default cache: it lives in
# PostgreSQL, so that a wiped broker changes nothing, and holds nothing else (docs/adr/0002).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_security_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"},
}
SESSION_ENGINE = "portal.sessions"

MEDIA_ROOT = _env.read("MEDIA_ROOT", Path, default=BASE_DIR / ".local" / "media")
# Who was erased, outside of the database, so that a restored one forgets them again.
ERASURES_ROOT = _env.read("ERASURES_ROOT", Path, default=BASE_DIR / ".local" / "erasures")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 5

STATIC_URL = "/static/"
STATIC_ROOT = _env.read("STATIC_ROOT", Path, default=BASE_DIR / ".local" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_files.Storage"},
}

# Mail and background work -------------------------------------------------------------------

BULLETIN_CONNECTIONS = _env.read("BULLETIN_CONNECTIONS", environment.whole_number, default=4)
MAILERS = {"default": {"BACKEND": "portal.smtp.Backend", "OPTIONS": _mailer}}
# What the mail provider reports comes in with this user and password (docs/operations.md).
ANYMAIL = {"WEBHOOK_SECRET": f"events:{MAIL_WEBHOOK_SECRET}"}
DNS_SERVER = _env.read("DNS_SERVER", environment.dns_server, default="")

CELERY_BROKER_URL = _broker
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlasts any outage of the broker
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # also one that is full
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 10}
# Tasks are wake-ups over rows in PostgreSQL: one lost or repeated changes nothing. So none is
# kept as unacknowledged: a worker that does cannot close its line when the broker restarts
# (kombu 5.7 raises AttributeError out of it), and ends.
CELERY_TASK_QUEUES = [Queue("celery", no_ack=True)]  # type: ignore[no-untyped-call]  # kombu
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
CELERY_IMPORTS = ["portal.retention_runs"]
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "portal.heartbeat", "schedule": 20.0},
    "deliver-outbox": {"task": "portal.deliver_outbox", "schedule": 60.0},
    "tidy": {"task": "portal.tidy", "schedule": 3600.0},
    "nightly-retention": {
        "task": "portal.retention_run",
        "schedule": crontab(hour="2", minute="40"),
    },
    "tell": {"task": "events.tell", "schedule": 60.0},
    "pass-offers-on": {"task": "events.pass_offers_on", "schedule": 120.0},
    "remind": {"task": "events.remind", "schedule": 900.0},
    "sweep-materials": {"task": "events.sweep_materials", "schedule": 6 * 3600.0},
    "forget-needs": {"task": "events.forget_needs", "schedule": 6 * 3600.0},
    "forget-taps": {"task": "events.forget_taps", "schedule": 6 * 3600.0},
    # One that was not taken in time is not worth taking: the next one does the same.
    "bulletins": {"task": "bulletins.tick", "schedule": 5.0, "options": {"expires": 5.0}},
    "sweep-pictures": {"task": "bulletins.sweep_pictures", "schedule": 6 * 3600.0},
    "make-digests": {"task": "bulletins.make_digests", "schedule": 300.0},
    "forget-lists": {"task": "bulletins.forget", "schedule": 6 * 3600.0},
    "forget-submissions": {"task": "bulletins.forget_submissions", "schedule": 6 * 3600.0},
    "forget-deliveries": {"task": "bulletins.forget_deliveries", "schedule": 6 * 3600.0},
    "remind-of-forums": {"task": "forums.remind", "schedule": 900.0},
    "forget-joining": {"task": "forums.forget_joining", "schedule": 6 * 3600.0},
    "sweep-papers": {"task": "forums.sweep_papers", "schedule": 6 * 3600.0},
    "forget-notes": {"task": "forums.forget_notes", "schedule": 3600.0},
    "remind-of-actions": {"task": "forums.remind_of_actions", "schedule": 3600.0},
    "nag": {"task": "forums.nag", "schedule": 6 * 3600.0},
    "retire-applications": {"task": "network.retire_applications", "schedule": 6 * 3600.0},
    "retire-declined": {"task": "network.retire_declined", "schedule": 6 * 3600.0},
    "retire-support": {"task": "network.retire_support", "schedule": 6 * 3600.0},
    "sweep-uploads": {"task": "network.sweep_uploads", "schedule": 6 * 3600.0},
    "sweep-words": {"task": "network.sweep_words", "schedule": 6 * 3600.0},
    "forget-leadership": {"task": "network.forget_leadership", "schedule": 6 * 3600.0},
    "remind-to-confirm": {
        "task": "network.remind_to_confirm",
        "schedule": crontab(hour="7", minute="30"),
    },
    "ask-after-support": {
        "task": "network.ask_after_support",
        "schedule": crontab(hour="8", minute="15"),
    },
    "remind-of-training": {
        "task": "network.remind_of_training",
        "schedule": crontab(hour="8", minute="30"),
    },
    "close-trainings": {"task": "events.close_trainings", "schedule": 3600.0},
    "forget-training": {"task": "network.forget_training", "schedule": 6 * 3600.0},
    "forget-enquiries": {"task": "network.forget_enquiries", "schedule": 6 * 3600.0},
    "chase-advice": {"task": "network.chase_advice", "schedule": 3600.0},
    "forget-advice": {"task": "network.forget_advice", "schedule": 6 * 3600.0},
    "work-off-imports": {"task": "network.work_off_imports", "schedule": 60.0},
    "forget-merges": {"task": "network.forget_merges", "schedule": 6 * 3600.0},
    "retire-imports": {"task": "network.retire_imports", "schedule": 6 * 3600.0},
}

# Sign-in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = ["portal.rights.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]  # a dict value
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "home"

ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": True, "length": 8}  # a phone's digit pad
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.forms.SignInForm",
    "signup": "portal.forms.SignUpForm",
    "request_login_code": "portal.forms.RequestCodeForm",
    "confirm_login_code": "portal.forms.LoginCodeForm",
    "confirm_email_verification_code": "portal.forms.AddressCodeForm",
    "confirm_password_reset_code": "portal.forms.ResetCodeForm",
    "reset_password": "portal.forms.ForgottenPasswordForm",
    "reset_password_from_key": "portal.forms.ResetPasswordForm",
    "change_password": "portal.forms.ChangePasswordForm",
    "set_password": "portal.forms.SetPasswordForm",
    "add_email": "portal.forms.ChangeAddressForm",
    "reauthenticate": "portal.forms.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 60  # slow mail and switching apps must not cost a code
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "advice": "10/d/user",  # questions to other members
    "advice-act": "60/h/user",  # answers, and what is told the co-ordinator of them
    "affirm": "60/h/user",  # "this affects us too", said and taken back
    # Mails with a code that one address gets: allauth allows only one in ten seconds.
    "confirm_email": "5/5m/key,30/5m/ip",
    "bulletin-test": "30/h/user",  # mails with a bulletin as it would look
    "forum-answer": "60/h/user",  # each change of an answer mails who gave it
    "guidance": "5/h/ip,3/h/key",
    "hand-in": "20/h/key",  # files that one contributor hands in
    "invite": "20/d/user",
    "join": "5/d/user",
    "hand-over": "30/h/key",  # names changed in one booking: each mails an address of their choice
    "link": "20/h/ip",  # personal links that lead nowhere
    "probe": "20/h/user",  # bookings for people who are booked already
    "speaker": "30/h/key",  # answers of one speaker: each mails the co-ordinator
    "subscribe": "20/h/ip",
    "subscribe-address": "3/h/key",  # mails with a link to confirm that one address gets
    "share": "60/h/user",  # news and examples begun, changed or sent in
    "support": "20/h/user",  # requests for support: each mails the co-ordinator
    "training": "20/h/user",  # posts of the training exchange: each mails the co-ordinator
    "training-interest": "60/h/user",  # "we need this too" said and taken back
    "topic": "20/h/user",  # topics for the forums proposed or changed
    "object": "30/h/user",  # what somebody says of a summary: each mails the co-ordinator
    "upload": "60/h/user",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_ADAPTER = "portal.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "portal.forms.SecondStepForm",
    "reauthenticate": "portal.forms.SecondStepAgainForm",
    "activate_totp": "portal.forms.ActivateAppForm",
    "add_webauthn": "portal.forms.AddPasskeyForm",
    "edit_webauthn": "portal.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = urlsplit(BASE_URL).hostname in {"localhost", "127.0.0.1"}

# Security -----------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # data: for the icons of form controls
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 2 * 365 * 86400 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 86400
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# Language, time, logs -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}

if SENTRY_DSN:
    import sentry_sdk

    # What a function had in hand may be a confidence: notes, needs, answers.
    sentry_sdk.init(
        dsn=SENTRY_DSN,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
    )
