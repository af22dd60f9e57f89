"""Mails from the office's mailbox into the inbox, each as the .eml file that the server holds.

Nothing is deleted on the server, and nothing marked as read unless told. A message is known by its
UID within the folder's UIDVALIDITY (RFC 9051, 2.3.1.1); should the server renumber its messages,
they come again under the same file names, which contain the digest.
"""

from __future__ import annotations

import hashlib
import imaplib
import json
import re
import ssl
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime

from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from msgspec import Struct
from msgspec.structs import asdict, replace

from duban.mail.credentials import TIMEOUT, Security, Server
from duban.parcels.eml import mail_facts, received_at
from duban.text import safe_name

_ID = '("name" "duban" "version" "1.0" "vendor" "duban")'
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TRY_LATER = "已取回的邮件不会丢失，请稍后重新运行，将从中断处继续。"
_CHECK_LOGIN = "请核对邮箱账号和密码；163、126、QQ等邮箱须先在网页中开启IMAP并使用客户端授权码。"


class Position(Struct, frozen=True):
    """How far a folder has been fetched; a new ``uidvalidity`` begins from the start."""

    uidvalidity: int = 0
    last_uid: int = 0


START = Position()


class Fetched(Struct, frozen=True):
    """File names in the mailbox's order, where the next run begins, and what stopped this one."""

    files: tuple[str, ...] = ()
    position: Position = START
    problem: str = ""
    advice: str = ""


class _Halt(Exception):
    """What the server would not do; becomes the problem of a Fetched."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice


def load_positions(data: bytes) -> dict[str, Position]:
    """Positions by folder; an unreadable state is none, and everything is fetched again."""
    try:
        stored = json.loads(data)
        return {
            str(f): Position(int(p["uidvalidity"]), int(p["last_uid"])) for f, p in stored.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def positions_bytes(positions: Mapping[str, Position]) -> bytes:
    """The state file's contents."""
    stored = {folder: asdict(position) for folder, position in positions.items()}
    return json.dumps(stored, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"


def fetch(
    server: Server,
    write: Callable[[str, bytes], None],
    save: Callable[[Position], None],
    *,
    folder: str = "INBOX",
    position: Position = START,
    since: date | None = None,
    before: date | None = None,
    mark_seen: bool = False,
) -> Fetched:
    """Writes each message of the folder that is new since ``position`` and says how far it came.

    ``write(name, bytes)`` must be atomic; ``save`` is called after each message, so that a break
    costs none; what they raise goes through, what a server or a network does never. ``since``
    (inclusive) and ``before`` (exclusive) are days of the server's receipt in its own time zone.
    """
    files: list[str] = []
    criteria = [f"SINCE {_day(since)}"] if since else []
    criteria += [f"BEFORE {_day(before)}"] if before else []
    try:
        with closing(_mails(server, folder, position, criteria, mark_seen)) as mails:
            for reached, message, received in mails:
                if message is not None:
                    files.append(_file_name(message, received))
                    write(files[-1], message)
                position = reached
                save(position)
    except _Halt as halt:
        return Fetched(tuple(files), position, halt.problem, halt.advice)
    return Fetched(tuple(files), position)


def _mails(
    server: Server, folder: str, position: Position, criteria: list[str], mark_seen: bool
) -> Generator[tuple[Position, bytes | None, datetime | None]]:
    """(position once it is kept, message or None if it is gone, when the server received it).

    Raises _Halt for whatever server and network do, and only for that.
    """
    try:
        with _mailbox(server) as box:
            start = _enter(box, folder, position, readonly=not mark_seen)
            for uid in _new(box, start, criteria):
                yield replace(start, last_uid=uid), *_message(box, uid)
                if mark_seen:
                    box.client.uid("STORE", str(uid), "+FLAGS", r"(\Seen)")
    except ssl.SSLCertVerificationError:
        problem = f"收信服务器 {server.host} 的证书不可信，没有登录。"
        raise _Halt(problem, "请核对服务器地址，并联系网络管理人员。") from None
    except (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError) as error:
        problem = f"与收信服务器 {server.host} 的连接中断：{server.hide(str(error))}。"
        raise _Halt(problem, _TRY_LATER) from None


@contextmanager
def _mailbox(server: Server) -> Iterator[BaseMailBox]:
    """A mailbox that is logged in and has introduced itself, with no folder selected yet.

    163, 126 and yeah.net refuse every folder to a client that did not send ID (RFC 2971).
    """
    box: BaseMailBox
    if server.security is Security.SSL:
        box = MailBox(server.host, server.port, TIMEOUT, ssl_context=server.context())
    elif server.security is Security.STARTTLS:
        box = MailBoxStartTls(server.host, server.port, TIMEOUT, ssl_context=server.context())
    else:
        box = MailBoxUnencrypted(server.host, server.port, TIMEOUT)
    try:
        try:
            box.login(server.user, server.password, initial_folder=None)
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            if isinstance(error, imaplib.IMAP4.abort):
                raise
            raise _Halt(f"邮箱 {server.user} 登录失败。", _CHECK_LOGIN) from None
        with suppress(imaplib.IMAP4.error):
            box.client.xatom("ID", _ID)
        yield box
    finally:
        # Whatever a broken connection does at parting changes nothing any more.
        with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


def _enter(box: BaseMailBox, folder: str, position: Position, *, readonly: bool) -> Position:
    """Selects the folder; the position, from the start if the server has renumbered it."""
    try:
        box.folder.set(folder, readonly=readonly)
    except MailboxFolderSelectError:
        raise _Halt(
            f"邮箱文件夹“{folder}”无法打开。",
            "请核对文件夹名称；163、126邮箱提示不安全登录的，请在网页中开启IMAP并更换授权码。",
        ) from None
    _, values = box.client.response("UIDVALIDITY")
    validity = int(values[-1] or 0) if values else 0
    return position if validity == position.uidvalidity else Position(validity)


def _new(box: BaseMailBox, position: Position, criteria: list[str]) -> list[int]:
    """UIDs above the position, ascending; '*' always matches the last message, so it is checked."""
    search = " ".join([f"UID {position.last_uid + 1}:*", *criteria])
    found = sorted({int(uid) for uid in box.uids(search, charset=None)})
    return [uid for uid in found if uid > position.last_uid]


def _day(day: date) -> str:
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def _message(box: BaseMailBox, uid: int) -> tuple[bytes | None, datetime | None]:
    """(the message as the server holds it, when the server received it)."""
    status, parts = box.client.uid("FETCH", str(uid), "(INTERNALDATE BODY.PEEK[])")
    if status != "OK":
        raise imaplib.IMAP4.abort(f"FETCH {uid}: {status}")
    for part in parts:
        if isinstance(part, tuple) and b"BODY[]" in part[0]:
            return part[1], _internal_date(part[0])
    return None, None


def _internal_date(description: bytes) -> datetime | None:
    found = re.search(rb'INTERNALDATE "([^"]+)"', description)
    return (
        received_at(";" + found[1].decode("ascii", "replace").replace("-", " ", 2))
        if found
        else None
    )


def _file_name(message: bytes, received: datetime | None) -> str:
    """'20230331-165857 jyj@163.com 3月进展 1a2b3c4d.eml': the same for the same message."""
    facts = mail_facts(message)
    moment = facts.received_at or received
    stamp = moment.strftime("%Y%m%d-%H%M%S") if moment else ""
    words = (stamp, facts.sender, facts.subject.replace("/", " ")[:40])
    digest = hashlib.sha256(message).hexdigest()[:8]
    name = safe_name(" ".join(word for word in words if word))
    return f"{name} {digest}.eml"
