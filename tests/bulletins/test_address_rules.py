"""SPF, DKIM and DMARC: what is in order, what is not, and that odd records break nothing."""

import base64
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bulletins.address_rules import (
    DKIM,
    DMARC,
    SPF,
    Finding,
    Lookup,
    Problem,
    Result,
    Trouble,
    dmarc_names,
    judge,
)
from bulletins.address_words import PROBLEMS


@cache
def rsa_key(bits: int) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def found(what: str, *texts: str) -> Finding:
    return judge(what, Lookup("example.org", texts))


GOOD = Finding(Result.GOOD)


def broken(*problems: Problem) -> Finding:
    return Finding(Result.BROKEN, problems)


MISSING = Finding(Result.MISSING, (Problem.MISSING,))


@pytest.mark.parametrize(
    ("texts", "finding"),
    [
        (["v=spf1 include:mail.example ~all"], GOOD),
        (["V=SPF1 MX -ALL"], GOOD),
        (["google-site-verification=x", "v=spf1 ip4:192.0.2.1 -all"], GOOD),
        (["v=spf1 redirect=_spf.mail.example"], GOOD),
        ([], MISSING),
        (["v=spf10 -all"], MISSING),
        (["v=spf1 -all", "v=spf1 ~all"], broken(Problem.MANY)),
        (["v=spf1 +all"], broken(Problem.OPEN)),
        (["v=spf1 all"], broken(Problem.OPEN)),
        (["v=spf1 a mx ?all"], broken(Problem.OPEN)),
        (["v=spf1"], broken(Problem.OPEN)),
        (["v=spf1 " + "include:a.example " * 10 + "-all"], GOOD),
        (["v=spf1 " + "include:a.example " * 10 + "mx -all"], broken(Problem.LOOKUPS)),
        (["v=spf1 " + "ip4:192.0.2.1 " * 40 + "-all"], GOOD),
        (["v=spf1 a/24 mx:b.example/28 -exists:%{i}.c.example -all"], GOOD),
    ],
)
def test_spf(texts: list[str], finding: Finding) -> None:
    assert found(SPF, *texts) == finding


def test_dkim_key_of_usual_length_is_good() -> None:
    assert found(DKIM, f"v=DKIM1; k=rsa; p={rsa_key(2048)}") == GOOD
    assert found(DKIM, f"p={rsa_key(2048)[:50]} {rsa_key(2048)[50:]} ;") == GOOD


def test_dkim_key_may_be_of_another_kind() -> None:
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    raw = base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    assert found(DKIM, f"v=DKIM1; k=ed25519; p={raw}") == GOOD


@pytest.mark.parametrize(
    ("record", "finding"),
    [
        ("v=DKIM1; p=", broken(Problem.REVOKED)),
        ("v=DKIM1; p=MIGf!!!", broken(Problem.UNREADABLE)),
        ("v=DKIM1; p=bm9rZXk=", broken(Problem.UNREADABLE)),
        ("something else", MISSING),
        (lambda: f"p={rsa_key(1024)}", Finding(Result.WEAK, (Problem.SHORTISH,))),
        (lambda: f"t=s:y; p={rsa_key(2048)}", Finding(Result.WEAK, (Problem.TESTING,))),
    ],
)
def test_dkim(record: object, finding: Finding) -> None:
    assert found(DKIM, record() if callable(record) else str(record)) == finding


def test_several_dkim_keys_count_as_none() -> None:
    assert found(DKIM, "p=", "p=") == broken(Problem.MANY)


# 512 bits, which no library makes any more.
SHORT = (
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu"
    "KUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ=="
)


def test_short_dkim_key_is_not_in_order() -> None:
    assert found(DKIM, f"v=DKIM1; p={SHORT}") == broken(Problem.SHORT)


@pytest.mark.parametrize(
    ("texts", "finding"),
    [
        (["v=DMARC1; p=reject; rua=mailto:a@example.org"], GOOD),
        (["v=dmarc1;p=QUARANTINE;rua=mailto:a@example.org"], GOOD),
        (
            ["v=DMARC1; p=none; rua=mailto:a@example.org"],
            Finding(Result.WEAK, (Problem.ONLY_WATCHED,)),
        ),
        (
            ["v=DMARC1; p=none"],
            Finding(Result.WEAK, (Problem.ONLY_WATCHED, Problem.NO_REPORTS)),
        ),
        (["v=DMARC1; p=reject"], Finding(Result.WEAK, (Problem.NO_REPORTS,))),
        (["v=DMARC1; rua=mailto:a@example.org"], broken(Problem.NO_POLICY)),
        (["v=DMARC1; p=perhaps"], broken(Problem.NO_POLICY)),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], broken(Problem.MANY)),
        (["v=spf1 -all"], MISSING),
        ([], MISSING),
    ],
)
def test_dmarc(texts: list[str], finding: Finding) -> None:
    assert found(DMARC, *texts) == finding


@pytest.mark.parametrize("what", [SPF, DKIM, DMARC])
@pytest.mark.parametrize(
    ("trouble", "result"),
    [
        (Trouble.NO_NAME, Result.MISSING),
        (Trouble.NO_RECORD, Result.MISSING),
        (Trouble.TIMEOUT, Result.UNKNOWN),
        (Trouble.SERVER, Result.UNKNOWN),
        (Trouble.NO_SELECTOR, Result.UNKNOWN),
    ],
)
def test_what_nobody_answered_is_not_known(what: str, trouble: Trouble, result: Result) -> None:
    assert judge(what, Lookup("example.org", trouble=trouble)).result == result


@pytest.mark.parametrize(
    ("domain", "names"),
    [
        ("example.org", ["_dmarc.example.org"]),
        ("news.example.org", ["_dmarc.news.example.org", "_dmarc.example.org"]),
        ("localhost", ["_dmarc.localhost"]),
    ],
)
def test_dmarc_is_looked_for_at_the_domain_and_above(domain: str, names: list[str]) -> None:
    assert dmarc_names(domain) == names


def test_every_problem_has_words() -> None:
    said = {(SPF, Problem.MANY), (DKIM, Problem.SHORT), (DMARC, Problem.ONLY_WATCHED)}

    assert said <= PROBLEMS.keys()
    assert {problem for _what, problem in PROBLEMS} == set(Problem)
