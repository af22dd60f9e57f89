"""What a package may be before any parser sees it, and what in it is noted as dangerous.

Nothing in a file is ever executed and no link in it is ever followed; where its values can still
be read safely they are, and the danger is noted.
"""

from __future__ import annotations

import re
import zlib

from msgspec import Struct, field

from duban.model import Finding, Severity, Source
from duban.workbooks.book import Unreadable
from duban.workbooks.container import (
    BadContainer,
    Member,
    TooLarge,
    directory,
    inflate,
    inflate_chunks,
)
from duban.workbooks.kinds import FileKind, package_kind

MIB = 1 << 20
NEW_FORM = "请在办公室下发的填报表中填写，另存为xlsx后重新报送"
RESEND = "请用Excel或WPS打开核对，另存为xlsx后重新报送"


class Limits(Struct, frozen=True):
    """What one file may cost. A returned form is some 10 KB; these stop at a thousandfold."""

    file_bytes: int = 64 * MIB
    members: int = 4_000
    """Files in the package."""
    part_bytes: int = 48 * MIB
    """One part, after blank formatted cells and rows were dropped from a sheet."""
    inflated_bytes: int = 768 * MIB
    """All that is inflated from one package, blank cells and rows included."""
    kept_bytes: int = 96 * MIB
    """All parts together that a parser is given."""
    sheets: int = 1_024
    cells: int = 300_000
    """Cells with a value in one workbook."""


LIMITS = Limits()


class Refused(Exception):
    """Raised inside the room to leave a reader; ``verdict`` is what the caller is told."""

    def __init__(self, verdict: Unreadable) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class Package(Struct):
    """A zip file whose directory passed; its parts are inflated once, when asked for.

    ``members`` by their names in lower case, as Office takes them.
    """

    data: bytes
    limits: Limits
    members: dict[str, Member]
    kind: FileKind
    notes: list[Finding] = field(default_factory=list)
    _inflated: int = 0
    _kept: int = 0

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.members

    def names(self) -> list[str]:
        """Names of all members as stored, in directory order."""
        return [member.name for member in self.members.values()]

    def read(self, name: str) -> bytes:
        """The part's bytes, safe to hand to an XML parser. Raises Refused."""
        member = self._member(name)
        room = min(self.limits.part_bytes, self.limits.kept_bytes - self._kept)
        try:
            content = inflate(self.data, member, room)
        except TooLarge:
            raise Refused(_too_large(name)) from None
        except BadContainer:
            raise Refused(DAMAGED) from None
        return self._keep(name, content, len(content))

    def read_sheet(self, name: str) -> bytes:
        """As ``read``; a large sheet comes without its blank formatted cells and rows."""
        member = self._member(name)
        if member.size <= _COMPACT_FROM:
            return self.read(name)
        most = self.limits.inflated_bytes - self._inflated
        compactor = _Compactor(self.limits.part_bytes)
        try:
            for piece in inflate_chunks(self.data, member, most, MIB):
                compactor.feed(piece)
            content = compactor.finish(member)
        except TooLarge:
            raise Refused(_too_large(name)) from None
        except BadContainer:
            raise Refused(DAMAGED) from None
        return self._keep(name, content, compactor.seen)

    def _member(self, name: str) -> Member:
        member = self.members.get(name.lower())
        if member is None:
            raise Refused(DAMAGED)
        return member

    def _keep(self, name: str, content: bytes, inflated: int) -> bytes:
        self._inflated += inflated
        self._kept += len(content)
        if self._kept > self.limits.kept_bytes or self._inflated > self.limits.inflated_bytes:
            raise Refused(_too_large(name))
        if declares_dtd(content):
            raise Refused(DTD)
        return content


DAMAGED = Unreadable(
    "文件已损坏或不完整，无法打开（可能在发送过程中中断）",
    RESEND,
)
DTD = Unreadable(
    "文件内含有可疑的实体定义（DTD），为安全起见未予读取",
    NEW_FORM,
    unsafe=True,
)


def open_package(data: bytes, limits: Limits) -> Package | Unreadable:
    """The package, checked by its directory alone: count, names, declared sizes, encryption."""
    try:
        listed = directory(data)
    except BadContainer:
        return DAMAGED
    if len(listed) > limits.members:
        return Unreadable(
            f"文件内部包含的部件超过{limits.members}个，为安全起见未予读取", NEW_FORM, unsafe=True
        )
    members: dict[str, Member] = {}
    for member in listed:
        name = member.name.replace("\\", "/").lstrip("/")
        if ".." in name.split("/") or "\0" in name or name[1:2] == ":":
            return Unreadable("文件内部含有越界路径，为安全起见未予读取", NEW_FORM, unsafe=True)
        if name.lower() in members:
            return Unreadable("文件内部含有重名部件，为安全起见未予读取", NEW_FORM, unsafe=True)
        if member.encrypted:
            return Unreadable("文件内部有加密部件，无法读取", "请取消密码后重新报送")
        members[name.lower()] = member
    declared = sum(member.size for member in listed)
    if declared > limits.inflated_bytes:
        return _too_large("", declared)
    try:
        kind = package_kind(data, members)
    except (BadContainer, TooLarge):
        return DAMAGED
    if kind is FileKind.XLSX and "[content_types].xml" not in members:
        return DAMAGED
    return Package(data, limits, members, kind, _dangers(members))


_DANGERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"vbaproject\w*\.bin$|^xl/macrosheets/|^basic/|^scripts/", re.MULTILINE), "宏"),
    (
        re.compile(r"^xl/externallinks/externallink\d*\.xml$", re.MULTILINE),
        "指向其他文件的外部链接",
    ),
    (re.compile(r"/embeddings/|/oleobject\d*\.bin$", re.MULTILINE), "嵌入的其他文件"),
    (re.compile(r"/activex/|/ctrlprops/"), "ActiveX控件"),
    (re.compile(r"^xl/connections\.xml$|^xl/querytables/", re.MULTILINE), "外部数据连接"),
)

_SUSPECT = re.compile(
    r"vbaproject|macrosheets|basic/|scripts/|externallink|embeddings|oleobject|activex|ctrlprops"
    r"|connections|querytables"
)
"""What the name of every dangerous member has in it; looked for first, because few have it."""


def danger(what: str, sheet: str = "", cell: str = "") -> Finding:
    """The finding that a file carries ``what``, which was neither executed nor followed."""
    return Finding(
        "unsafe_file",
        Severity.WARNING,
        f"文件中含有{what}，未予执行，只读取了单元格中已有的数值",
        f"请删除{what}后重新报送；如系办公室下发的填报表自带，请忽略",
        source=Source(sheet=sheet, cell=cell),
    )


# A DDE call (程序|'文档'!项) starts a program, the functions fetch from a server or call a library.
_CALLER = re.compile(r"\||WEBSERVICE|CALL|REGISTER|EXEC|RTD", re.IGNORECASE)
"""What each of them has in it; looked for first, because few formulas have it."""
_CALL = re.compile(
    r"\w\s*\|\s*['\w]|\b(?:WEBSERVICE|CALL|REGISTER|EXEC|RTD)\s*\(", re.ASCII | re.IGNORECASE
)


def calls_out(formula: str) -> bool:
    """Whether a cell's formula calls a program or a server."""
    return _CALLER.search(formula) is not None and _CALL.search(formula) is not None


def _dangers(members: dict[str, Member]) -> list[Finding]:
    names = "\n".join(members)
    if not _SUSPECT.search(names):
        return []
    return [danger(what) for pattern, what in _DANGERS if pattern.search(names)]


def declares_dtd(content: bytes) -> bool:
    """Whether an XML part, in UTF-8 or UTF-16, has a document type; no honest workbook has."""
    if b"!" in content and b"<!DOCTYPE" in content:  # one character is found ten times faster
        return True
    if content[:4].count(0) or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return b"<!DOCTYPE" in content.replace(b"\0", b"")
    return False


def _too_large(name: str, size: int = 0) -> Unreadable:
    detail = f"展开后约{size // MIB}兆字节" if size else "展开后体积异常"
    place = f"（{name}）" if name else ""
    return Unreadable(
        f"文件{detail}{place}，远超一份填报表应有的大小，为安全起见未予读取",
        "请删除表格中多余的空白行列、图片和样式，或" + NEW_FORM.removeprefix("请"),
        unsafe=True,
    )


_COMPACT_FROM = 4 * MIB
_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: [a-z]+="[^"<>]*")*+/>')
_BLANK_ROW = re.compile(rb'<row r="[0-9]{1,7}"(?: [\w:]+="[^"<>]*")*+(?:/>|></row>)')


class _Compactor:
    """Drops blank formatted cells and rows from a sheet while it is being inflated.

    WPS and Excel save a column formatted as a whole as a million such rows: hundreds of megabytes
    that hold nothing. Cells and rows with their own address can go without moving another.
    """

    def __init__(self, most: int) -> None:
        self.seen = 0
        self._crc = 0
        self._most = most
        self._kept: list[bytes] = []
        self._length = 0
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        self.seen += len(piece)
        self._crc = zlib.crc32(piece, self._crc)
        buffer = self._rest + piece
        cut = buffer.rfind(b"<row ")
        if cut <= 0:
            self._rest = buffer
            if len(buffer) > self._most:
                raise TooLarge("row")
            return
        self._add(buffer[:cut])
        self._rest = buffer[cut:]

    def finish(self, member: Member) -> bytes:
        if self._crc != member.crc or self.seen != member.size:
            raise BadContainer(f"{member.name} fails its checksum")
        self._add(self._rest)
        return b"".join(self._kept)

    def _add(self, block: bytes) -> None:
        # In a comment or CDATA section the same characters would mean something else.
        if b"<!" not in block:
            block = _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", block))
        self._kept.append(block)
        self._length += len(block)
        if self._length > self._most:
            raise TooLarge("sheet")
