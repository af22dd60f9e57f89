"""A look at the records of binary workbooks, for what python-calamine does not tell.

calamine reads the values of .xls and .xlsb, but shows an error cell as a blank one, takes a number
below zero in a date's format for a time of day, cuts a formula's text off where its record is full,
and lays out the whole rectangle between two far cells. This walk finds error cells, numbers, such
texts and the rectangle first.
Records: [MS-XLS] 2.3–2.4 for .xls, [MS-XLSB] 2.3–2.4 for .xlsb.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct, field

from duban.workbooks.book import NO_CACHED_VALUE, Position
from duban.workbooks.cells import too_many_cells
from duban.workbooks.guard import DAMAGED, Refused

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
_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _CODEPAGE = 0x0809, 0x000A, 0x0085, 0x002F, 0x0042
_FIRST = 64
"""How many records into a workbook its FILEPASS or CODEPAGE may be."""
_BIFF8, UNICODE = struct.pack("<H", 0x0600), struct.pack("<H", 1200)
_FORMULA, _OLD_FORMULAS, _BOOLERR = 0x0006, (0x0206, 0x0406), 0x0205
_NUMBER, _RK, _MULRK = 0x0203, 0x027E, 0x00BD
_STRING, _CONTINUE = 0x0207, 0x003C
_TEXTS = frozenset((0x0204, 0x00D6, 0x00FD))
_VALUES = _TEXTS | {_NUMBER, _RK, _MULRK, _FORMULA, *_OLD_FORMULAS, _BOOLERR}
_PAIR = struct.Struct("<2H")
_ROW_HEADER, _END_SHEET, _BUNDLE_SHEET = 0, 130, 156
_CELLS_12 = range(1, 12)
_VALUES_12 = range(2, 12)
_SHORT_12 = range(12, 19)
"""Cells that name no column: each stands right of the one before."""
_RK_12, _REALS_12, _ERRORS_12 = 2, (5, 9), (3, 11)


class Scan(Struct):
    """What stands in one sheet: where cells with a value are, which are errors, which numbers.

    ``room`` is how many such cells there may be.
    """

    room: int
    places: set[Position] = field(default_factory=set)
    errors: dict[Position, str] = field(default_factory=dict)
    numbers: dict[Position, float] = field(default_factory=dict)

    def see(self, row: int, column: int) -> None:
        """A cell with a value, counted from 1. Raises Refused."""
        self.places.add((row, column))
        if len(self.places) > self.room:
            raise Refused(too_many_cells())

    def number(self, at: Position, value: float) -> None:
        """A cell with a number; one that is none, which no program writes, is an error."""
        if math.isfinite(value):
            self.numbers[at] = value
        else:
            self.errors[at] = "#NUM!"

    @property
    def area(self) -> int:
        """Cells of the rectangle from A1 to the last value: what calamine will lay out."""
        rows, columns = zip(*self.places, strict=True) if self.places else ((0,), (0,))
        return int(max(rows) * max(columns))


def is_locked(stream: bytes) -> bool:
    """Whether an .xls workbook stream is encrypted (a FILEPASS record among its first)."""
    for kind, _, _ in islice(_records(stream, 0), _FIRST):
        if kind == _FILEPASS:
            return True
        if kind == _EOF:
            return False
    return False


def other_codepage(stream: bytes) -> int:
    """Where an .xls stream of Excel 97 or later names another code page than Unicode; else 0.

    It has to name 1200 there ([MS-XLS] 2.4.52), and some libraries do not; its texts are Unicode
    all the same, but calamine believes the number.
    """
    if stream[4:6] != _BIFF8:
        return 0
    for kind, start, _ in islice(_records(stream, 0), _FIRST):
        if kind == _CODEPAGE:
            return 0 if stream[start : start + 2] == UNICODE else start
    return 0


def scan_xls(stream: bytes, room: int) -> list[Scan]:
    """One scan for each sheet of an .xls workbook stream, in the order of the sheets' list.

    ``room`` is how many cells with a value they may have together. Raises Refused.
    """
    starts = []
    for kind, start, length in _records(stream, 0):
        if kind == _EOF:
            break
        if kind == _BOUNDSHEET and length >= 4:
            starts.append(struct.unpack_from("<L", stream, start)[0])
    scans: list[Scan] = []
    for start in starts:
        scans.append(_scan_sheet(stream, start, room))
        room -= len(scans[-1].places)
    return scans


def scan_xlsb(part: bytes, room: int) -> Scan:
    """The scan of one worksheet part of an .xlsb workbook, its cells spelt out. Raises Refused."""
    scan, row, kind = Scan(room), 0, 0
    for kind, start, length in _records_12(part):
        if kind == _ROW_HEADER and length >= 4:
            row = struct.unpack_from("<L", part, start)[0] + 1
        elif kind in _VALUES_12 and length >= 8:
            at = (row, struct.unpack_from("<L", part, start)[0] + 1)
            scan.see(*at)
            body = part[start + 8 : start + length]
            if kind in _ERRORS_12 and body:
                scan.errors[at] = _ERRORS.get(body[0], "#VALUE!")
            elif kind == _RK_12 and len(body) >= 4:
                scan.number(at, _rk(body))
            elif kind in _REALS_12 and len(body) >= 8:
                scan.number(at, *struct.unpack_from("<d", body))
    if part and kind != _END_SHEET:  # cut off
        raise Refused(DAMAGED)
    return scan


def spelt_out(part: bytes) -> bytes:
    """A worksheet part of an .xlsb workbook in which every cell names its column. Raises Refused.

    Beside its left neighbour a cell may leave it out (BrtShortRk, BrtShortSt …), as libraries that
    export web pages do; calamine leaves out such cells.
    """
    pieces: list[bytes] = []
    done = column = 0
    for kind, start, length in _records_12(part):
        end = start + length
        if kind == _ROW_HEADER:
            column = 0
        elif kind in _CELLS_12 and length >= 4:
            column = struct.unpack_from("<L", part, start)[0] + 1
        elif kind in _SHORT_12:
            body = struct.pack("<L", column) + part[start:end]
            pieces.append(
                bytes([kind - _SHORT_12[0] + _CELLS_12[0]]) + _length_12(len(body)) + body
            )
            column += 1
            done = end
            continue
        pieces.append(part[done:end])
        done = end
    return b"".join((*pieces, part[done:]))


def _length_12(length: int) -> bytes:
    found = bytearray()
    while length > 0x7F:
        found.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes((*found, length))


def sheet_relations(part: bytes) -> list[str]:
    """Relationship ids of the sheets in an .xlsb workbook part, in the order of the tabs.

    Raises Refused.
    """
    found = []
    for kind, start, length in _records_12(part):
        if kind == _BUNDLE_SHEET and length >= 12:
            size = struct.unpack_from("<L", part, start + 8)[0]
            found.append(part[start + 12 : start + 12 + 2 * size].decode("utf-16-le", "replace"))
    return found


def _scan_sheet(stream: bytes, start: int, room: int) -> Scan:
    scan, depth, last, cell = Scan(room), 0, _EOF, (0, 0)
    for kind, at, length in _records(stream, start):
        before, last = last, kind
        if depth <= 1 and kind in _VALUES:
            depth = 1
            if length >= 6:
                cell = _scan_cell(stream, kind, at, length, scan)
            continue
        if kind == _CONTINUE and before == _STRING:
            scan.errors[cell] = NO_CACHED_VALUE
        # A chart inside the sheet is a stream of its own between BOF and EOF; some programs leave
        # out the sheet's BOF, or the chart's EOF.
        depth += 1 if kind == _BOF or not depth else -1 if kind == _EOF else 0
        if depth <= 0:
            return scan
    if last != _EOF:  # cut off before the sheet's end
        raise Refused(DAMAGED)
    return scan


def _scan_cell(stream: bytes, kind: int, at: int, length: int, scan: Scan) -> Position:
    """Enters the cells of a record in ``scan``; where the first of them stands."""
    row, column = _PAIR.unpack_from(stream, at)
    row, column = row + 1, column + 1
    if kind == _MULRK:
        # 2.4.175: cells of a format and a number each; the first format lies before the number.
        body = stream[at + 6 : at + length]
        for place in range((length - 6) // 6):
            scan.see(row, column + place)
            scan.number((row, column + place), _rk(body[6 * place :]))
        return row, column
    scan.see(row, column)
    if kind in _TEXTS:
        return row, column
    body = stream[at + 6 : at + length]
    if error := _error(body, kind):
        scan.errors[row, column] = error
    elif (found := _figure(body, kind)) is not None:
        scan.number((row, column), found)
    return row, column


def _figure(body: bytes, kind: int) -> float | None:
    """The number of an .xls cell whose bytes after the cell's head are ``body``."""
    if kind == _RK and len(body) >= 4:
        return _rk(body)
    if kind in (_NUMBER, _FORMULA, *_OLD_FORMULAS) and len(body) >= 8 and body[6:8] != b"\xff\xff":
        return float(struct.unpack_from("<d", body)[0])
    return None


