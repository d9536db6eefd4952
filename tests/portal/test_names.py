import pytest

from portal.names import may_be_one_person, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë O'Neill", "zoe  oneill"),
        ("Ọlá Adé", "OLA ADE"),
        ("Mary-Ann Example", "mary ann example"),
        ("Zoe\N{COMBINING DIAERESIS}", "Zoë"),
        ("Straße", "STRASSE"),
    ],
)
def test_same_name_however_written(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada Example", "Ida Example"), ("李明", "李红"), ("☂", "☀"), ("Ada B", "Ada C")],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("Ada", "Ada Example", True),
        ("Dr Ada Example", "ada example", True),
        ("", "Ada Example", True),
        ("Ada Example", "Grace Example", False),
        ("Ada B Example", "Ada C Example", False),
    ],
)
def test_two_names_at_one_address(one: str, other: str, may_be: bool) -> None:
    assert (may_be_one_person(one, other), may_be_one_person(other, one)) == (may_be, may_be)
