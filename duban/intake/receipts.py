"""收件登记.csv: one line for every file that was ever seen, appended and never rewritten.

The journal must outlive a copy that broke off in mid-line and a person who opened it in Excel and
saved it again: other encoding, separator, column order and date format, columns added. A header
line may therefore stand anywhere; it holds for the lines below it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from duban.intake.unpack import Item
from duban.model import CHINA, Finding, Receipt, ReceiptSource, Severity, Source

FILE_NAME = "收件登记.csv"

_TITLES = {
    "sha256": "文件指纹",
    "path": "文件",
    "source": "时间来源",
    "at": "收件时间",
    "first_seen": "首次发现",
    "sender": "发件人",
    "message_id": "邮件标识",
    "disposition": "处理情况",
}
_BOM = b"\xef\xbb\xbf"
_HEADER = ",".join(_TITLES.values()) + "\r\n"
_DIGEST = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Excel computes a cell that begins with one of these, half-width or full-width.
_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(rf"'*\s*{_SIGNS}")
_ESCAPED = re.compile(rf"'+\s*{_SIGNS}")
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*(上午|下午|AM|PM)?\s*"
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(AM|PM)?",
    re.IGNORECASE,
)
_ISO_LENGTH = len("2023-03-31T16:58:57")
_SERIAL_EPOCH = datetime(1899, 12, 30, tzinfo=CHINA)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the journal; ``disposition`` is what was done with the file when first seen."""

    receipt: Receipt
    disposition: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a file is known by: its bytes and where they lay."""
        return self.receipt.sha256, written(self.receipt.path)


def written(text: str) -> str:
    """``text`` as the journal can hold it: on one line, in UTF-8; other characters as '\\u000a'."""
    return _UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def reconcile(
    rows: Sequence[Row], items: Iterable[Item], now: datetime
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """(all rows, new rows): a row for each item that has none; what is there stays as it is.

    A file moved or copied within the inbox keeps the moment at which its bytes were first seen.
    """
    known = {row.key for row in rows}
    seen: dict[str, datetime] = {}
    for row in rows:
        first = row.receipt.first_seen
        seen[row.receipt.sha256] = min(first, seen.get(row.receipt.sha256, first))
    new: list[Row] = []
    for item in sorted(items, key=lambda item: (item.path, item.sha256)):
        row = _row(item, seen.get(item.sha256, now.astimezone(CHINA).replace(microsecond=0)))
        if row.key not in known:
            known.add(row.key)
            new.append(row)
    return (*rows, *new), tuple(new)


def _row(item: Item, first_seen: datetime) -> Row:
    mail = item.mail
    received = mail.received_at if mail else None
    receipt = Receipt(
        sha256=item.sha256,
        path=item.path,
        at=received or first_seen,
        source=ReceiptSource.MAIL if received else ReceiptSource.FIRST_SEEN,
        first_seen=first_seen,
        sender=mail.sender if mail else "",
        message_id=mail.message_id if mail else "",
    )
    return Row(receipt, item.problem or ("已拆开" if item.container else "已收存"))


def lines(rows: Iterable[Row]) -> bytes:
    """``rows`` as lines of the journal in UTF-8, without BOM and header."""
    return _text(rows).encode()


def appended(data: bytes, rows: Iterable[Row]) -> bytes:
    """The whole journal once ``rows`` stand at its end; ``data`` stays as it is, whatever it holds.

    A broken last line is closed, and the encoding that a person's program saved in is kept.
    """
    text = _text(rows)
    if not text:
        return data
    if not data:
        return _BOM + (_HEADER + text).encode()
    encoding = _encoding(data)
    close = "" if data.endswith("\n".encode(encoding)) else "\r\n"
    header = "" if _is_standard(data) else _HEADER
    return data + (close + header + text).encode(encoding)


def _is_standard(data: bytes) -> bool:
    """Whether the last header line of ``data`` is the one that ``lines`` goes by."""
    headers = [line for line in _decoded(data) if _columns(line)]
    return bool(headers) and headers[-1].lstrip("\ufeff").rstrip("\r\n") == _HEADER.rstrip()


def _text(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        receipt = row.receipt
        cells = (
            receipt.sha256,
            receipt.path,
            receipt.source.label,
            receipt.at.astimezone(CHINA).isoformat(timespec="seconds"),
            receipt.first_seen.astimezone(CHINA).isoformat(timespec="seconds"),
            receipt.sender,
            receipt.message_id,
            row.disposition,
        )
        writer.writerow([_protected(written(cell)) for cell in cells])
    return out.getvalue()


def _protected(cell: str) -> str:
    """``cell`` so that Excel shows it and does not compute it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def load(data: bytes) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """(rows, problems) of a journal in any state; of two lines for one file the earlier counts.

    A line that cannot be read is a problem that names it, until its file has been registered
    again; the line itself stays in the journal.
    """
    found: dict[tuple[str, str], Row] = {}
    broken: list[tuple[int, str]] = []
    for number, cells in _records(data):
        row = _read(cells)
        if row is None:
            broken.append((number, cells.get("sha256", "").strip()))
        elif row.key not in found or row.receipt.first_seen < found[row.key].receipt.first_seen:
            found[row.key] = row
    digests = [row.receipt.sha256 for row in found.values()]
    lost = [
        number
        for number, start in broken
        if not start or not any(digest.startswith(start) for digest in digests)
    ]
    return tuple(found.values()), tuple(_unreadable(number) for number in lost)


