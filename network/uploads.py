"""Uploaded files: what they really are, whether they are safe to keep, and a name to keep.

Pure: bytes in, bytes out; no database, no request, no settings, no disk. A file is judged by its
content, never by its name. Every limit is checked before anything is unpacked or decoded.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEBIBYTE = 1024 * 1024
MAX_BYTES = 10 * MEBIBYTE
MAX_PIXELS = 40_000_000  # a good phone's camera makes 12 to 25 million; decoded: 3 bytes each
MAX_SIDE = 3000  # pixels; kept pictures are scaled down to it
JPEG_QUALITY = 85
MAX_ENTRIES = 1000
MAX_UNPACKED = 50 * MEBIBYTE
MAX_RATIO = 100  # unpacked to packed; Word's own files stay below 30
RATIO_MATTERS = MEBIBYTE  # unpacked bytes below which a high ratio is harmless
MAX_NAME = 120  # characters, with the extension


class Kind(models.TextChoices):
    """The kinds of files that are taken."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document")
    JPEG = "jpeg", _("JPEG picture")
    PNG = "png", _("PNG picture")


CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
}
EXTENSIONS = {Kind.PDF: ".pdf", Kind.DOCX: ".docx", Kind.JPEG: ".jpg", Kind.PNG: ".png"}

REFUSALS: dict[str, StrOrPromise] = {
    "empty": _("The file is empty. Choose it again, or choose another one"),
    "too-big": format_lazy(
        _("The file is too big: the limit is {limit} MB. Send a smaller one, or a part of it"),
        limit=MAX_BYTES // MEBIBYTE,
    ),
    "kind": _("Choose a PDF, a Word document (.docx), or a JPEG or PNG picture"),
    "heic": _(
        "This picture is in the HEIC format, which we cannot open. Share or save it as JPEG and "
        "choose it again"
    ),
    "old-office": _(
        "This is an older Office file, or one with a password. Save it as .docx or PDF without a "
        "password and choose it again"
    ),
    "pdf-broken": _("We could not open this PDF. Save it again, or choose another file"),
    "pdf-password": _(
        "This PDF is protected by a password. Save a copy without one and choose that"
    ),
    "pdf-active": _(
        "This PDF has a program or other files inside. Print it to a new PDF and choose that"
    ),
    "docx-broken": _(
        "We could not open this Word document. Save it again as .docx or PDF and choose that"
    ),
    "docx-macros": _("This Word document has macros. Save it as .docx without them, or as PDF"),
    "docx-too-big": _(
        "This Word document unpacks to more than we can take. Save it as PDF and choose that"
    ),
    "image-broken": _("We could not open this picture. Save it again, or choose another file"),
    "image-too-big": format_lazy(
        _("This picture is too big: the limit is {limit} million pixels. Save a smaller copy"),
        limit=MAX_PIXELS // 1_000_000,
    ),
}


class RefusedUpload(ValueError):
    """The file is not kept. `code` is a key of `REFUSALS`, `message` what the person can do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> StrOrPromise:
        return REFUSALS[self.code]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept. `data` is what to store: pictures are re-encoded, others as sent.

    `clean_name` is for showing and for downloading; files are stored under generated names.
    """

    kind: Kind
    content_type: str
    extension: str
    clean_name: str
    data: bytes


def inspect(data: bytes, declared_name: str) -> Upload:
    """Judge an uploaded file by its content. Raises `RefusedUpload`.

    Pictures come back upright, at most `MAX_SIDE` pixels a side, without EXIF or other metadata.
    """
    if not data:
        raise RefusedUpload("empty")
    if len(data) > MAX_BYTES:
        raise RefusedUpload("too-big")
    kind = _kind(data)
    kept = _INSPECTORS[kind](data)
    return Upload(
        kind=kind,
        content_type=CONTENT_TYPES[kind],
        extension=EXTENSIONS[kind],
        clean_name=clean_name(declared_name, kind),
        data=kept,
    )


