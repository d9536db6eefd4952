"""Several people on one application: colleagues and documents."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.actions import documents, inviting, people
from network.actions.applying import NotEditable, editable_steps
from network.forms.people import DocumentForm, InviteForm
from network.models import Application
from network.models.applications import EDITABLE_STATES
from network.serving import serve
from network.signed_in import who
from network.steps import Step, following
from network.uploads import MAX_BYTES, RefusedUpload, inspect
from network.views.applying import fetch
from portal.rates import is_allowed


@require_http_methods(["GET", "HEAD", "POST"])
def colleagues(request: HttpRequest, reference: str) -> HttpResponse:
    """Who works on this application, and an invitation for one more."""
    found = fetch(request, reference)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invited(request, found, form):
        return redirect("network:colleagues", reference)
    now = timezone.now()
    context = {
        "application": found,
        "form": form,
        "people": found.people.select_related("user").order_by("pk"),
        "invitations": found.invitations.usable(now).order_by("pk"),
        "can_invite": found.state in EDITABLE_STATES,
    }
    return render(request, "network/colleagues.html", context)


def _invited(request: HttpRequest, found: Application, form: InviteForm) -> bool:
    if not is_allowed(request, action="invite"):
        form.add_error("email", _("You have sent many invitations today. Try again tomorrow."))
        return False
    email = form.cleaned_data["email"]
    try:
        people.invite(application=found, email=email, by=who(request), now=timezone.now())
    except inviting.AlreadyThere:
        form.add_error("email", _("This person already works on the application"))
        return False
    except NotEditable:
        form.add_error("email", _("The application has been sent: nobody can be invited now"))
        return False
    messages.success(request, _("We have written to %(email)s.") % {"email": email})
    return True


@require_POST
def revoke_invitation(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    found = fetch(request, reference)
    invitation = get_object_or_404(found.invitations, pk=pk)
    if inviting.revoke(invitation=invitation, by=who(request), now=timezone.now()):
        messages.success(request, _("The invitation has been taken back."))
    else:
        messages.info(request, _("This invitation was used or taken back already."))
    return redirect("network:colleagues", reference)


@require_http_methods(["GET", "HEAD", "POST"])
def application_documents(request: HttpRequest, reference: str) -> HttpResponse:
    """Supporting documents: all optional, a phone's photograph is one."""
    found = fetch(request, reference)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _uploaded(request, found, form):
        return redirect("network:documents", reference)
    after = following(Step.DOCUMENTS)
    context: dict[str, Any] = {
        "application": found,
        "form": form,
        "documents": found.documents.order_by("pk"),
        "can_change": Step.DOCUMENTS in editable_steps(found),
        "most": documents.MOST_DOCUMENTS,
        "after": after,
        "number": list(Step).index(Step.DOCUMENTS) + 1,
        "total": len(Step),
    }
    return render(request, "network/documents.html", context)


def _uploaded(request: HttpRequest, found: Application, form: DocumentForm) -> bool:
    file = form.cleaned_data["document"]
    if not is_allowed(request, action="upload"):
        form.add_error("document", _("That were many files in an hour. Please wait a little."))
        return False
    try:
        upload = inspect(file.read(MAX_BYTES + 1), file.name)
        documents.add_document(
            application=found,
            upload=upload,
            by=who(request),
            now=timezone.now(),
        )
    except RefusedUpload as refused:
        form.add_error("document", refused.message)
        return False
    except documents.TooManyDocuments:
        form.add_error("document", _("Ten files are the most. Remove one first"))
        return False
    except NotEditable:
        form.add_error("document", _("The application has been sent: nothing can be added now"))
        return False
    except OSError:
        form.add_error("document", _("We could not keep the file just now. Please try again"))
        return False
    messages.success(request, _("%(name)s has been added.") % {"name": upload.clean_name})
    return True


@require_safe
def document(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """A document as a download, only to who takes part in the application."""
    found = fetch(request, reference)
    wanted = get_object_or_404(found.documents, pk=pk)
    return serve(str(wanted.file.name), wanted.name, wanted.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_document(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Asks first, then removes."""
    found = fetch(request, reference)
    wanted = get_object_or_404(found.documents, pk=pk)
    if request.method != "POST":
        context = {"application": found, "document": wanted}
        return render(request, "network/remove_document.html", context)
    try:
        documents.remove_document(document=wanted, by=who(request), now=timezone.now())
        messages.success(request, _("%(name)s has been removed.") % {"name": wanted.name})
    except NotEditable:
        messages.error(request, _("The application has been sent: nothing was removed."))
    except documents.PartOfSubmission:
        messages.info(request, _("This was sent with your application, so it stays. Add another."))
    return redirect("network:documents", reference)