def _unreadable(number: int) -> Finding:
    return Finding(
        "journal_damaged",
        Severity.WARNING,
        f"收件登记第{number}行不完整或无法识别，未采用。",
        "原件仍在收件目录中，已重新登记；收件时间有出入的，请在“核定”表中注明。",
        source=Source(cell=f"A{number}"),
    )


def _records(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, cells by name) of every line but headers and blank ones."""
    order: Sequence[str] = tuple(_TITLES)
    separator = ","
    for number, line in _joined(_decoded(data)):
        text = line.lstrip("\ufeff").strip("\r\n\0")
        if found := _columns(text):
            order, separator = found
            continue
        for piece in _unglued(text, separator, len(order)):
            cells = _cells(piece, separator)
            if any(cell.strip() for cell in cells):
                yield number, dict(zip(order, cells, strict=False))


def _read(cells: dict[str, str]) -> Row | None:
    cells = {name: v[1:] if _ESCAPED.match(v) else v for name, v in cells.items()}
    digest, path = cells.get("sha256", "").strip().lower(), cells.get("path", "")
    at, first_seen = _moment(cells.get("at", "")), _moment(cells.get("first_seen", ""))
    first_seen = first_seen or at
    if not _DIGEST.fullmatch(digest) or not path or first_seen is None:
        return None
    source = ReceiptSource.from_label(cells.get("source", "").strip())
    receipt = Receipt(
        digest,
        path,
        at or first_seen,
        source if isinstance(source, ReceiptSource) else ReceiptSource.FIRST_SEEN,
        first_seen,
        cells.get("sender", ""),
        cells.get("message_id", ""),
    )
    return Row(receipt, cells.get("disposition", ""))


def _moment(text: str) -> datetime | None:
    """A time as written here or as a spreadsheet program writes it back; without a zone, China's.

    A time that was cut off, or that lost its hours, is none.
    """
    text = text.strip()
    with suppress(ValueError):
        if len(text) >= _ISO_LENGTH:
            moment = datetime.fromisoformat(text)
            return moment.astimezone(CHINA) if moment.tzinfo else moment.replace(tzinfo=CHINA)
    if re.fullmatch(r"\d{5}\.\d{4,}", text):
        return _SERIAL_EPOCH + timedelta(seconds=round(float(text) * 86400))
    found = _TIME.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(found[n] or 0) for n in (1, 2, 3, 5, 6, 7))
    half = (found[4] or found[8] or "").upper()
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    elif half in ("上午", "AM") and hour == 12:
        hour = 0
    with suppress(ValueError):
        return datetime(year, month, day, hour, minute, second, tzinfo=CHINA)
    return None


def _encoding(data: bytes) -> str:
    if data.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    title = _TITLES["sha256"]
    saved_as_gbk = title.encode("gb18030") in data and title.encode() not in data
    return "gb18030" if saved_as_gbk else "utf-8"


def _decoded(data: bytes) -> list[str]:
    """The journal's lines with their ends; a character that was cut off spoils only itself."""
    encoding = _encoding(data)
    if encoding.startswith("utf-16"):
        return io.StringIO(data.decode(encoding, "ignore"), newline="\n").readlines()
    return [line.decode(encoding, "replace") for line in io.BytesIO(data).readlines()]


def _joined(parts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(number, line); a line that breaks within quotes is joined with those that continue it.

    A header, or one that holds a digest, stands for itself: the quote before it was cut off.
    """
    open_line, start = "", 0
    for number, part in enumerate(parts, 1):
        if open_line and not (_DIGEST.search(part) or _columns(part)):
            open_line += part
        else:
            if open_line:
                yield start, open_line
            open_line, start = part, number
        if open_line.count('"') % 2 == 0:
            yield start, open_line
            open_line = ""
    if open_line:
        yield start, open_line


def _columns(line: str) -> tuple[Sequence[str], str] | None:
    """(column names in their order, separator) if ``line`` is a header; unknown columns are ''."""
    if _TITLES["sha256"] not in line or _TITLES["path"] not in line or _DIGEST.search(line):
        return None
    separator = max(",;\t", key=line.count)
    names = {title: name for name, title in _TITLES.items()}
    cells = _cells(line.lstrip("\ufeff").strip("\r\n"), separator)
    return [names.get(cell.strip(), "") for cell in cells], separator


def _unglued(line: str, separator: str, width: int) -> list[str]:
    """``line``, or the two records in it if one was cut off and the next written behind it."""
    digests = list(_DIGEST.finditer(line))
    cells = _cells(line, separator)
    if len(digests) < 2 or len(cells) == width:
        return [line]
    at = digests[-1].start()
    return [line[:at], line[at:]]


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)