def clean_name(declared_name: str, kind: Kind) -> str:
    """A harmless name for showing: no path, no control characters, the extension of `kind`."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", declared_name)[-1])
    name = "".join(c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*\s]+', " ", name)
    extension = EXTENSIONS[kind]
    stem = re.sub(r"\.(?=\w*[a-z])[a-z0-9]{1,5}\s*$", "", name, flags=re.IGNORECASE | re.ASCII)
    stem = stem.strip(" .")[: MAX_NAME - len(extension)].strip(" .")
    return (stem or "file") + extension


def _kind(data: bytes) -> Kind:
    """The kind that the first bytes say; files of other kinds get a helpful refusal."""
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return Kind.DOCX
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        raise RefusedUpload("heic")
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise RefusedUpload("old-office")
    raise RefusedUpload("kind")


def _pdf(data: bytes) -> bytes:
    from network import pdf_files  # what it reads them with is large, and few processes need it

    if reason := pdf_files.why_refused(data):
        raise RefusedUpload(reason)
    return data


def _docx(data: bytes) -> bytes:
    # Counted in the raw bytes first: a directory of 200,000 entries is costly even to list.
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        raise RefusedUpload("docx-too-big")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, len(data))
            for entry in entries:
                _check_real_size(data, entry)
            _check_document(archive)
    except _BROKEN_ZIP as error:
        raise RefusedUpload("docx-broken") from error
    return data


def _check_directory(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """What the central directory declares: names, kinds of packing and sizes."""
    names = [entry.filename for entry in entries]
    lowered = {name.lower() for name in names}
    if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
        raise RefusedUpload("kind")
    if any(map(_may_run, lowered)):
        raise RefusedUpload("docx-macros")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise RefusedUpload("docx-too-big")
    if unpacked > RATIO_MATTERS and unpacked > MAX_RATIO * packed:
        raise RefusedUpload("docx-too-big")
    odd = len(lowered) < len(names) or any(map(_leads_outside, names))
    if odd or any(e.flag_bits & 1 or e.compress_type not in _PACKINGS for e in entries):
        raise RefusedUpload("docx-broken")


_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    UnicodeDecodeError,
    OSError,
    RuntimeError,  # what zipfile raises for encryption and unknown packing
)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # signature, …, lengths of name and extra field


def _may_run(name: str) -> bool:
    """Macros, controls, and files of other programs inside the document."""
    embedded = name.startswith(("word/embeddings/", "word/activex/"))
    return name.endswith(("vbaproject.bin", ".exe")) or (embedded and not name.endswith(".xlsx"))


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_real_size(data: bytes, entry: zipfile.ZipInfo) -> None:
    """Unpack one entry, keeping nothing, to no more than one byte past its declared size.

    `zipfile` stops at the declared size; other readers do not, so a lie is looked for here.
    """
    signature, name, extra = _LOCAL_HEADER.unpack_from(data, entry.header_offset)
    start = entry.header_offset + _LOCAL_HEADER.size + name + extra
    packed = data[start : start + entry.compress_size]
    if signature != b"PK\x03\x04" or len(packed) != entry.compress_size:
        raise RefusedUpload("docx-broken")
    size = len(packed)
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        size = _unpacked_size(packed, entry.file_size)
    if size != entry.file_size:
        raise RefusedUpload("docx-broken")


def _unpacked_size(packed: bytes, declared: int) -> int:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    while packed and size <= declared:
        size += len(unpacker.decompress(packed, MEBIBYTE))
        packed = unpacker.unconsumed_tail
    return size


def _check_document(archive: zipfile.ZipFile) -> None:
    """Whether the parts inside are those of a Word document, in plain XML without a DTD."""
    types = archive.read("[Content_Types].xml").decode()
    body = archive.read("word/document.xml").decode()
    if "macroEnabled" in types:
        raise RefusedUpload("docx-macros")
    if "wordprocessingml.document.main+xml" not in types:
        raise RefusedUpload("kind")
    if not re.search(r"<(?:\w+:)?document[\s>]", body) or "<!DOCTYPE" in types + body:
        raise RefusedUpload("docx-broken")
    for name in archive.namelist():
        if name.lower().endswith(".rels"):
            _check_relationships(archive.read(name).decode())


def _check_relationships(text: str) -> None:
    """Links may lead outside; templates, pictures and objects fetched from there may not."""
    if "<!DOCTYPE" in text:
        raise RefusedUpload("docx-broken")
    for relationship in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", text):
        if "External" in relationship and "/hyperlink" not in relationship:
            raise RefusedUpload("docx-macros")


def _jpeg(data: bytes) -> bytes:
    return _encoded(_picture(data, "JPEG"), "JPEG")


def _png(data: bytes) -> bytes:
    return _encoded(_picture(data, "PNG"), "PNG")


def _picture(data: bytes, form: str) -> Image.Image:
    """The decoded picture, upright and not too large, in a plain mode."""
    try:
        picture: Image.Image = Image.open(BytesIO(data), formats=[form])
        if picture.width * picture.height > MAX_PIXELS:
            raise RefusedUpload("image-too-big")
        picture.draft(None, (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded smaller where it can be
        picture.load()
        picture = _plain(picture)
        picture.thumbnail((MAX_SIDE, MAX_SIDE))
        ImageOps.exif_transpose(picture, in_place=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedUpload("image-too-big") from error
    except RefusedUpload:
        raise
    except Exception as error:  # a broken file makes the decoders raise nearly anything
        raise RefusedUpload("image-broken") from error
    picture.info = {}  # comments, profiles and the like, which saving would carry over
    return picture


def _plain(picture: Image.Image) -> Image.Image:
    """The picture in one of three modes: grey, colour, or colour with transparency."""
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode.startswith("I"):  # 16-bit grey, which a plain conversion would clip to white
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("L", "RGB"):
        return picture  # converting would copy 160 MB of a large one
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _encoded(picture: Image.Image, form: str) -> bytes:
    out = BytesIO()
    picture.save(out, form, quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


_INSPECTORS = {Kind.PDF: _pdf, Kind.DOCX: _docx, Kind.JPEG: _jpeg, Kind.PNG: _png}
