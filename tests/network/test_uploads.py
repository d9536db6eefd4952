"""Every file is really made, bombs included; none is kept in the repository."""

import struct
import zipfile
import zlib
from io import BytesIO
from random import randbytes

import pytest
from PIL import Image, ImageCms, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from network.uploads import (
    MAX_BYTES,
    REFUSALS,
    Kind,
    RefusedUpload,
    inspect,
)

CONTENT_TYPES_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
DOCUMENT_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Our constitution</w:t></w:r></w:p>'
    "</w:body></w:document>"
)
CAMERA_ORIENTATION, GPS, CAMERA_MAKER = 0x0112, 0x8825, 0x010F


def refusal(data, name="file.pdf"):
    with pytest.raises(RefusedUpload) as caught:
        inspect(data, name)
    assert str(caught.value.message) == str(REFUSALS[caught.value.code])
    return caught.value.code


def pdf(change=None):
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=300)
    if change:
        change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(files, packing=zipfile.ZIP_DEFLATED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as made:
        for name, content in files:
            made.writestr(name, content)
    return out.getvalue()


def docx(*more, types=CONTENT_TYPES_XML, document=DOCUMENT_XML):
    return archive([("[Content_Types].xml", types), ("word/document.xml", document), *more])


def picture(form, size=(40, 20), mode="RGB", colour="navy", **options):
    out = BytesIO()
    Image.new(mode, size, colour).save(out, form, **options)
    return out.getvalue()


def png_of_declared_size(width, height):
    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "name", "kind", "content_type", "kept_name"),
    [
        (pdf(), "Accounts.PDF", Kind.PDF, "application/pdf", "Accounts.pdf"),
        (
            docx(),
            "Rules 2024.docx",
            Kind.DOCX,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Rules 2024.docx",
        ),
        (picture("JPEG"), "IMG_0001.jpeg", Kind.JPEG, "image/jpeg", "IMG_0001.jpg"),
        (picture("PNG"), "scan.pdf", Kind.PNG, "image/png", "scan.png"),
    ],
)
def test_inspect_goes_by_content(data, name, kind, content_type, kept_name):
    upload = inspect(data, name)

    assert (upload.kind, upload.content_type, upload.clean_name) == (kind, content_type, kept_name)
    assert upload.clean_name.endswith(upload.extension)


@pytest.mark.parametrize("data", [pdf(), docx()])
def test_documents_are_kept_as_they_were_sent(data):
    assert inspect(data, "x").data == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<!doctype html><script>alert(1)</script>", "kind"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "kind"),
        (b"MZ\x90\x00" + bytes(200), "kind"),
        (b"\x7fELF" + bytes(200), "kind"),
        (b"GIF89a" + bytes(200), "kind"),
        (b"<html>%PDF-1.7", "kind"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(200), "heic"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-office"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "pdf-broken"),
        (b"PK\x03\x04" + bytes(200), "docx-broken"),
        (b"\xff\xd8\xff\xe0<script>alert(1)</script>", "image-broken"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "image-broken"),
    ],
)
def test_other_content_under_a_good_name_is_refused(data, code):
    assert refusal(data, "annual report.pdf") == code


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not():
    data = pdf()

    assert inspect(data + bytes(MAX_BYTES - len(data)), "x.pdf").kind == Kind.PDF
    assert refusal(data + bytes(MAX_BYTES - len(data) + 1)) == "too-big"
    assert "the limit is 10 MB" in str(REFUSALS["too-big"])


def with_launch_on_opening(writer):
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(
        DictionaryObject(
            {
                NameObject("/S"): writer._add_object(NameObject("/Launch")),
                NameObject("/F"): TextStringObject("calc.exe"),
            }
        )
    )


def script():
    return DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
    )


def with_script_by_name(writer):
    names = ArrayObject([TextStringObject("start"), writer._add_object(script())])
    tree = DictionaryObject({NameObject("/Names"): names})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})


def with_script_on_opening(writer):
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(script())


def with_script_on_a_page(writer):
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script()})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda writer: writer.encrypt("secret"), "pdf-password"),
        (with_script_by_name, "pdf-active"),
        (with_script_on_opening, "pdf-active"),
        (lambda writer: writer.add_attachment("run.exe", b"MZ"), "pdf-active"),
        (with_launch_on_opening, "pdf-active"),
        (with_script_on_a_page, "pdf-active"),
    ],
)
def test_a_pdf_that_is_locked_or_acts_is_refused(change, code):
    assert refusal(pdf(change)) == code


