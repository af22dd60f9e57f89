"""How wide a sheet's columns are, so that figures fit and the printed sheet can be read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from duban.emit.sheets.values import Cells, Column

_SMALL_PAGE, _LARGE_PAGE = 769.0, 1118.0
"""Points between the margins of A4 and A3, landscape."""
_LEGIBLE = 7.6
"""Points of the smallest print that is read on paper; programs scale by whole percents."""
_EASY = 8.6
"""Points that a sheet must reach on A4; one that would be smaller is set for A3."""
_UNIT, _GAP = 5.25, 3.75
"""Points of a column unit, and what a column has beside its units."""
_GENERAL = 11
"""Characters of a figure that a program shows in the format General."""


def printed(columns: Sequence[Column]) -> int:
    """How many of the columns are printed; they stand left of all others."""
    return sum(column.printed for column in columns)


def fits_small(columns: Sequence[Column], size: float) -> bool:
    """Whether text of ``size`` points is still easily read when the sheet is fitted to A4."""
    return _points(columns) * _EASY / size <= _SMALL_PAGE


def roomy(columns: Sequence[Column], cells: Sequence[Cells]) -> list[Column]:
    """The columns, each of figures wide enough for the longest: one that is not shows ####."""
    made = []
    for column, values in zip(columns, cells, strict=True):
        if column.number:
            decimals = len(column.number.partition(";")[0].partition(".")[2])
            spelt = (
                f"{value:.{decimals}f}" if decimals else str(value)[:_GENERAL]
                for value in set(values)
                if isinstance(value, int | float | Decimal)
            )
            width = max(map(len, spelt), default=0) + 3
            column = replace(column, width=width) if width > column.width else column
        made.append(column)
    return made


def legible(declared: Sequence[Column], widened: Sequence[Column], size: float) -> list[Column]:
    """The widened columns, each only as far as the sheet stays legible on A3."""
    more = _points(widened) - _points(declared)
    room = max(_LARGE_PAGE * size / _LEGIBLE - _points(declared), 0.0)
    share = min(room / more, 1.0) if more > 0 else 1.0
    return [
        replace(new, width=old.width + (new.width - old.width) * share) if new.printed else new
        for old, new in zip(declared, widened, strict=True)
    ]


def _points(columns: Sequence[Column]) -> float:
    """The width that is printed, at full size."""
    return sum(column.width * _UNIT + _GAP for column in columns if column.printed)
