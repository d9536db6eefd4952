import unicodedata

import pytest

from network.uploads import MAX_NAME, Kind, clean_name


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ada\\Desktop\\accounts.pdf", "accounts.pdf"),
        ("a\r\nContent-Type: text\r\n.pdf", "a Content-Type text.pdf"),
        ("nul\x00byte.pdf", "nulbyte.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.pdf"),
        ("photo.JPG", "photo.pdf"),
        ("A. N. Other v1.2", "A. N. Other v1.2.pdf"),
        ("Zoe\u0308 Ọlá.pdf", "Zoë Ọlá.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ('"><img src=x>.pdf', "img src=x.pdf"),
        ("x" * 300 + ".pdf", "x" * (MAX_NAME - 4) + ".pdf"),
    ],
)
def test_clean_name_is_harmless_and_has_the_real_extension(declared, expected):
    assert clean_name(declared, Kind.PDF) == unicodedata.normalize("NFC", expected)


def test_clean_name_cuts_long_names_before_the_extension():
    assert len(clean_name("ä" * 300 + ".docx", Kind.DOCX)) == MAX_NAME
