"""What one <c> element of a sheet means, and the sheet being put together from them.

Both readers of .xlsx come through here, so that they can differ in how they find a cell and
never in what it says. Cell types: ECMA-376 part 1, 18.18.11; text escapes: 22.9.2.19.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from msgspec import Struct, field

from duban.a1 import MAX_COLUMN, MAX_ROW, position
from duban.text import clean
from duban.workbooks.book import (
    LOST_TEXT,
    NO_CACHED_VALUE,
    CellError,
    CellValue,
    Position,
    Range,
    Sheet,
    Unreadable,
)
from duban.workbooks.frame import Frame, moment
from duban.workbooks.guard import NEW_FORM, Refused, calls_out

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*", re.ASCII)
_EXACT = 2**53


def unescape(text: str) -> str:
    """Characters that Excel stores as _xHHHH_ put back; surrogate pairs become one character."""
    if "_x" not in text:
        return text
    found = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def number(value: float) -> int | float:
    """A whole number as int as long as a float holds it exactly."""
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


class Texts(Struct, frozen=True):
    """The shared strings of a workbook, cleaned; ``raw`` holds those that cleaning changed.

    ``usual``, by the number as a cell writes it, are those that it did not.
    """

    cleaned: Sequence[str]
    raw: Mapping[int, str]
    usual: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(stored: Sequence[str]) -> Texts:
        if "".join(stored).replace("\n", "").isprintable():
            # As ``clean`` has it for such texts, at a fraction of its price.
            cleaned = [
                clean(text) if "  " in text or "_x" in text else text
                for text in map(str.strip, stored)
            ]
        else:
            cleaned = [clean(text) for text in stored]
        raw = {}
        usual = dict(zip(map(str, range(len(cleaned))), cleaned, strict=True))
        if cleaned != stored:
            raw = {index: text for index, text in enumerate(stored) if cleaned[index] != text}
            for index in raw:
                del usual[str(index)]
        return Texts(cleaned, raw, usual)


class Grid(Struct, kw_only=True):
    """A sheet being put together; ``room`` is how many cells the workbook may still have."""

    room: int
    cells: dict[Position, CellValue] = field(default_factory=dict)
    raw: dict[Position, str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    calls: list[Position] = field(default_factory=list)

    def put(self, at: Position, value: CellValue, raw: str | None = None) -> None:
        """A value whose text as stored is ``raw`` where cleaning changed it; a blank is no cell.

        Of two cells with one address the later counts, as Excel has it. Raises Refused when the
        address lies outside a sheet or the workbook has too many cells.
        """
        if not (0 < at[0] <= MAX_ROW and 0 < at[1] <= MAX_COLUMN):
            raise Refused(outside())
        self.cells.pop(at, None)
        self.raw.pop(at, None)
        if raw is not None:
            self.raw[at] = raw
        if value != "":
            self.cells[at] = value
        if len(self.cells) > self.room:
            raise Refused(too_many_cells())

    def put_text(self, at: Position, text: str) -> None:
        """A text, cleaned; blank texts are no cells, but what cleaning removed stays on record."""
        cleaned = clean(text)
        self.put(at, cleaned, text if cleaned != text else None)

    def sheet(self, name: str, visible: bool = True) -> Sheet:
        """The sheet in row-major order."""
        cells, positions = self.cells, list(self.cells)
        ordered = sorted(positions)
        if positions != ordered:
            cells = {at: cells[at] for at in ordered}
        return Sheet(name, visible, cells, self.raw, tuple(self.merged), tuple(self.calls))


class SheetBuilder(Grid, kw_only=True):
    """The grid of an .xlsx sheet, filled from its <c> elements."""

    frame: Frame
    texts: Texts

    def add(
        self,
        at: Position,
        kind: str,
        style: int,
        text: str | None,
        formula: str | None,
        inline: str | None,
    ) -> None:
        """One cell: its t and s attributes, and the texts of <v>, <f> and <is>, None without them.

        Raises Refused as ``put`` does.
        """
        if formula and calls_out(formula):
            self.calls.append(at)
        if kind == "s" and text:
            self._add_shared(at, text)
        elif kind == "inlineStr" or (inline is not None and not text):
            self.put_text(at, unescape(inline or ""))
        elif text is None or (text == "" and kind != "str"):
            if formula is not None:
                self.put(at, CellError(NO_CACHED_VALUE))
        elif kind == "e":
            self.put(at, CellError(clean(text)))
        elif kind == "b" and text in ("0", "1", "false", "true"):
            self.put(at, text in ("1", "true"))
        elif kind == "d":
            self.put(at, iso_moment(text) or clean(text))
        elif kind == "n" and _NUMBER.fullmatch(text):
            self._put_number(at, style, text)
        else:
            self.put_text(at, unescape(text))

    def _add_shared(self, at: Position, text: str) -> None:
        index = int(text) if re.fullmatch(r"\s*[0-9]{1,9}\s*", text) else -1
        if 0 <= index < len(self.texts.cleaned):
            self.put(at, self.texts.cleaned[index], self.texts.raw.get(index))
        else:
            self.put(at, CellError(LOST_TEXT))

    def _put_number(self, at: Position, style: int, text: str) -> None:
        value = float(text)
        if value - value != 0:  # infinite: beyond what Excel can hold
            self.put_text(at, text)
        elif style in self.frame.date_styles:
            found = moment(value, self.frame.since_1904)
            self.put(at, number(found) if isinstance(found, float) else found)
        else:
            self.put(at, number(value))


def too_many_cells() -> Unreadable:
    """The verdict on a workbook with more filled cells than any form."""
    return Unreadable("工作簿中有内容的单元格过多，远超一份填报表应有的数量", NEW_FORM, unsafe=True)


def outside() -> Unreadable:
    """The verdict on a workbook that states a cell beyond the last row or column."""
    return Unreadable("文件中有单元格地址超出表格范围，内容不可信", NEW_FORM)


@lru_cache(maxsize=1 << 12)
def merged_range(reference: str) -> Range | None:
    """'A1:C2' as a range; None for what is none."""
    first, _, last = reference.partition(":")
    start, end = position(first), position(last or first)
    if start is None or end is None:
        return None
    return Range(
        min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
    )


def iso_moment(text: str) -> date | datetime | None:
    """A date or moment in ISO 8601; None for what is none. A midnight is the date alone."""
    try:
        found = datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        return None
    found = found.replace(tzinfo=None)
    whole = (found.hour, found.minute, found.second, found.microsecond) == (0, 0, 0, 0)
    return found.date() if whole else found
