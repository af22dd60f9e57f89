"""Everything that one arrived file holds: itself, and what lies in it as mail or archive."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from duban.parcels.names import harmless, is_ignored
from duban.parcels.opening import SPLIT, Enclosed, Limits, MailFacts, Opened
from duban.parcels.windows import Stored, Window
from duban.workbooks.kinds import TELLING_HEADER, FileKind, kind_of

__all__ = ["LIMITS", "Item", "Limits", "MailFacts", "expand"]

LIMITS = Limits()

_Opener = Callable[[bytes, Limits], Opened]
_MAILS = (FileKind.EML, FileKind.MSG, FileKind.TNEF)
_CONTAINERS = (*_MAILS, FileKind.ZIP, FileKind.SEVEN_ZIP, FileKind.RAR)
_LONGEST_ENDING = 20
_HEAD = 1 << 16
_VOLUME = re.compile(r"(?i)\.(z\d\d|7z\.\d{3}|zip\.\d{3}|part\d+\.rar|r\d\d)$")


class Item(Struct, frozen=True):
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
    return tuple(each(path, data, limits))


def each(path: str, data: bytes | Stored, limits: Limits = LIMITS) -> Iterator[Item]:
    """As ``expand``, one after the other: no more than one attachment of a large mail is held.

    A stored file is left where it lies if it is a mail, and then has no ``data`` here.
    """
    if is_ignored(path):
        return
    file = Enclosed(path, data) if isinstance(data, bytes) else _stored(path, data)
    yield from _each(path, file, None, limits, _Room(limits.members, limits.total_bytes))


def _stored(path: str, data: Stored) -> Enclosed:
    if _container(path, data[:_HEAD]) is FileKind.EML:
        return Enclosed(path, mail=Window.over(data), size=len(data))
    return Enclosed(path, data[:])


class _Room(Struct):
    """How many files and bytes may still come out of one arrived file."""

    members: int
    size: int

    def within(self, depth: Limits) -> Limits:
        """The limits that hold for the next container."""
        return replace(depth, members=self.members, total_bytes=self.size)

    def take(self, members: Sequence[Enclosed]) -> None:
        """These have come out."""
        self.members = max(0, self.members - len(members))
        self.size = max(0, self.size - sum(member.weight for member in members))


def _each(
    path: str, file: Enclosed, mail: MailFacts | None, limits: Limits, room: _Room
) -> Iterator[Item]:
    if file.later:
        file = file.later()
    digest = file.mail.sha256() if file.mail else hashlib.sha256(file.data).hexdigest()
    kind = FileKind.EML if file.mail else None if file.problem else _container(path, file.data)
    if kind is None:
        problem, advice = (file.problem, file.advice) if file.problem else _plain(path, file.data)
        yield Item(path, file.data, digest, mail, problem, advice)
        return
    depth = limits.inside(mail=kind in _MAILS)
    if depth is None:
        problem, advice = "邮件或压缩包层层嵌套，未再打开。", "请直接报送填报表原件。"
        yield Item(path, file.data, digest, mail, problem, advice)
        return
    opened = _opened(kind, file, room.within(depth))
    mail = mail or opened.mail
    yield Item(path, file.data, digest, mail, opened.problem, opened.advice, container=True)
    room.take(opened.members)
    for name, member in _named(opened.members):
        yield from _each(f"{path}!{name}", member, mail, depth, room)


def _container(path: str, data: bytes) -> FileKind | None:
    """What kind of mail or archive ``data`` is, told by its contents; None for anything else.

    Of what is named .eml a header anywhere in its beginning will do: lines may stand before it.
    """
    kind = kind_of(data)
    text = kind in (FileKind.CSV, FileKind.UNKNOWN)
    if text and path.lower().endswith(".eml") and TELLING_HEADER.search(data[:_HEAD]):
        return FileKind.EML
    return kind if kind in _CONTAINERS else None


def _opened(kind: FileKind, file: Enclosed, limits: Limits) -> Opened:
    """What the container holds. Each kind is loaded when the first of it comes: few ever do."""
    if file.mail:
        from duban.parcels.eml import open_window

        return open_window(file.mail, limits)
    return _opener(kind)(file.data, limits)


def _opener(kind: FileKind) -> _Opener:
    match kind:
        case FileKind.EML:
            from duban.parcels.eml import open_eml

            return open_eml
        case FileKind.MSG:
            from duban.parcels.msg import open_msg

            return open_msg
        case FileKind.TNEF:
            from duban.parcels.tnef import open_tnef

            return open_tnef
        case FileKind.ZIP:
            from duban.parcels.zips import open_zip

            return open_zip
        case FileKind.SEVEN_ZIP:
            from duban.parcels.sevenz import open_7z

            return open_7z
        case _:
            from duban.parcels.rars import open_rar

            return open_rar


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
