"""Pictures of the demo's posts: the site's arcs, drawn, so that no stranger's face is needed."""

import random
from io import BytesIO

from PIL import Image, ImageDraw

_SIZE = (1200, 675)
_PAPER, _COLOURS = "#fdfaf5", ("#4a1d4f", "#f0a51e", "#a8401f", "#1d5c4d")


def drawn(seed: str) -> bytes:
    """A PNG of interlocking arcs; the same seed draws the same."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    for _number in range(14):
        middle = rng.randint(0, _SIZE[0]), rng.randint(_SIZE[1] // 2, _SIZE[1] + 120)
        colour = rng.choice(_COLOURS)
        for radius in range(60, rng.randint(160, 420), 42):
            box = [middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius]
            draw.arc(box, 180, 360, fill=colour, width=14)
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