def _rk(body: bytes) -> float:
    """The number that ``body`` begins with, packed into four bytes: [MS-XLS] 2.5.217."""
    (packed,) = struct.unpack_from("<l", body)
    whole, hundredths = packed & 2, packed & 1
    (real,) = struct.unpack("<d", bytes(4) + struct.pack("<l", packed & ~3))
    value = packed >> 2 if whole else real
    return float(value / 100 if hundredths else value)


def _error(body: bytes, kind: int) -> str:
    """The error of a BOOLERR or FORMULA record whose bytes after the cell's head are ``body``."""
    if kind == _BOOLERR and len(body) >= 2 and body[1] == 1:
        return _ERRORS.get(body[0], "#VALUE!")
    if kind == _FORMULA and len(body) >= 8 and body[6:8] == b"\xff\xff" and body[0] == 2:
        return _ERRORS.get(body[2], NO_CACHED_VALUE)
    return ""


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, start of body, length of body) of the records from ``at`` on."""
    size = len(stream)
    while at + 4 <= size:
        kind, length = _PAIR.unpack_from(stream, at)
        at += 4
        if at + length > size:
            return
        yield kind, at, length
        at += length


def _records_12(part: bytes) -> Iterator[tuple[int, int, int]]:
    """As ``_records``, for .xlsb: kind and length are numbers of seven bits a byte.

    Raises Refused at a record that is longer than the part.
    """
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
            raise Refused(DAMAGED)
        yield kind, at, length
        at += length
