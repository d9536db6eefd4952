import pytest

from portal.names import name_key


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
