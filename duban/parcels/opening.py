"""What opening a container gives, and how much of it may come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import IO

from msgspec import Struct
from msgspec.structs import replace

from duban.parcels.windows import Window

_CHUNK = 1 << 16
_RATIO_MATTERS_FROM = 8 << 20


class Limits(Struct, frozen=True):
    """What one arrived file may hold altogether, counted in bytes that really came out.

    ``archives`` and ``mails`` bound how deep archives and mails may lie within each other;
    ``ratio`` (inflated to stored) bounds whatever inflates to more than 8 MiB.
    """

    members: int = 2000
    member_bytes: int = 64 << 20
    total_bytes: int = 256 << 20
    ratio: int = 200
    archives: int = 2
    mails: int = 4

    def swells(self, stored: int, inflated: int) -> bool:
        """Whether so much came out of so little that no form can be meant."""
        return inflated > _RATIO_MATTERS_FROM and inflated > stored * self.ratio

    def inside(self, mail: bool) -> Limits | None:
        """The limits one level further in, a mail's or an archive's; None if that is too deep."""
        if (self.mails if mail else self.archives) < 1:
            return None
        return replace(self, mails=self.mails - mail, archives=self.archives - (not mail))


class MailFacts(Struct, frozen=True):
    """What is known of a mail. ``received_at`` is the receiving server's word, in China's time."""

    message_id: str = ""
    sender: str = ""
    subject: str = ""
    received_at: datetime | None = None


class Enclosed(Struct, frozen=True):
    """One file taken out of a container; ``name`` is decoded but not yet made harmless.

    Of a large mail ``later`` takes the bytes out when their turn comes (about ``size`` of them);
    ``mail`` is a mail that lies in it as it is.
    """

    name: str
    data: bytes = b""
    problem: str = ""
    advice: str = ""
    later: Callable[[], Enclosed] | None = None
    mail: Window | None = None
    size: int = 0

    @property
    def weight(self) -> int:
        """How many bytes it has, about."""
        return len(self.data) or self.size


class Opened(Struct, frozen=True):
    """A container's files in its own order; ``problem`` says what stayed inside and why."""

    members: tuple[Enclosed, ...] = ()
    problem: str = ""
    advice: str = ""
    mail: MailFacts | None = None


class TooMuch(Exception):
    """More came out of a container than the limits allow; caught at the room's boundary."""


def bounded(pieces: Iterable[bytes], stored: int, limits: Limits, taken: int) -> bytes:
    """``pieces`` joined; ``taken`` bytes came out before them. Raises TooMuch beyond the limits."""
    most = min(limits.member_bytes, limits.total_bytes - taken)
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most or limits.swells(stored, size):
            raise TooMuch
        kept.append(piece)
    return b"".join(kept)


def in_pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """What a binary stream holds, a piece at a time."""
    while piece := stream.read(_CHUNK):
        yield piece


class Trouble(Struct, frozen=True):
    """Why members stayed inside an archive: the reason's words, and what the sender should do."""

    reason: str
    advice: str


LOCKED = Trouble("设有密码，无法打开", "请去掉压缩包密码后重新报送，或直接报送填报表原件。")
STRAY = Trouble("是链接或指向压缩包之外，未予解压", "请将文件本身放入压缩包后重新报送。")
HUGE = Trouble("解压后过大，未予解压", "请只报送填报表，不要夹带视频、图集等大文件。")
BROKEN = Trouble("已损坏，无法解压", "请重新打包或直接报送填报表原件。")
EXCESS = Trouble("超出一次报送的文件数上限，未予解压", "请只报送填报表，其余材料另行提供。")
NO_TOOL = Trouble("为本机不能解压的格式", "请改用ZIP格式打包，或直接报送填报表原件。")
EMPTY = Trouble("内没有文件", "请将填报表放入压缩包，或直接报送填报表原件。")
SPLIT = Trouble(
    "是分卷压缩包的一部分，无法单独打开", "请打成一个完整的ZIP压缩包，或直接报送填报表原件。"
)


def failed(trouble: Trouble) -> Opened:
    """An archive of which nothing could be taken out."""
    return Opened((), f"压缩包{trouble.reason}。", trouble.advice)


def outcome(members: Iterable[Enclosed], left: Iterable[tuple[str, Trouble]]) -> Opened:
    """What came out of an archive, and why the rest stayed inside: equal reasons are merged."""
    kept = tuple(members)
    names: dict[Trouble, list[str]] = {}
    for name, trouble in left:
        names.setdefault(trouble, []).append(name)
    problems = []
    for trouble, files in names.items():
        shown = "、".join(f"“{name}”" for name in files[:3])
        more = f"等{len(files)}个文件" if len(files) > 3 else ""
        problems.append(f"压缩包内{shown}{more}{trouble.reason}。")
    if not kept and not problems:
        return failed(EMPTY)
    return Opened(kept, "".join(problems), "".join(trouble.advice for trouble in names))
