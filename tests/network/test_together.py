"""Several people on one application: invitations, documents, questions."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from network.actions import documents, people
from network.models import Application, ApplicationDocument, Invitation
from network.uploads import inspect
from portal.staff_groups import COORDINATORS
from tests.factories.applicants import (
    NOW,
    fill,
    lead_of,
    make_draft,
    make_person,
    make_submitted,
    submit,
)
from tests.factories.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db


def png() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (4, 4), "purple").save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def draft(client: Client) -> Application:
    application = make_draft(now=timezone.now())
    client.force_login(lead_of(application))
    return application


def secret_for(application: Application, email: str, deliver: Any) -> str:
    people.invite(application=application, email=email, by=lead_of(application), now=timezone.now())
    mail = next(message for message in deliver() if email in message.to)
    return mail.text.split("/network/invitation/")[1].split("/")[0]


def link(secret: str) -> str:
    return reverse("network:invitation", args=[secret])


def test_invitation_joins_who_was_invited(draft: Application, deliver: Any) -> None:
    colleague, browser = make_person("ada@example.org"), Client()
    secret = secret_for(draft, "ada@example.org", deliver)
    browser.force_login(colleague)

    response = browser.post(link(secret))

    assert response.url == reverse("network:application", args=[draft.reference])
    assert draft.people.filter(user=colleague, role="colleague").exists()


def test_opening_an_invitation_changes_nothing(draft: Application, deliver: Any) -> None:
    secret, browser = secret_for(draft, "ada@example.org", deliver), Client()
    browser.force_login(make_person("ada@example.org"))

    for _ in range(3):
        browser.get(link(secret))

    assert Invitation.objects.get().accepted_at is None
    assert draft.people.count() == 1


def test_invitation_of_another_address_is_refused(draft: Application, deliver: Any) -> None:
    secret, browser = secret_for(draft, "ada@example.org", deliver), Client()
    browser.force_login(make_person("eve@example.org"))

    response = browser.post(link(secret))

    assert response.status_code == 403
    assert draft.reference not in response.content.decode()
    assert draft.people.count() == 1


def test_invitation_works_once(draft: Application, deliver: Any) -> None:
    secret, browser = secret_for(draft, "ada@example.org", deliver), Client()
    browser.force_login(make_person("ada@example.org"))
    browser.post(link(secret))

    assert browser.post(link(secret)).status_code == 410
    assert "Join the application" not in browser.get(link(secret)).content.decode()


def test_invitation_runs_out(draft: Application, deliver: Any) -> None:
    secret, browser = secret_for(draft, "ada@example.org", deliver), Client()
    Invitation.objects.update(
        created_at=timezone.now() - timedelta(days=15),
        expires_at=timezone.now() - timedelta(days=1),
    )
    browser.force_login(make_person("ada@example.org"))

    assert browser.post(link(secret)).status_code == 410


def test_new_invitation_kills_the_old_link(draft: Application, deliver: Any) -> None:
    old = secret_for(draft, "ada@example.org", deliver)
    people.invite(application=draft, email="ADA@example.org", by=lead_of(draft), now=timezone.now())

    assert Client().get(link(old)).status_code == 410


def test_invitation_taken_back_is_dead(client: Client, draft: Application, deliver: Any) -> None:
    secret = secret_for(draft, "ada@example.org", deliver)
    invitation = Invitation.objects.get()

    client.post(reverse("network:revoke_invitation", args=[draft.reference, invitation.pk]))

    assert Client().get(link(secret)).status_code == 410


def test_invitation_never_lies_in_the_clear(draft: Application, deliver: Any) -> None:
    secret = secret_for(draft, "ada@example.org", deliver)

    assert secret not in str(list(Invitation.objects.values()))


def test_personal_link_sends_its_path_to_nobody(draft: Application, deliver: Any) -> None:
    secret, browser = secret_for(draft, "ada@example.org", deliver), Client()
    browser.force_login(make_person("ada@example.org"))

    with_form, without = browser.get(link(secret)), Client().get(link(secret))

    assert with_form.headers["Referrer-Policy"] == "strict-origin"
    assert without.headers["Referrer-Policy"] == "no-referrer"
    assert with_form.headers["Cache-Control"] == "no-store, private"


def test_who_works_on_it_already_is_not_invited(client: Client, draft: Application) -> None:
    url = reverse("network:colleagues", args=[draft.reference])

    response = client.post(url, {"email": lead_of(draft).email.upper()})

    assert "already works" in str(response.context["form"].errors["email"])


def test_nobody_is_invited_to_what_was_sent(client: Client) -> None:
    application = make_submitted()
    client.force_login(lead_of(application))
    url = reverse("network:colleagues", args=[application.reference])

    client.post(url, {"email": "ada@example.org"})

    assert not Invitation.objects.exists()


def upload(client: Client, application: Application, name: str, data: bytes) -> Any:
    url = reverse("network:documents", args=[application.reference])
    return client.post(url, {"document": SimpleUploadedFile(name, data)})


def test_photograph_is_kept_under_a_generated_name(client: Client, draft: Application) -> None:
    upload(client, draft, "../../Zoë’s\r\nX-Evil: 1.png", png())

    document = draft.documents.get()
    path = Path(document.file.path)
    assert path.is_relative_to(settings.MEDIA_ROOT)
    assert "Zo" not in path.name
    assert "\n" not in document.name
    assert ".." not in document.name


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_only_calls_itself_pdf_is_refused(
    client: Client, draft: Application, data: bytes
) -> None:
    response = upload(client, draft, "leaflet.pdf", data)

    assert "document" in response.context["form"].errors
    assert not draft.documents.exists()


def test_document_is_served_as_an_attachment(client: Client, draft: Application) -> None:
    upload(client, draft, "Zoë.png", png())
    document = draft.documents.get()

    response = client.get(reverse("network:document", args=[draft.reference, document.pk]))

    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response)[:4] == b"\x89PNG"


def test_document_of_another_application_is_404(client: Client, draft: Application) -> None:
    foreign = make_draft(now=timezone.now())
    document = documents.add_document(
        application=foreign,
        upload=inspect(png(), "a.png"),
        by=lead_of(foreign),
        now=timezone.now(),
    )

    mine = reverse("network:document", args=[draft.reference, document.pk])
    theirs = reverse("network:document", args=[foreign.reference, document.pk])

    assert client.get(mine).status_code == 404
    assert client.get(theirs).status_code == 404


def test_full_disk_is_an_error_without_an_orphan(
    client: Client, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_kwargs: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)

    response = upload(client, draft, "a.png", png())

    assert "try again" in str(response.context["form"].errors["document"])
    assert not draft.documents.exists()


def test_eleventh_document_is_refused(client: Client, draft: Application) -> None:
    ApplicationDocument.objects.bulk_create(
        ApplicationDocument(
            application=draft, file="x", name="x", size=1, uploaded_at=timezone.now()
        )
        for _ in range(10)
    )

    response = upload(client, draft, "a.png", png())

    assert "Ten files" in str(response.context["form"].errors["document"])


@pytest.mark.django_db(transaction=True)
def test_removed_document_takes_its_file_along(client: Client) -> None:
    application = make_draft(now=timezone.now())
    client.force_login(lead_of(application))
    upload(client, application, "a.png", png())
    document = application.documents.get()
    path = Path(document.file.path)
    assert path.exists()

    client.post(reverse("network:remove_document", args=[application.reference, document.pk]))

    assert not path.exists()
    assert not application.documents.exists()


def test_invitation_is_over_once_the_application_was_sent(deliver: Any) -> None:
    application = make_draft(now=timezone.now())
    fill(application, now=timezone.now())
    secret, browser = secret_for(application, "ada@example.org", deliver), Client()
    submit(application, now=timezone.now())
    browser.force_login(make_person("ada@example.org"))

    opened, response = browser.get(link(secret)), browser.post(link(secret))

    assert [opened.status_code, response.status_code] == [410, 410]
    assert application.people.count() == 1


def test_what_was_sent_with_the_application_stays() -> None:
    application = make_draft()
    document = documents.add_document(
        application=application, upload=inspect(png(), "a.png"), by=lead_of(application), now=NOW
    )
    fill(application)
    submit(application)
    Application.objects.filter(pk=application.pk).update(state="referred", decided_at=NOW)

    with pytest.raises(documents.PartOfSubmission):
        documents.remove_document(document=document, by=lead_of(application), now=NOW)

    assert default_storage.exists(document.file.name)


@pytest.mark.parametrize("is_staff", [True, False])
def test_scribe_without_the_rights_sees_nothing(client: Client, is_staff: bool) -> None:
    application = make_submitted()
    scribe = make_person(is_staff=is_staff)
    application.people.create(user=scribe, role="scribe", added_at=NOW)
    client.force_login(scribe)

    response = client.get(reverse("network:copy", args=[application.reference]))

    assert response.status_code == 404


@pytest.mark.parametrize(("second_factor", "status"), [(True, 200), (False, 404)])
def test_scribe_needs_the_second_factor(client: Client, second_factor: bool, status: int) -> None:
    application = make_submitted()
    scribe = make_staff(COORDINATORS)
    application.people.create(user=scribe, role="scribe", added_at=NOW)
    sign_in(scribe, client, factor=second_factor)

    response = client.get(reverse("network:copy", args=[application.reference]))

    assert response.status_code == status
    assert (application.organisation_name in response.content.decode()) == second_factor
