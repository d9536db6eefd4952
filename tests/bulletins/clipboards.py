"""What the clipboard holds after copying from other programs, as Chromium hands it on."""

from pathlib import Path

HERE = Path(__file__).parent / "clipboard"
CLIPBOARDS = {file.stem: file.read_text() for file in sorted(HERE.glob("*.html"))}

# What the editor makes of them.
PASTED = {
    "word": (
        "<h2>Through the gate</h2>"
        '<p>Two prisons now take part; see <a href="https://example.org/gate">the report</a>'
        " and page 2.</p>"
        "<h3>What helped</h3>"
        "<ul><li><p>Mentors</p><ul><li><p>before release</p></li></ul></li>"
        "<li><p>A room</p></li></ul>"
        "<p>Then:</p>"
        '<ol data-type="decimal"><li><p>Ask</p></li><li><p>Listen</p></li></ol>'
    ),
    "outlook": (
        "<p>Dear all,</p>"
        "<ul><li><p>New framework</p></li>"
        '<li><p>Write to <a href="mailto:ada@example.org">Ada</a></p></li></ul>'
        "<p>Sent from my phone</p>"
    ),
    "google-docs": (
        "<h2>Families first</h2>"
        '<p>Visits matter. <a href="https://example.org/visits">Read on</a></p>'
        "<h3>Who</h3>"
        "<ul><li><p>Children</p><ul><li><p>under five</p></li></ul></li>"
        "<li><p>Parents</p></li></ul>"
    ),
}
