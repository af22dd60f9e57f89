"""Append-only CSV journals that outlive a broken copy, and a person with Excel.

Such a journal may have been cut off in mid-line, or opened and saved again: other encoding,
separator, column order and date format, columns added. What is there is never rewritten; a header
line may therefore stand anywhere and holds for the lines below it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from msgspec import Struct

from duban.model import CHINA

_BOM = b"\xef\xbb\xbf"
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


class Layout(Struct, frozen=True):
    """A journal's columns (name → title, the first two of them telling), in their order.

    ``marker`` matches something that every record holds on its first line, and no header does.
    """

    titles: Mapping[str, str]
    marker: re.Pattern[str]

    @property
    def header(self) -> str:
        return ",".join(self.titles.values()) + "\r\n"


def written(text: str) -> str:
    """``text`` as a journal can hold it: on one line, in UTF-8; other characters as '\\u000a'."""
    return _UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def stamp(moment: datetime) -> str:
    """A moment in a form that Excel takes for text and therefore leaves alone."""
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


def appended(data: bytes, layout: Layout, rows: Iterable[Sequence[str]]) -> bytes:
    """The whole journal once ``rows`` stand at its end; ``data`` stays as it is, whatever it holds.

    A broken last line is closed, and the encoding that a person's program saved in is kept.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        cells = (written(cell) for cell in row)
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
    text = out.getvalue()
    if not text:
        return data
    if not data:
        return _BOM + (layout.header + text).encode()
    encoding = _encoding(data, layout)
    if encoding.startswith("utf-16") and len(data) % 2:
        # Cut off in mid-character: what follows would be read as other characters.
        data += b"\0"
    close = "" if data.endswith("\n".encode(encoding)) else "\r\n"
    header = "" if _is_standard(data, layout) else layout.header
    return data + (close + header + text).encode(encoding)


def records(data: bytes, layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, cells by column name) of every line but headers and blank ones."""
    order: Sequence[str] = tuple(layout.titles)
    separator = ","
    for number, line in _joined(_decoded(data, layout), layout):
        text = line.lstrip("\ufeff").strip("\r\n\0")
        if found := _columns(text, layout):
            order, separator = found
            continue
        cells = [cell[1:] if _ESCAPED.match(cell) else cell for cell in _cells(text, separator)]
        if any(cell.strip() for cell in cells):
            yield number, dict(zip(order, cells, strict=False))


def moment(text: str) -> datetime | None:
    """A time as ``stamp`` or a spreadsheet program writes it; without a zone, China's.

    A time that was cut off, or that lost its hours, is none.
    """
    text = text.strip()
    with suppress(ValueError):
        if len(text) >= _ISO_LENGTH:
            found = datetime.fromisoformat(text)
            return found.astimezone(CHINA) if found.tzinfo else found.replace(tzinfo=CHINA)
    if re.fullmatch(r"\d{5}\.\d{4,}", text):
        return _SERIAL_EPOCH + timedelta(seconds=round(float(text) * 86400))
    parts = _TIME.fullmatch(text)
    if not parts:
        return None
    year, month, day, hour, minute, second = (int(parts[n] or 0) for n in (1, 2, 3, 5, 6, 7))
    half = (parts[4] or parts[8] or "").upper()
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    elif half in ("上午", "AM") and hour == 12:
        hour = 0
    with suppress(ValueError):
        return datetime(year, month, day, hour, minute, second, tzinfo=CHINA)
    return None


def _encoding(data: bytes, layout: Layout) -> str:
    if data.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    title = next(iter(layout.titles.values()))
    saved_as_gbk = title.encode("gb18030") in data and title.encode() not in data
    return "gb18030" if saved_as_gbk else "utf-8"


def _decoded(data: bytes, layout: Layout) -> list[str]:
    """The journal's lines with their ends; a character that was cut off spoils only itself."""
    encoding = _encoding(data, layout)
    if encoding.startswith("utf-16"):
        return io.StringIO(data.decode(encoding, "ignore"), newline="\n").readlines()
    return [line.decode(encoding, "replace") for line in io.BytesIO(data).readlines()]


def _joined(parts: Iterable[str], layout: Layout) -> Iterator[tuple[int, str]]:
    """(number, line); a line that breaks within quotes is joined with those that continue it.

    A header or a record stands for itself: the quote before it was cut off.
    """
    open_line, start = "", 0
    for number, part in enumerate(parts, 1):
        if open_line and not (layout.marker.search(part) or _columns(part, layout)):
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


def _columns(line: str, layout: Layout) -> tuple[Sequence[str], str] | None:
    """(column names in their order, separator) if ``line`` is a header; unknown columns are ''."""
    if layout.marker.search(line) or not all(t in line for t in [*layout.titles.values()][:2]):
        return None
    separator = max(",;\t", key=line.count)
    names = {title: name for name, title in layout.titles.items()}
    cells = _cells(line.lstrip("\ufeff").strip("\r\n"), separator)
    return [names.get(cell.strip(), "") for cell in cells], separator


def _is_standard(data: bytes, layout: Layout) -> bool:
    """Whether the last header line of ``data`` is the one that new lines go by."""
    headers = [line for line in _decoded(data, layout) if _columns(line, layout)]
    return bool(headers) and headers[-1].lstrip("\ufeff").rstrip() == layout.header.rstrip()


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)
