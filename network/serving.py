"""Kept files on their way to a browser; who may have them is the caller's business."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404


def serve(stored: str, name: str, content_type: str, *, inline: bool = False) -> FileResponse:
    """A kept file as an attachment that no browser will run. Raises Http404 without the file.

    `stored` is the storage's own name, `name` what the person called it. Only pictures that were
    encoded anew may be shown `inline`.
    """
    try:
        opened = default_storage.open(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        opened, as_attachment=not inline, filename=name, content_type=content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
