"""What XML cannot hold: with it no Word file or workbook can be written."""

import re

# All but Char in XML 1.0, 2.2. Noncharacters as U+FFFF are no letters, but anybody can type one.
_NO_CHAR = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """A text without the signs that XML has no way to write."""
    return _NO_CHAR.sub("", text)
