"""A look at the records of binary workbooks, for what python-calamine does not tell.

calamine reads the values of .xls and .xlsb, but shows an error cell as a blank one and lays out
the whole rectangle between two far cells. This walk finds error cells and the rectangle first.
Records: [MS-XLS] 2.3–2.4 for .xls, [MS-XLSB] 2.3–2.4 for .xlsb.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from duban.workbooks.book import NO_CACHED_VALUE, Position

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_BOF, _EOF, _BOUNDSHEET, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x002F
_FORMULA, _BOOLERR = 0x0006, 0x0205
_MULRK = 0x00BD
_VALUES = frozenset((0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E, _MULRK, _FORMULA, _BOOLERR))
_ROW_HEADER, _CELL_ERROR, _FORMULA_ERROR, _BUNDLE_SHEET = 0, 3, 11, 156
_VALUES_12 = frozenset(range(2, 12))


@dataclass(slots=True)
class Scan:
    """What stands in one sheet: error cells by position, cells with a value, their rectangle."""

    errors: dict[Position, str] = field(default_factory=dict)
    cells: int = 0
    top: int = 0
    left: int = 0
    bottom: int = 0
    right: int = 0

    def see(self, row: int, column: int) -> None:
        """A cell with a value, counted from 1."""
        self.top = min(self.top or row, row)
        self.left = min(self.left or column, column)
        self.bottom, self.right = max(self.bottom, row), max(self.right, column)
        self.cells += 1

    @property
    def area(self) -> int:
        """Cells of the rectangle from A1 to the last value: what calamine will lay out."""
        return self.bottom * self.right


def is_locked(stream: bytes) -> bool:
    """Whether an .xls workbook stream is encrypted (a FILEPASS record among its first)."""
    for number, (kind, _, _) in enumerate(_records(stream, 0)):
        if kind == _FILEPASS:
            return True
        if kind == _EOF or number > 64:
            return False
    return False


def scan_xls(stream: bytes) -> list[Scan]:
    """One scan for each sheet of an .xls workbook stream, in the order of the sheets' list."""
    starts = []
    for kind, start, length in _records(stream, 0):
        if kind == _EOF:
            break
        if kind == _BOUNDSHEET and length >= 4:
            starts.append(struct.unpack_from("<L", stream, start)[0])
    return [_scan_sheet(stream, start) for start in starts]


def scan_xlsb(part: bytes) -> Scan:
    """The scan of one worksheet part of an .xlsb workbook."""
    scan, row = Scan(), 0
    for kind, start, length in _records_12(part):
        if kind == _ROW_HEADER and length >= 4:
            row = struct.unpack_from("<L", part, start)[0] + 1
        elif kind in _VALUES_12 and length >= 8:
            column = struct.unpack_from("<L", part, start)[0] + 1
            scan.see(row, column)
            if kind in (_CELL_ERROR, _FORMULA_ERROR) and length >= 9:
                scan.errors[row, column] = _ERRORS.get(part[start + 8], "#VALUE!")
    return scan


def sheet_relations(part: bytes) -> list[str]:
    """Relationship ids of the sheets in an .xlsb workbook part, in the order of the tabs."""
    found = []
    for kind, start, length in _records_12(part):
        if kind == _BUNDLE_SHEET and length >= 12:
            size = struct.unpack_from("<L", part, start + 8)[0]
            found.append(part[start + 12 : start + 12 + 2 * size].decode("utf-16-le", "replace"))
    return found


def _scan_sheet(stream: bytes, start: int) -> Scan:
    scan, depth = Scan(), 0
    for kind, at, length in _records(stream, start):
        # A chart inside the sheet is a stream of its own between BOF and EOF.
        depth += 1 if kind == _BOF else -1 if kind == _EOF else 0
        if depth <= 0:
            break
        if depth > 1 or kind not in _VALUES or length < 6:
            continue
        row, column = struct.unpack_from("<2H", stream, at)
        scan.see(row + 1, column + 1)
        if kind == _MULRK:
            scan.see(row + 1, column + (length - 6) // 6)
        error = _error(stream[at + 6 : at + length], kind)
        if error:
            scan.errors[row + 1, column + 1] = error
    return scan


def _error(body: bytes, kind: int) -> str:
    """The error of a BOOLERR or FORMULA record whose bytes after the cell's head are ``body``."""
    if kind == _BOOLERR and len(body) >= 2 and body[1] == 1:
        return _ERRORS.get(body[0], "#VALUE!")
    if kind == _FORMULA and len(body) >= 8 and body[6:8] == b"\xff\xff" and body[0] == 2:
        return _ERRORS.get(body[2], NO_CACHED_VALUE)
    return ""


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, start of body, length of body) of the records from ``at`` on."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        if at + 4 + length > len(stream):
            return
        yield kind, at + 4, length
        at += 4 + length


def _records_12(part: bytes) -> Iterator[tuple[int, int, int]]:
    """As ``_records``, for .xlsb: kind and length are numbers of seven bits a byte."""
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80 and at < len(part):
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < len(part) and shift < 28:
            byte = part[at]
            length |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80:
                break
        if at + length > len(part):
            return
        yield kind, at, length
        at += length
