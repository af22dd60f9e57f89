"""Workbooks: .xlsx through openpyxl, .xls .et .xlsb .ods through calamine; visible sheets only."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from msgspec.structs import replace

from duban.gongwen.document import chinese_date
from duban.notice.blocks import Block, Blocks, NotANotice, Paragraph, Table, TableCell
from duban.notice.readers.package import DAMAGED, TOO_LARGE, Package
from duban.quantity import plain
from duban.text import clean
from duban.workbooks.container import store

_MOST_CELLS = 2_000_000
"""Cells of one sheet's rectangle: calamine fills it, however few cells hold a value."""

# References from a sheet to parts that are left out with its relationships.
_HANGING = re.compile(
    rb"<(?:\w+:)?(drawing|legacyDrawing|legacyDrawingHF|picture)\b[^>]*/>"
    rb"|<(?:\w+:)?(?P<many>hyperlinks|tableParts|oleObjects|controls)\b.*?</(?:\w+:)?(?P=many)>",
    re.DOTALL,
)

_UNCOUNTED = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
"""A formula that its program has not calculated: no value stands behind it."""

_Grid = dict[tuple[int, int], str]
_Merge = tuple[int, int, int, int]
_EMPTY = NotANotice(
    "工作簿里没有内容。", "请确认文件是否选对；表格在图片里的，请索取可编辑的原件。"
)


def read_xlsx(package: Package) -> Blocks | NotANotice:
    """A workbook in Office Open XML. Cells are taken where they stand, whatever the dimension."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            # Extensions that openpyxl does not know (conditional formats …) are no part of a list.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(_without_pictures(package)), data_only=True, keep_links=False
            )
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError):
        # openpyxl meets damaged parts with these; the file cannot be read at all then.
        return DAMAGED
    blocks: list[Block] = []
    hidden = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden.append(sheet.title)
            continue
        grid = {
            (row, column): text
            for (row, column), cell in sheet._cells.items()
            if (text := _shown(cell.value, cell.number_format))
        }
        merges = [(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges]
        blocks += _sheet(sheet.title, grid, merges)
    result = _book(blocks, "xlsx", hidden)
    uncounted = sum(
        len(_UNCOUNTED.findall(content))
        for name, content in package.parts.items()
        if name.startswith("xl/worksheets/")
    )
    if uncounted and isinstance(result, Blocks):
        note = f"有{uncounted}个公式没有保存计算结果，按空白读取，请用WPS或Excel打开保存后再导入。"
        return replace(result, notes=(*result.notes, note))
    return result


def read_other_book(data: bytes) -> Blocks | NotANotice:
    """An older or foreign workbook."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        blocks: list[Block] = []
        hidden = []
        for meta in book.sheets_metadata:
            if meta.visible is not calamine.SheetVisibleEnum.Visible:
                hidden.append(meta.name)
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height * sheet.total_width > _MOST_CELLS:
                return TOO_LARGE
            rows = sheet.to_python(skip_empty_area=False)
            grid = {
                (r, c): text
                for r, row in enumerate(rows, start=1)
                for c, value in enumerate(row, start=1)
                if (text := _shown(value, ""))
            }
            merges = [
                (top + 1, left + 1, bottom + 1, right + 1)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ]
            blocks += _sheet(meta.name, grid, merges)
    except calamine.PasswordError:
        return NotANotice("工作簿设有打开密码。", "请取消密码后重新导入。")
    except calamine.CalamineError:
        return DAMAGED
    except BaseException as fault:
        # A panic of the reader on a damaged file is no Exception.
        if type(fault).__name__ != "PanicException":
            raise
        return DAMAGED
    return _book(blocks, "xls", hidden)


def _book(blocks: list[Block], kind: str, hidden: list[str]) -> Blocks | NotANotice:
    if not blocks:
        return _EMPTY
    notes = (f"隐藏的工作表未读取：{'、'.join(hidden)}。",) if hidden else ()
    return Blocks(tuple(blocks), kind, notes)


def _without_pictures(package: Package) -> bytes:
    """The workbook without what hangs on its sheets: pictures, charts, comments."""
    return store(
        {
            name: _HANGING.sub(b"", content) if name.startswith("xl/worksheets/") else content
            for name, content in package.parts.items()
            if not name.startswith("xl/worksheets/_rels/")
        }
    )


def _sheet(name: str, grid: _Grid, merges: list[_Merge]) -> Iterator[Block]:
    """A sheet as paragraphs (lines with one text before and after the table) and one table."""
    covered = _spread(grid, merges)
    rows = sorted({row for row, _ in grid})
    if not rows:
        return
    width = max(column for _, column in grid)
    wide = [row for row in rows if _texts(row, width, grid, covered) > 1]
    first, last = (wide[0], wide[-1]) if wide else (rows[-1] + 1, rows[-1])
    tail = [row for row in rows if row > last]
    # A last row with one text may be a damaged task; only what spans the table is a note under it.
    while tail and not _is_note(tail[0], width, grid, covered):
        last = tail.pop(0)
    for row in rows:
        if row < first or row > last:
            for line in _only(row, width, grid).split("\n"):
                yield Paragraph(line, f"{name} 第{row}行")
        elif row == first:
            body = [r for r in rows if first <= r <= last]
            yield Table(
                tuple(
                    tuple(
                        TableCell(grid.get((r, c), ""), (r, c) in covered)
                        for c in range(1, width + 1)
                    )
                    for r in body
                ),
                name,
            )


def _spread(grid: _Grid, merges: list[_Merge]) -> set[tuple[int, int]]:
    """Repeats each merge's text over its cells within the used rectangle; the cells it covers."""
    covered: set[tuple[int, int]] = set()
    if not grid:
        return covered
    height, width = max(row for row, _ in grid), max(column for _, column in grid)
    for top, left, bottom, right in sorted(merges):
        text = grid.get((top, left), "")
        if not text:
            continue
        for row in range(top, min(bottom, height) + 1):
            for column in range(left, min(right, width) + 1):
                if (row, column) != (top, left):
                    grid[row, column] = text
                    covered.add((row, column))
    return covered


def _texts(row: int, width: int, grid: _Grid, covered: set[tuple[int, int]]) -> int:
    """How many texts a row holds, one that spans cells counted once."""
    return sum((row, c) in grid and (row, c) not in covered for c in range(1, width + 1))


def _is_note(row: int, width: int, grid: _Grid, covered: set[tuple[int, int]]) -> bool:
    text = _only(row, width, grid)
    return (row, width) in covered or text.startswith(("注", "说明", "备注", "填表"))


def _only(row: int, width: int, grid: _Grid) -> str:
    return next((grid[row, c] for c in range(1, width + 1) if (row, c) in grid), "")


def _shown(value: object, number_format: str) -> str:
    """A value as a person sees it: whole numbers without .0, percentages and dates in full."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else ("是" if value else "否")
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if not number.is_finite():
            return ""
        return f"{plain(number * 100)}%" if number_format.endswith("%") else plain(number)
    if isinstance(value, datetime | date):
        return chinese_date(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return "\n".join(line for part in clean(str(value)).split("\n") if (line := part.strip()))
