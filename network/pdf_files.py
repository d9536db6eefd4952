"""Uploaded PDFs: whether they can be read, and whether something in them acts.

Pure: bytes in, an answer out.
"""

from collections import deque
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MAX_OBJECTS = 20_000  # looked through from the catalogue outwards
_ACTIVE_KEYS = {"/JavaScript", "/JS", "/EmbeddedFiles", "/EF", "/XFA"}
_ACTIVE_TYPES = {"/JavaScript", "/Launch", "/GoToR", "/GoToE", "/ImportData", "/SubmitForm"}
_ACTS_FIRST = ("/OpenAction", "/AA", "/Names", "/AcroForm")
_CONTAINERS = (IndirectObject, DictionaryObject, ArrayObject)


def why_refused(data: bytes) -> str:
    """Why a PDF is not taken, by the reasons of `network.uploads`; nothing if it is."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            return "pdf-password"
        if not isinstance(reader.root_object["/Pages"], DictionaryObject):
            return "pdf-broken"
        return "pdf-active" if _is_active(reader.root_object) else ""
    except Exception:  # a broken file makes the reader raise nearly anything
        return "pdf-broken"


def _is_active(catalogue: object) -> bool:
    """Whether scripts, programs to launch or other files hang from the catalogue.

    Breadth first, so that what acts on opening is met first; bounded, so that no file is endless.
    """
    queue, seen = deque([catalogue]), set[tuple[int, int]]()
    if isinstance(catalogue, DictionaryObject):  # not behind thousands of harmless objects
        queue.extendleft(catalogue.raw_get(key) for key in _ACTS_FIRST if key in catalogue)
    looked_at = 0
    while queue and looked_at < MAX_OBJECTS:
        item = queue.popleft()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        looked_at += 1
        if isinstance(item, DictionaryObject):
            if _ACTIVE_KEYS & item.keys() or _action(item) in _ACTIVE_TYPES:
                return True
            queue.extend(v for v in dict.values(item) if isinstance(v, _CONTAINERS))
        elif isinstance(item, ArrayObject):
            queue.extend(v for v in list.__iter__(item) if isinstance(v, _CONTAINERS))
    return False


def _action(item: DictionaryObject) -> str:
    kind = item.raw_get("/S").get_object() if "/S" in item else None
    return kind if isinstance(kind, str) else ""
