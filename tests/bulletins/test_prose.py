"""Rich text: what is kept of what people paste, and of what attackers try."""

import re

import pytest

from bulletins.prose import EXTENSIONS, clean
from tests.bulletins.clipboards import CLIPBOARDS

KEPT = {"h2", "h3", "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVa\tScript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="https://example.org" onclick="alert(1)" style="position:fixed" target=_blank>x</a>',
    '<p style="background:url(javascript:alert(1))" id=main class=error-summary>x</p>',
    "<iframe src=//example.org></iframe><object data=x></object><embed src=x>",
    "<form action=//example.org><input name=password><button>Sign in</button></form>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
    'onerror=alert(1)&gt;">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<base href=//example.org><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    "<h2<script>alert(1)//</h2>",
    "<h1/onclick=alert(1)>x",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<p>\x00<scr\x00ipt>alert(1)</script>",
]


def tags(html: str) -> set[str]:
    return set(re.findall(r"<\s*/?\s*([a-z][\w:-]*)", html, re.IGNORECASE))


def attributes(html: str) -> list[str]:
    inside = re.findall(r"<[a-z][^\s>]*\s([^>]*)>", html)
    return [name for one in inside for name in re.findall(r'([\w-]+)\s*=\s*"', one)]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_leave_nothing_that_runs(attack: str) -> None:
    cleaned = clean(attack)

    assert tags(cleaned) - KEPT == set()
    assert set(attributes(cleaned)) - {"href", "rel", "title"} == set()
    assert re.findall(r"href=\"(?!https:)", cleaned) == []


@pytest.mark.parametrize("text", [*ATTACKS, *CLIPBOARDS.values()])
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("name", CLIPBOARDS)
def test_pasted_as_html_keeps_no_more_than_the_editor_makes(name: str) -> None:
    cleaned = clean(CLIPBOARDS[name])

    assert tags(cleaned) - KEPT == set()
    assert set(attributes(cleaned)) - {"href", "rel", "title"} == set()
    assert "mso-" not in cleaned


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("word", ["<h2>Through the gate</h2>", 'href="https://example.org/gate"']),
        ("outlook", ["<li>New framework</li>", 'href="mailto:ada@example.org"']),
        ("google-docs", ["<h2>Families first</h2>", "<h3>Who</h3>", "<li><p>Children</p></li>"]),
    ],
)
def test_pasted_as_html_keeps_headings_lists_and_links(name: str, kept: list[str]) -> None:
    cleaned = clean(CLIPBOARDS[name])

    assert [part for part in kept if part not in cleaned] == []


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("<p>A<p>B", "<p>A</p><p>B</p>"),
        ("<ul><li>A<li>B</p>", "<ul><li>A</li><li>B<p></p></li></ul>"),
        ("<strong>A<em>B</strong>C</em>", "<strong>A<em>B</em></strong><em>C</em>"),
        ("A < B & C", "A &lt; B &amp; C"),
        ("<p></p>", ""),
    ],
)
def test_broken_html_is_mended(broken: str, mended: str) -> None:
    assert clean(broken) == mended


@pytest.mark.parametrize(("level", "ours"), [(1, 2), (2, 2), (3, 3), (4, 3), (6, 3)])
def test_headings_become_ours(level: int, ours: int) -> None:
    assert clean(f"<H{level} class=x>A</h{level}>") == f"<h{ours}>A</h{ours}>"


def test_what_the_editor_offers_is_what_is_kept() -> None:
    assert set(EXTENSIONS) == {
        "Heading", "Bold", "Italic", "BulletList", "OrderedList", "ListItem", "Blockquote",
        "HardBreak", "Link", "History",
    }  # fmt: skip
