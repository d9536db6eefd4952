"""Pictures made light enough for phones and mails. Pure: bytes in, bytes out."""

from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image

from network.uploads import CONTENT_TYPES, EXTENSIONS, Kind, Upload

MAX_SIDE = 1200  # pixels: twice the width of a mail, for sharp screens
QUALITY = 78
PICTURES = frozenset({Kind.JPEG, Kind.PNG})


@dataclass(frozen=True, slots=True)
class LightPicture:
    """An upload that is a picture, with its size in pixels."""

    upload: Upload
    width: int
    height: int


def light(upload: Upload) -> LightPicture:
    """`upload`, which is inspected (network.uploads), scaled down and encoded anew.

    A photograph that came as PNG is kept as JPEG where that is smaller; what is transparent, or
    drawn in few colours, stays PNG.
    """
    picture: Image.Image = Image.open(BytesIO(upload.data), formats=["JPEG", "PNG"])
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    encoded = {Kind.PNG: _encoded(picture, "PNG")} if upload.kind == Kind.PNG else {}
    if picture.mode in ("L", "RGB"):
        encoded[Kind.JPEG] = _encoded(picture, "JPEG")
    kind = min(encoded, key=lambda one: len(encoded[one]))
    kept = replace(
        upload,
        kind=kind,
        content_type=CONTENT_TYPES[kind],
        extension=EXTENSIONS[kind],
        data=encoded[kind],
    )
    return LightPicture(kept, picture.width, picture.height)


def _encoded(picture: Image.Image, form: str) -> bytes:
    out = BytesIO()
    picture.save(out, form, quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
