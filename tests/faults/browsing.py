"""A visitor with cookies, over real HTTP."""

import re
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from portal.mailsink import HOST

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Opens pages of the server on `port` and sends their forms."""

    def __init__(self, port: int) -> None:
        self.base = f"http://{HOST}:{port}"
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )

    def get(self, path: str) -> str:
        with self._opener.open(self.base + path, timeout=10) as response:
            return str(response.read().decode())

    def send_form(self, path: str, **fields: str) -> str:
        """Fill in the form of a page; return the path it leads to."""
        (token, *_others) = TOKEN.findall(self.get(path))
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        with self._opener.open(self.base + path, data=body, timeout=10) as response:
            return str(response.url.removeprefix(self.base))
