"""Supporting documents: kept under a generated name, removed with their file."""

from datetime import datetime

from django.db import transaction

from network.actions.applying import NotEditable, editable_steps
from network.actions.files import delete_after_commit, kept_file
from network.actions.moves import lock
from network.models import Application, ApplicationDocument, User
from network.steps import Step
from network.uploads import Upload
from portal import audit

MOST_DOCUMENTS = 10
UPLOADS = "applications"  # the folder of ApplicationDocument.file, one below it for each year


class TooManyDocuments(Exception):
    """An application keeps at most ten documents."""


class PartOfSubmission(Exception):
    """The document was sent with the application: what was read stays as it was."""


@transaction.atomic
def add_document(
    *, application: Application, upload: Upload, by: User, now: datetime
) -> ApplicationDocument:
    """Keep an inspected upload; raises NotEditable or TooManyDocuments.

    A full disk leaves neither file nor row.
    """
    locked = lock(application)
    if Step.DOCUMENTS not in editable_steps(locked):
        raise NotEditable
    if locked.documents.count() >= MOST_DOCUMENTS:
        raise TooManyDocuments
    with kept_file(UPLOADS, upload, now) as stored:
        document = ApplicationDocument.objects.create(
            application=locked,
            file=stored,
            name=upload.clean_name,
            content_type=upload.content_type,
            size=len(upload.data),
            uploaded_at=now,
            uploaded_by=by,
        )
        audit.record(by=by, action="document.add", target=document, now=now)
    locked.edited_at = now
    locked.save(update_fields=["edited_at"])
    return document


@transaction.atomic
def remove_document(*, document: ApplicationDocument, by: User, now: datetime) -> None:
    """Remove row and file; the file only once the row is gone for good.

    Raises NotEditable, and PartOfSubmission for what the co-ordinator may have read already.
    """
    locked = lock(document.application)
    if Step.DOCUMENTS not in editable_steps(locked):
        raise NotEditable
    if locked.submitted_at is not None and document.uploaded_at <= locked.submitted_at:
        raise PartOfSubmission
    stored = str(document.file.name)
    audit.record(by=by, action="document.remove", target=document, now=now)
    document.delete()
    locked.edited_at = now
    locked.save(update_fields=["edited_at"])
    delete_after_commit([stored])
