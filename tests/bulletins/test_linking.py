"""Plain text as paragraphs with links, safe whatever is typed."""

import pytest

from bulletins.linking import addresses_in, paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One\n\nTwo", "<p>One</p>\n\n<p>Two</p>"),
        (
            "See https://example.org/a?b=1&c=2.",
            '<p>See <a href="https://example.org/a?b=1&amp;c=2">'
            "https://example.org/a?b=1&amp;c=2</a>.</p>",
        ),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        (
            'https://example.org/"onmouseover=x',
            '<p><a href="https://example.org/">https://example.org/</a>&quot;onmouseover=x</p>',
        ),
    ],
)
def test_text_becomes_paragraphs_and_links(text: str, html: str) -> None:
    assert paragraphs(text) == html


def test_address_ends_before_the_sentence_does() -> None:
    assert addresses_in("(https://example.org/a) and https://example.org/b, or not") == [
        "https://example.org/a",
        "https://example.org/b",
    ]