def test_a_pdf_with_an_ordinary_link_is_kept():
    def with_link(writer):
        writer.add_uri(0, "https://charity.example.org/", (0, 0, 50, 50))

    assert inspect(pdf(with_link), "x.pdf").kind == Kind.PDF


def test_a_pdf_that_refers_to_itself_for_ever_is_read_to_an_end():
    def with_circle(writer):
        circle = ArrayObject()
        reference = writer._add_object(circle)
        circle.extend([reference] * 5000)
        writer.root_object[NameObject("/Circle")] = reference

    assert inspect(pdf(with_circle), "x.pdf").kind == Kind.PDF


def test_a_pdf_cut_short_before_its_catalogue_is_refused():
    assert refusal(pdf()[:60]) == "pdf-broken"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (archive([("readme.txt", "hello")]), "kind"),
        (archive([("[Content_Types].xml", "x"), ("xl/workbook.xml", "x")]), "kind"),
        (docx(types=CONTENT_TYPES_XML.replace("word", "spread")), "kind"),
        (docx(("word/vbaProject.bin", "x")), "docx-macros"),
        (docx(("word/VBAPROJECT.BIN", "x")), "docx-macros"),
        (docx(types=CONTENT_TYPES_XML.replace("officedocument", "macroEnabled")), "docx-macros"),
        (docx(("../../etc/cron.d/x", "x")), "docx-broken"),
        (docx(("/etc/passwd", "x")), "docx-broken"),
        (docx(("word/..\\..\\x", "x")), "docx-broken"),
        (docx(("C:/x", "x")), "docx-broken"),
        (docx(("WORD/document.xml", DOCUMENT_XML)), "docx-broken"),
        (docx(document="<html>no</html>"), "docx-broken"),
        (docx(document=b"\xff\xfe\x00bad"), "docx-broken"),
        (docx(document='<!DOCTYPE x [<!ENTITY a "aa">]>' + DOCUMENT_XML), "docx-broken"),
        (docx()[:-30], "docx-broken"),
        (docx(*((f"word/{n}.xml", "") for n in range(999))), "docx-too-big"),
    ],
)
def test_an_archive_that_is_no_plain_word_document_is_refused(data, code):
    assert refusal(data, "constitution.docx") == code


def test_a_document_of_a_thousand_entries_is_kept():
    data = docx(*((f"word/{n}.xml", "") for n in range(998)))

    assert inspect(data, "x.docx").kind == Kind.DOCX


def test_a_document_that_unpacks_to_too_much_is_refused_before_unpacking(monkeypatch):
    data = docx(("word/media/bomb.bin", bytes(60 * 1024 * 1024)))
    monkeypatch.setattr(zlib, "decompressobj", None)  # unpacking anything would fail

    assert refusal(data) == "docx-too-big"


def test_a_document_that_unpacks_to_too_much_is_refused_at_an_ordinary_ratio():
    data = docx(("word/media/large.bin", b"".join(randbytes(4096) * 12 for _ in range(1100))))

    assert len(data) * 20 > 52 * 1024 * 1024
    assert refusal(data) == "docx-too-big"


def test_a_document_packed_beyond_reason_is_refused():
    assert refusal(docx(("word/media/bomb.bin", bytes(20 * 1024 * 1024)))) == "docx-too-big"


def test_a_document_of_much_text_is_kept():
    paragraphs = "".join(
        f"<w:p><w:r><w:t>Minute {n} of the board, item {n * 7919}</w:t></w:r></w:p>"
        for n in range(40_000)
    )
    body = DOCUMENT_XML.replace("<w:body>", "<w:body>" + paragraphs)

    assert inspect(docx(document=body), "minutes.docx").kind == Kind.DOCX


