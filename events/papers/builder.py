"""Typesets a paper: a template of this folder and what it shows, as a tagged PDF.

PDF/UA-1 (ISO 14289-1) is what screen readers need: title, language, structure, no text that is
only a picture. The typesetter refuses a file that would not conform.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).parent
TYPE = "application/pdf"
STANDARD: Final = "ua-1"
# Where no font has a letter of somebody's name: a gap to write it in by hand.
GAP = "_"
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")


def build(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of `<template>.typ` with `data`, which must be JSON-able; it is text, never markup.

    Signs that no font has become gaps. Raises typst.TypstError for a template that is wrong.
    """
    import typst  # it is large, and few processes typeset

    text = json.dumps(data, ensure_ascii=False)
    try:
        return _typeset(template, text)
    except typst.TypstError as error:
        missing = _missing(error)
        if not missing:
            raise
    for sign in missing:
        text = text.replace(json.dumps(sign, ensure_ascii=False)[1:-1], GAP)
    return _typeset(template, text)


def _typeset(template: str, data: str) -> bytes:
    import typst  # as above

    return typst.compile(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=[FOLDER / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=STANDARD,
    )


def _missing(error: "typst.TypstError") -> set[str]:
    found = _MISSING.findall(str(error.diagnostic))
    return {_CODE.sub(lambda code: chr(int(code[1], 16)), sign) for sign in found}
