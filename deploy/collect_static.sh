#!/bin/sh
# Gathers the static files into the folder given, while an image is built: no settings are there
# yet, so they are made up for this one command. None of them is kept.
set -eu
random() { python -c "import secrets; print(secrets.token_urlsafe(50))"; }
key() { python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"; }

SECRET_KEY=$(random) ENCRYPTION_KEYS=$(key) MAIL_WEBHOOK_SECRET=$(random) \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost/0 \
    EMAIL_URL=smtp://localhost ALLOWED_HOSTS=localhost BASE_URL=https://localhost \
    DEFAULT_FROM_EMAIL=nobody@example.org COORDINATOR_EMAIL=nobody@example.org STATIC_ROOT="$1" \
    python manage.py collectstatic --no-input --verbosity=0
