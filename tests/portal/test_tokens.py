"""Tokens of personal links."""

import re

from portal.tokens import hash_token, new_token


def test_a_token_is_found_again_by_its_hash() -> None:
    token = new_token()
    assert hash_token(token.secret) == token.hash


def test_tokens_are_long_fit_for_addresses_and_never_alike() -> None:
    secrets = {new_token().secret for _ in range(1000)}
    assert len(secrets) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in secrets)


def test_the_hash_does_not_hold_the_secret() -> None:
    token = new_token()
    assert re.fullmatch(r"[0-9a-f]{64}", token.hash)
    assert token.secret not in token.hash
