"""Documents of the demo: one printed page, written as PDF by hand."""

_PAGE = """BT /F1 18 Tf 72 760 Td ({title}) Tj /F1 11 Tf 0 -14 Td{lines} ET"""
_LINE = " 0 -18 Td ({line}) Tj"


def paper(title: str, *lines: str) -> bytes:
    """A PDF of one page with a title and lines; plain letters only, without brackets."""
    below = "".join(_LINE.format(line=line) for line in lines)
    text = _PAGE.format(title=title, lines=below).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    written = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        % (
            size,
            table,
            size,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(written)
    )
