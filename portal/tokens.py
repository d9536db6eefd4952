"""Tokens of personal links: random, shown once, stored only as a hash."""

import hashlib
import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """`secret` goes into the link, `hash` into the database."""

    secret: str
    hash: str


def new_token() -> Token:
    """256 random bits; no two are alike and none can be guessed."""
    secret = secrets.token_urlsafe(32)
    return Token(secret, hash_token(secret))


def hash_token(secret: str) -> str:
    """SHA-256 in hex: the secret is random, so it needs neither salt nor stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()
