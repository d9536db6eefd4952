"""Earlier lists as offices save them: what is read, what is told, what is refused."""

import pytest

from bulletins.earlier_lists import MOST, TooLong, Unreadable, decoded, read

ADA = {"ada@example.org": "Ada Example"}


@pytest.mark.parametrize(
    "text",
    [
        "E-mail,Name\nada@example.org,Ada Example\n",
        "Name;Email\r\nAda Example;Ada@Example.org\r\n",
        "NAME\tE-MAIL ADDRESS\nAda  Example\t ada@example.org \n",
        "ada@example.org,Ada Example",
        'Joined,Email,Name\n2020,ada@example.org,"Ada\nExample"\n\n,,\n',
    ],
)
def test_people_are_found_however_it_was_saved(text: str) -> None:
    assert read(text).people == ADA


def test_what_is_wrong_or_repeated_is_told() -> None:
    found = read("Email\nada@example.org\nADA@example.org\nada@\n=cmd|x\nſ@example.org\n")

    assert (list(found.people), found.repeated, found.wrong) == (["ada@example.org"], 1, [4, 5, 6])


@pytest.mark.parametrize("text", ["", "\n\n", "hello", "Name\nAda", "\x00", '"' * 200_000])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def test_list_too_long_is_refused() -> None:
    with pytest.raises(TooLong):
        read("\n".join(f"p{n}@example.org" for n in range(MOST + 2)))


@pytest.mark.parametrize(
    "content", ["Zoë".encode(), b"\xef\xbb\xbf" + "Zoë".encode(), "Zoë".encode("cp1252")]
)
def test_letters_come_through(content: bytes) -> None:
    assert decoded(content) == "Zoë"


@pytest.mark.parametrize("content", [b"PK\x03\x04\0\0", b"\x81\x8d"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        decoded(content)
