"""Pictures as people upload them."""

from io import BytesIO

from PIL import Image


def jpeg(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#4a1d4f").save(out, "JPEG")
    return out.getvalue()


JPEG = jpeg(1600, 800)
