"""Mail servers on this machine: a real one, and one that behaves as 163's does."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import re
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest
from imap_tools.imap_utf7 import utf7_encode
from msgspec import Struct, field

from duban.mail.credentials import Security, Server
from duban.model import CHINA
from tests.programs import required

USER, PASSWORD = "zgb@gov.cn", "geheim-42"
_NOBODY = 65534
_STARTED_WITHIN = 20.0

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
mail_location = maildir:~/Maildir
first_valid_uid = 1
{users}
disable_plaintext_auth = no
auth_failure_delay = 0
ssl = {ssl}
{certificate}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home/%u
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls}
  }}
}}
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Dovecot(Struct, frozen=True):
    """A running Dovecot; ``certificate`` is what a client must trust for TLS."""

    port: int
    tls: int
    certificate: Path

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self.port, Security.PLAIN, USER, PASSWORD)

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def fresh(self, folder: str = "INBOX") -> None:
        """Empties the folder; any but INBOX is made anew, with another UIDVALIDITY."""
        name = quoted(folder)
        with self.client() as client:
            if folder != "INBOX":
                client.delete(name)
                client.create(name)
                return
            if client.select(name)[1] != [b"0"]:
                client.store("1:*", "+FLAGS", r"(\Deleted)")
                client.expunge()

    def deliver(self, *messages: bytes, folder: str = "INBOX", day: int = 31) -> None:
        moment = datetime(2023, 3, day, 16, 58, 57, tzinfo=CHINA)
        date = imaplib.Time2Internaldate(moment)
        with self.client() as client:
            for message in messages:
                assert client.append(quoted(folder), "", date, message)[0] == "OK"

    def flags(self) -> list[bytes]:
        """The flags of each message in INBOX."""
        with self.client() as client:
            client.select("INBOX", readonly=True)
            return re.findall(rb"FLAGS \(([^)]*)\)", b"".join(client.fetch("1:*", "(FLAGS)")[1]))


def quoted(folder: str) -> str:
    return f'"{utf7_encode(folder).decode()}"'


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Dovecot in the foreground on random ports, with a folder and a certificate of its own."""
    program = required("dovecot")
    # Its sockets' paths must be short, and its unprivileged processes must reach them.
    with tempfile.TemporaryDirectory(prefix="dc") as name:
        base = Path(name)
        base.chmod(0o755)
        (base / "home").mkdir()
        running = Dovecot(free_port(), free_port(), certificate(base))
        (base / "conf").write_text(_config(base, running), encoding="utf-8")
        process = subprocess.Popen(
            [program, "-F", "-c", str(base / "conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(process, running.port, base / "log")
            yield running
        finally:
            process.terminate()
            process.wait(timeout=20)


def certificate(base: Path) -> Path:
    """cert.pem for 127.0.0.1, which nobody trusts unless told, with its key.pem."""
    request = [required("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    request += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    request += ["-keyout", str(base / "key.pem"), "-out", str(base / "cert.pem")]
    subprocess.run(request, check=True, capture_output=True, timeout=60)
    return base / "cert.pem"


def _config(base: Path, running: Dovecot) -> str:
    uid, gid, users, chroot = os.getuid(), os.getgid(), "", ""
    if uid == 0:
        uid = gid = _NOBODY
        os.chown(base / "home", uid, gid)
    else:
        me, group = pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name
        users = f"default_internal_user = {me}\ndefault_login_user = {me}\n"
        users += f"default_internal_group = {group}"
        chroot = "chroot ="
    certificate = f"ssl_cert = <{base}/cert.pem\nssl_key = <{base}/key.pem"
    return _CONFIG.format(
        base=base, users=users, chroot=chroot, uid=uid, gid=gid, password=PASSWORD,
        ssl="yes", certificate=certificate, port=running.port, tls=running.tls,
    )  # fmt: skip


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _STARTED_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    pytest.fail(f"dovecot did not start: {log.read_text() if log.exists() else 'no log'}")


class Netease(Struct):
    """An IMAP server that refuses every folder to clients that did not send ID, as 163's does.

    After ``breaks_after`` messages the connection is cut, once.
    """

    messages: dict[int, bytes]
    breaks_after: int = -1
    validity: int = 1
    log: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self.port, Security.PLAIN, USER, PASSWORD)


@contextmanager
def netease(messages: dict[int, bytes], breaks_after: int = -1) -> Iterator[Netease]:
    mailbox = Netease(messages, breaks_after)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(ConnectionError):
                _converse(self, mailbox)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        mailbox.port = int(listening.server_address[1])
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mailbox
        finally:
            listening.shutdown()
            thread.join()


def _converse(handler: socketserver.StreamRequestHandler, mailbox: Netease) -> None:
    def say(line: str) -> None:
        handler.wfile.write(line.encode() + b"\r\n")

    known = False
    say("* OK Coremail System IMap Server Ready(163com)")
    while line := handler.rfile.readline().decode().strip():
        tag, command, *rest = line.split(" ", 2)
        words = rest[0] if rest else ""
        mailbox.log.append(f"{command} {words.split()[0] if words else ''}".strip())
        if command == "CAPABILITY":
            say("* CAPABILITY IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS UIDPLUS")
        elif command == "LOGIN" and PASSWORD not in words:
            say(f"{tag} NO LOGIN Login error or password error")
            continue
        elif command == "ID":
            known = True
            say('* ID ("name" "Coremail Imap")')
        elif command in ("SELECT", "EXAMINE") and not known:
            say(f"{tag} NO {command} Unsafe Login. Please contact kefu@188.com for help")
            continue
        elif command in ("SELECT", "EXAMINE"):
            say(f"* {len(mailbox.messages)} EXISTS")
            say(f"* OK [UIDVALIDITY {mailbox.validity}] UIDs valid")
        elif command == "UID" and words.startswith("SEARCH"):
            say(f"* SEARCH {' '.join(map(str, _matching(mailbox, words)))}")
        elif command == "UID" and words.startswith("FETCH"):
            if mailbox.breaks_after == 0:
                mailbox.breaks_after = -1
                return
            mailbox.breaks_after -= 1
            _give(handler, mailbox, int(words.split()[1]))
        elif command == "LOGOUT":
            say("* BYE")
        say(f"{tag} OK {command} completed")


def _matching(mailbox: Netease, words: str) -> list[int]:
    """As RFC 9051 has it, 'n:*' always contains the last message, even below n."""
    first = int(words.split("UID ")[1].split(":")[0])
    last = max(mailbox.messages, default=0)
    return [uid for uid in sorted(mailbox.messages) if uid >= first or uid == last]


def _give(handler: socketserver.StreamRequestHandler, mailbox: Netease, uid: int) -> None:
    message = mailbox.messages[uid]
    head = f'* 1 FETCH (UID {uid} INTERNALDATE "31-Mar-2023 16:58:57 +0800" BODY[] '
    handler.wfile.write(head.encode() + b"{%d}\r\n" % len(message) + message + b")\r\n")
