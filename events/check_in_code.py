"""The picture that is scanned at the door: it holds the delegate's reference and nothing else."""

import io

import segno


def as_png(reference: str) -> bytes:
    """For mails, whose readers seldom show SVG: about half a kilobyte."""
    picture = io.BytesIO()
    _code(reference).save(picture, kind="png", scale=6, border=4)
    return picture.getvalue()


def as_data_uri(reference: str) -> str:
    """For pages: an SVG that scales, with a white ground for dark pages."""
    uri: str = _code(reference).svg_data_uri(scale=6, border=4, light="white")
    return uri


def _code(reference: str) -> segno.QRCode:
    """Correction level Q: still read when a quarter of it is creased, or a thumb lies on it."""
    return segno.make(reference, error="q", micro=False)
