"""Everything that one arrived file holds: itself, and what lies in it as mail or archive."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from duban.parcels.eml import open_eml
from duban.parcels.msg import open_msg
from duban.parcels.names import harmless, is_ignored
from duban.parcels.opening import SPLIT, Enclosed, Limits, MailFacts, Opened
from duban.parcels.rars import open_rar
from duban.parcels.sevenz import open_7z
from duban.parcels.tnef import open_tnef
from duban.parcels.zips import open_zip
from duban.workbooks.kinds import TELLING_HEADER, FileKind, kind_of

__all__ = ["LIMITS", "Item", "Limits", "MailFacts", "expand"]

LIMITS = Limits()

_Opener = Callable[[bytes, Limits], Opened]
_OPENERS: dict[FileKind, _Opener] = {
    FileKind.EML: open_eml,
    FileKind.MSG: open_msg,
    FileKind.TNEF: open_tnef,
    FileKind.ZIP: open_zip,
    FileKind.SEVEN_ZIP: open_7z,
    FileKind.RAR: open_rar,
}
_MAILS = (open_eml, open_msg, open_tnef)
_LONGEST_ENDING = 20
_HEAD = 1 << 16
_VOLUME = re.compile(r"(?i)\.(z\d\d|7z\.\d{3}|zip\.\d{3}|part\d+\.rar|r\d\d)$")


@dataclass(frozen=True, slots=True)
class Item:
    """One file: as it arrived, or as it lay in a mail or an archive.

    ``path`` is '/'-separated from the inbox, with '!' between a container and its member;
    ``mail`` is the mail that brought it (the outermost); ``container``: its members follow.
    ``problem`` and ``advice`` are for the sender; '' where there is nothing to say.
    """

    path: str
    data: bytes
    sha256: str
    mail: MailFacts | None = None
    problem: str = ""
    advice: str = ""
    container: bool = False


def expand(path: str, data: bytes, limits: Limits = LIMITS) -> tuple[Item, ...]:
    """The file at ``path`` and everything in it, containers before their members.

    Traces of programs (owner files, Thumbs.db …) are left out. Never raises on what ``data`` holds.
    """
    if is_ignored(path):
        return ()
    return _expand(path, Enclosed(path, data), None, limits)


def _expand(path: str, file: Enclosed, mail: MailFacts | None, limits: Limits) -> tuple[Item, ...]:
    digest = hashlib.sha256(file.data).hexdigest()
    opener = None if file.problem else _opener(path, file.data)
    if opener is None:
        problem, advice = (file.problem, file.advice) if file.problem else _plain(path, file.data)
        return (Item(path, file.data, digest, mail, problem, advice),)
    depth = limits.inside(mail=opener in _MAILS)
    if depth is None:
        problem, advice = "邮件或压缩包层层嵌套，未再打开。", "请直接报送填报表原件。"
        return (Item(path, file.data, digest, mail, problem, advice),)
    opened = opener(file.data, depth)
    mail = mail or opened.mail
    items = [Item(path, file.data, digest, mail, opened.problem, opened.advice, container=True)]
    left = depth.after(len(opened.members), sum(len(member.data) for member in opened.members))
    for name, member in _named(opened.members):
        below = _expand(f"{path}!{name}", member, mail, left)
        left = left.after(len(below) - 1, sum(len(item.data) for item in below[1:]))
        items += below
    return tuple(items)


def _opener(path: str, data: bytes) -> _Opener | None:
    """Who can open ``data``, told by its contents.

    Of what is named .eml a header anywhere in its beginning will do: lines may stand before it.
    """
    kind = kind_of(data)
    text = kind in (FileKind.CSV, FileKind.UNKNOWN)
    if text and path.lower().endswith(".eml") and TELLING_HEADER.search(data[:_HEAD]):
        return open_eml
    return _OPENERS.get(kind)


def _plain(path: str, data: bytes) -> tuple[str, str]:
    if not data:
        return "文件为空（0字节）。", "请检查文件后重新报送。"
    if _VOLUME.search(path[-_LONGEST_ENDING:]):
        return f"{SPLIT.reason}。", SPLIT.advice
    return "", ""


def _named(members: Iterable[Enclosed]) -> list[tuple[str, Enclosed]]:
    """Members with harmless names, each name once: a second 'a.xlsx' becomes 'a(2).xlsx'."""
    used: set[str] = set()
    named: list[tuple[str, Enclosed]] = []
    for member in members:
        name = first = harmless(member.name)
        stem, dot, suffix = first.rpartition(".")
        number = 1
        while name.casefold() in used:
            number += 1
            name = f"{stem}({number}){dot}{suffix}" if dot else f"{first}({number})"
        used.add(name.casefold())
        if not is_ignored(name):
            named.append((name, member))
    return named
