"""Who may speak to the desk: this machine, by this address and token, from this page.

The desk works with the clerk's own rights, so a page of another site must reach none of it: a
foreign Host (DNS rebinding), a foreign Origin (forms, fetch) and a wrong token are refused alike.
"""

from __future__ import annotations

import secrets

from flask import Request, Response
from msgspec import Struct

LIMIT_MIB = 200
"""The most that may be dropped at once; mailboxes end at 50 MiB."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FOREIGN_PAGE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "sandbox allow-scripts"
)
"""For an output that is a page itself: it runs in an origin of its own, with no way back here."""


class Guard(Struct, frozen=True):
    """What requests are held to: the token in the path, and the port of this run."""

    token: str
    port: int

    def refusal(self, request: Request) -> str:
        """Why ``request`` is not answered, or ''."""
        if request.host not in self._hosts():
            return "地址不对：督办桌面只接受本机地址。"
        token = request.path.split("/")[1] if "/" in request.path else ""
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            return "地址不对或已过期：请用本次启动时显示的完整地址打开。"
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return "请求来自其他网页，没有执行。"
        if request.method not in ("GET", "HEAD") and not self._is_own(request):
            return "请求来自其他网页，没有执行。"
        return ""

    def _hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def _is_own(self, request: Request) -> bool:
        """Whether a request that changes something comes from a page that this host served."""
        return request.headers.get("Origin") == f"http://{request.host}"


def dress(response: Response) -> Response:
    """The response with the headers that keep the page to itself."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cache-Control"] = "no-store"
    return response


def new_token() -> str:
    """A token for one run; it stands in the address and nowhere on the disk."""
    return secrets.token_urlsafe(24)
