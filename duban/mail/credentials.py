"""Where the office's mailbox is and how to enter it: environment or keyring, never a sheet."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping

from msgspec import Struct

from duban.model import Word
from duban.workspace import Stop

TIMEOUT = 60.0
"""Seconds that a server may stay silent."""

_SERVICE = "duban"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

Keyring = Callable[[str, str], str | None]
"""(service, user) → password, as ``keyring.get_password``."""


class Protocol(Word):
    """What is spoken with the server."""

    IMAP = "IMAP", "收信"
    SMTP = "SMTP", "发信"


class Security(Word):
    """连接方式. PLAIN is for a server on this very machine."""

    SSL = "ssl", "SSL"
    STARTTLS = "starttls", "STARTTLS"
    PLAIN = "plain", "不加密"


_PORTS = {
    (Protocol.IMAP, Security.SSL): 993,
    (Protocol.IMAP, Security.STARTTLS): 143,
    (Protocol.IMAP, Security.PLAIN): 143,
    (Protocol.SMTP, Security.SSL): 465,
    (Protocol.SMTP, Security.STARTTLS): 587,
    (Protocol.SMTP, Security.PLAIN): 25,
}


class Server(Struct, frozen=True):
    """A mail server and the account there; the password shows in no representation."""

    host: str
    port: int
    security: Security
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Server({self.host!r}, {self.port}, {self.user!r})"

    def hide(self, text: str) -> str:
        """``text`` (a server's reply) without the password, should it quote it."""
        return text.replace(self.password, "***") if self.password else text

    def context(self) -> ssl.SSLContext:
        """TLS that checks the server's certificate: the standard clients do not by themselves."""
        return ssl.create_default_context()


def server(
    protocol: Protocol, environ: Mapping[str, str], keyring: Keyring | None = None
) -> Server:
    """The server from DUBAN_IMAP_… or DUBAN_SMTP_…, or DUBAN_MAIL_… for both.

    HOST, USER and PASSWORD are needed (the password may lie in the system's keyring under the
    service 'duban'); PORT and SECURITY (ssl, starttls, plain) have defaults. Raises Stop.
    """

    def setting(name: str) -> str:
        own = environ.get(f"DUBAN_{protocol}_{name}", "")
        return (own or environ.get(f"DUBAN_MAIL_{name}", "")).strip()

    host, user = setting("HOST"), setting("USER")
    if not host or not user:
        raise Stop(
            f"没有设置{protocol.label}服务器或邮箱账号。",
            f"请设置环境变量 DUBAN_{protocol}_HOST（如 {protocol.lower()}.163.com）"
            "和 DUBAN_MAIL_USER。",
        )
    security = next((s for s in Security if s == (setting("SECURITY").lower() or "ssl")), None)
    if security is None or (security is Security.PLAIN and host.lower() not in _LOOPBACK):
        raise Stop(
            f"环境变量 DUBAN_{protocol}_SECURITY 的值不能使用。",
            "请设为 ssl 或 starttls；不加密的连接只用于本机的服务器。",
        )
    port = setting("PORT") or str(_PORTS[protocol, security])
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(
            f"环境变量 DUBAN_{protocol}_PORT 不是端口号。", "请改为数字，或删去以使用默认值。"
        )
    password = setting("PASSWORD") or (keyring or system_keyring)(_SERVICE, user) or ""
    if not password:
        raise Stop(
            f"没有邮箱 {user} 的密码。",
            "请设置环境变量 DUBAN_MAIL_PASSWORD，或存入系统密钥库（服务名 duban）；"
            "163、126、QQ等邮箱须使用客户端授权码。",
        )
    return Server(host, int(port), security, user, password)


def system_keyring(service: str, user: str) -> str | None:
    """The password that the system's keyring holds, or None; also if no keyring is installed."""
    try:
        import keyring
    except ImportError:
        return None
    try:
        found = keyring.get_password(service, user)
    except keyring.errors.KeyringError:
        return None
    return str(found) if found else None