@pytest.mark.parametrize("real_size", [5_000, 60 * 1024 * 1024])
def test_a_document_that_lies_about_its_unpacked_size_is_refused(real_size):
    name, declared = b"word/media/bomb.bin", 100
    data = bytearray(docx((name.decode(), bytes(real_size))))
    crc = zlib.crc32(bytes(declared))  # of what a trusting reader would see
    for crc_field in (data.index(name) - 30 + 14, data.rindex(name) - 46 + 16):
        struct.pack_into("<I", data, crc_field, crc)
        struct.pack_into("<I", data, crc_field + 8, declared)
    with zipfile.ZipFile(BytesIO(data)) as trusting:
        assert trusting.read(name.decode()) == bytes(declared)

    assert refusal(bytes(data)) == "docx-broken"


def test_a_document_with_a_password_on_an_entry_is_refused():
    data = bytearray(docx())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1

    assert refusal(bytes(data)) == "docx-broken"


@pytest.mark.parametrize("size", [(40_000, 40_000), (12_000, 12_000), (8_000, 5_001)])
def test_a_picture_of_too_many_pixels_is_refused_before_decoding(size, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", None)

    assert refusal(png_of_declared_size(*size)) == "image-too-big"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_truncated_picture_is_refused(form):
    noise = Image.effect_noise((200, 200), 90)
    out = BytesIO()
    noise.save(out, form)

    assert refusal(out.getvalue()[:-500]) == "image-broken"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_keeps_nothing_but_its_pixels(form):
    exif = Image.Exif()
    exif[CAMERA_MAKER] = "Planted-maker"
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0)}
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Planted-author")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    extra = {"comment": b"Planted-comment"} if form == "JPEG" else {"pnginfo": info}
    data = picture(form, exif=exif, icc_profile=profile, **extra)
    assert data.count(b"Planted-") == 2

    kept = inspect(data, "x").data

    with Image.open(BytesIO(kept)) as image:
        assert (len(image.getexif()), "icc_profile" in image.info) == (0, False)
    assert b"Planted-" not in kept


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_taken_sideways_is_turned_upright(form):
    exif = Image.Exif()
    exif[CAMERA_ORIENTATION] = 6  # turned by 90 degrees clockwise for showing
    image = Image.new("RGB", (80, 40), "white")
    image.paste("black", (0, 0, 40, 40))  # the left half, which belongs on top
    out = BytesIO()
    image.save(out, form, exif=exif)

    with Image.open(BytesIO(inspect(out.getvalue(), "x").data)) as upright:
        assert upright.size == (40, 80)
        assert upright.convert("L").getpixel((20, 10)) < 40
        assert upright.convert("L").getpixel((20, 70)) > 215


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("size", "kept_size"), [((6000, 1500), (3000, 750)), ((3000, 50), (3000, 50))]
)
def test_a_large_picture_is_scaled_down(form, size, kept_size):
    with Image.open(BytesIO(inspect(picture(form, size), "x").data)) as image:
        assert image.size == kept_size


@pytest.mark.parametrize(
    ("form", "mode", "colour", "kept_mode", "kept_colour"),
    [
        ("PNG", "1", 1, "L", 255),
        ("PNG", "L", 100, "L", 100),
        ("PNG", "I;16", 100 * 256, "L", 100),
        ("PNG", "P", 0, "RGB", (0, 0, 0)),
        ("PNG", "LA", (100, 50), "RGBA", (100, 100, 100, 50)),
        ("PNG", "RGBA", (10, 20, 30, 40), "RGBA", (10, 20, 30, 40)),
        ("JPEG", "L", 100, "L", 100),
        ("JPEG", "CMYK", (0, 0, 0, 0), "RGB", (255, 255, 255)),
    ],
)
def test_pictures_of_every_mode_keep_their_colour(form, mode, colour, kept_mode, kept_colour):
    with Image.open(BytesIO(inspect(picture(form, mode=mode, colour=colour), "x").data)) as image:
        assert (image.mode, image.getpixel((5, 5))) == (kept_mode, kept_colour)


def test_a_phones_picture_with_a_second_picture_inside_keeps_the_first():
    out = BytesIO()
    first, second = (Image.new("RGB", (40, 20), colour) for colour in ("white", "black"))
    first.save(out, "MPO", save_all=True, append_images=[second])

    upload = inspect(out.getvalue(), "x.jpg")

    with Image.open(BytesIO(upload.data)) as image:
        assert (image.format, image.size, image.getpixel((5, 5))) == (
            "JPEG",
            (40, 20),
            (255, 255, 255),
        )
