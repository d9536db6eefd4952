"""Requests that are too large are refused by what they say of themselves, before they are read."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.test import Client

from network.uploads import MAX_BYTES
from portal.middleware import MAX_REQUEST_BYTES

pytestmark = pytest.mark.django_db
FORM = b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nAda\r\n--b--\r\n'


class Body(BytesIO):
    """A body that knows whether somebody asked for it."""

    is_read = False

    def read(self, size: int | None = -1) -> bytes:
        self.is_read = True
        return super().read(size)

    def readline(self, size: int | None = -1) -> bytes:
        self.is_read = True
        return super().readline(size)


def post(body: Body, length: str | None) -> HttpResponse:
    """The whole site's answer to a POST, as a server asks it."""
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/network/guidance/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
    }
    if length is not None:
        environ["CONTENT_LENGTH"] = length
    else:
        environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    request = WSGIRequest(environ)
    request._dont_enforce_csrf_checks = True
    return WSGIHandler().get_response(request)


def test_a_request_that_says_it_is_too_large_is_refused_unread() -> None:
    body = Body(FORM)

    response = post(body, str(MAX_REQUEST_BYTES + 1))

    assert response.status_code == 413
    assert "12 MB" in response.content.decode()
    assert response["X-Request-ID"]
    assert not body.is_read


def test_a_request_at_the_limit_is_read() -> None:
    body = Body(FORM)

    response = post(body, str(MAX_REQUEST_BYTES))

    assert response.status_code == 200
    assert body.is_read


def test_a_body_that_does_not_say_its_length_is_not_read() -> None:
    body = Body(FORM)

    post(body, None)

    assert not body.is_read


@pytest.mark.parametrize("length", ["", "-1", "much", "1e9"])
def test_a_length_that_is_no_number_breaks_nothing(length: str, client: Client) -> None:
    assert client.get("/", CONTENT_LENGTH=length).status_code == 200


def test_the_largest_document_and_its_form_fit() -> None:
    assert MAX_BYTES + 1024 * 1024 <= MAX_REQUEST_BYTES
