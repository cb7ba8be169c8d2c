# SPDX-License-Identifier: Apache-2.0
"""The enrolment page as a person without JavaScript uses it."""
import html
import re
import urllib.error
import urllib.parse
import urllib.request


class Link:
    """An enrolment link; each call returns status and page."""

    def __init__(self, url: str):
        self.url = url

    def open(self) -> tuple[int, str]:
        return self._fetch(urllib.request.Request(self.url))

    def confirm(self, confirmation: str) -> tuple[int, str]:
        return self._post("", confirmation=confirmation)

    def finish(self, code: str) -> tuple[int, str]:
        return self._post("/code", code=code)

    def _post(self, path: str, **fields: str) -> tuple[int, str]:
        parts = urllib.parse.urlsplit(self.url)
        request = urllib.request.Request(self.url + path, data=urllib.parse.urlencode(fields).encode(),
                                         headers={"Origin": f"{parts.scheme}://{parts.netloc}"})
        return self._fetch(request)

    def _fetch(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, html.unescape(answer.read().decode())
        except urllib.error.HTTPError as refused:
            return refused.code, html.unescape(refused.read().decode())


def link_in(text: str) -> str:
    """The link that a message carries."""
    return re.search(r"https?://\S+/e/\S+", text)[0]


def confirmation_on(screen: str) -> str:
    """The four digits in the login's prompt."""
    return re.findall(r"confirmation (\d{4})", screen)[-1]


def key_on(page: str) -> str:
    """The new app's key, in base32."""
    return re.search(r"secret=([A-Z2-7]+)", page)[1]


def backup_codes_on(page: str) -> list[str]:
    return re.findall(r">([0-9a-z]{4}-[0-9a-z]{4})<", page)
