"""Encryption of what must not lie in the database in the clear (credentials, secrets)."""

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=1)
def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


def seal(text: str) -> bytes:
    """Encrypt with the newest of `ENCRYPTION_KEYS`."""
    return _box().encrypt(text.encode())


def unseal(token: bytes) -> str:
    """Decrypt with any of `ENCRYPTION_KEYS`; raises cryptography's InvalidToken otherwise."""
    return _box().decrypt(bytes(token)).decode()


def reseal(token: bytes) -> bytes:
    """Encrypt what any of `ENCRYPTION_KEYS` reads with the newest; raises InvalidToken."""
    return _box().rotate(bytes(token))
