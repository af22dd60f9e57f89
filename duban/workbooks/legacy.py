"""Binary workbooks: .xls and .et (BIFF in an OLE file) and .xlsb, read by python-calamine."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from duban.model import Finding
from duban.text import clean
from duban.workbooks.biff import (
    UNICODE,
    Scan,
    is_locked,
    other_codepage,
    scan_xls,
    scan_xlsb,
    sheet_relations,
    spelt_out,
)
from duban.workbooks.book import Book, CellError, CellValue, Position, Range, Sheet, Unreadable
from duban.workbooks.cells import number
from duban.workbooks.container import store
from duban.workbooks.frame import relations
from duban.workbooks.guard import DAMAGED, NEW_FORM, RESEND, Limits, Package, Refused, danger
from duban.workbooks.kinds import FileKind, compound

_AREA_PER_CELL = 12
"""Cells of the laid-out rectangle, blank ones included, for each that ``Limits.cells`` allows."""
_DAY = 86_400
_DAYS, _ALIKE = (time, timedelta), (bool, datetime, date)
_WORKBOOK_12 = "xl/workbook.bin"
_UNNEEDED = re.compile(
    r"vba|printersettings|/media/|/embeddings/|/drawings/|^customxml|/activex/", re.IGNORECASE
)
_TWO = Unreadable("文件内存有新旧两种版本的Excel内容，无法确定以哪一种为准", RESEND)
_OLE_DANGERS = (("_VBA_PROJECT_CUR", "宏"), ("Macros", "宏"), ("MBD", "嵌入的其他文件"))


class Locked(Exception):
    """The workbook wants a password; caught in this room."""


def read_xls(data: bytes, limits: Limits) -> Book:
    """An .xls or .et workbook. Raises Refused; Locked when it is encrypted."""
    try:
        ole = compound(data)
        kept = [name for name in ("Workbook", "Book") if ole.exists(name)]
        stream = ole.openstream(kept[0]).read()
        paths = ole.listdir(streams=True, storages=True)
    except Exception:
        # olefile meets damage with many exception types; all mean the same to the sender.
        raise Refused(DAMAGED) from None
    if len(kept) > 1:  # for two generations of Excel, of which calamine may read the other
        raise Refused(_TWO)
    if is_locked(stream):
        raise Locked
    scans = scan_xls(stream, limits.cells)
    if place := other_codepage(stream):
        data = _in_unicode(data, stream, place)
    return _read(data, scans, FileKind.XLS, limits, _ole_dangers(paths))


def _in_unicode(data: bytes, stream: bytes, place: int) -> bytes:
    """The file with the code page at ``place`` of its stream put right. Raises Refused.

    A stream lies in its file in sectors; its first records, up to that one, fill no more than one.
    """
    head = stream[: place + 2]
    if data.count(head) != 1:
        raise Refused(DAMAGED)
    start = data.index(head)
    return data[: start + place] + UNICODE + data[start + place + 2 :]


def read_xlsb(package: Package) -> Book:
    """An .xlsb workbook, handed to calamine as the guard unpacked it. Raises Refused."""
    parts = {
        name: package.read(name)
        for name in package.names()
        if name.lower().endswith((".rels", ".bin", ".xml")) and not _UNNEEDED.search(name)
    }
    targets = relations(package, _WORKBOOK_12)
    workbook = parts.get(_WORKBOOK_12, b"")
    sheets = [targets.get(relation, ("", ""))[1] for relation in sheet_relations(workbook)]
    parts |= {name: spelt_out(parts[name]) for name in sheets if name in parts}
    scans: list[Scan] = []
    room = package.limits.cells
    for name in sheets:
        scans.append(scan_xlsb(parts.get(name, b""), room))
        room -= len(scans[-1].places)
    return _read(store(parts), scans, FileKind.XLSB, package.limits, package.notes)


def _read(
    data: bytes, scans: list[Scan], kind: FileKind, limits: Limits, notes: list[Finding]
) -> Book:
    from python_calamine import load_workbook

    _check(scans, limits)
    try:
        workbook = load_workbook(io.BytesIO(data))
        listed = workbook.sheets_metadata
        if len(scans) != len(listed):
            raise Refused(DAMAGED)
        sheets = []
        for index, entry in enumerate(listed):
            if str(entry.typ) == "SheetTypeEnum.WorkSheet":
                visible = str(entry.visible) == "SheetVisibleEnum.Visible"
                sheets.append(_sheet(workbook.get_sheet_by_index(index), visible, scans[index]))
    except (KeyboardInterrupt, SystemExit, MemoryError, Refused):
        raise
    except BaseException:
        # A panic in calamine is no Exception; it means damage like any error it raises.
        raise Refused(DAMAGED) from None
    if not sheets:
        raise Refused(Unreadable("工作簿中没有可读取的工作表", NEW_FORM))
    return Book(tuple(sheets), kind, notes=tuple(notes))


def _sheet(sheet: Any, visible: bool, scan: Scan) -> Sheet:
    cells: dict[Position, CellValue] = {}
    raw: dict[Position, str] = {}
    rows = sheet.to_python(skip_empty_area=False)
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if isinstance(value, str):
                if value:
                    text = clean(value)
                    if text != value:
                        raw[row, column] = value
                    if text:
                        cells[row, column] = text
            else:
                # A number of days that is no day: calamine rounds it, and turns one below zero.
                days = isinstance(value, _DAYS)
                known = scan.numbers.get((row, column)) if days else None
                cells[row, column] = _value(value) if known is None else number(known)
    if not _agree(cells, scan):
        raise Refused(DAMAGED)
    if scan.errors:
        cells |= {at: CellError(text) for at, text in scan.errors.items()}
        cells = dict(sorted(cells.items()))
    merged = tuple(
        Range(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Sheet(clean(sheet.name), visible, cells, raw, merged)


def _agree(cells: Mapping[Position, CellValue], scan: Scan) -> bool:
    """Whether calamine read what the scan saw: in a damaged file each goes on as it can."""
    if not cells.keys() <= scan.places:
        return False
    for at, number_ in scan.numbers.items():
        found = cells.get(at)
        if not isinstance(found, date) and (isinstance(found, bool) or found != number_):
            return False
    return True


def _value(value: Any) -> CellValue:
    """A value of calamine's as ours; times and durations are numbers of days, as stored."""
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return number((seconds + value.microsecond / 1_000_000) / _DAY)
    if isinstance(value, timedelta):
        return number(value.total_seconds() / _DAY)
    if isinstance(value, _ALIKE):
        return value
    return number(float(value))


def _check(scans: list[Scan], limits: Limits) -> None:
    if sum(scan.area for scan in scans) > limits.cells * _AREA_PER_CELL:
        raise Refused(
            Unreadable(
                "表格远处有零星内容，范围过大，无法读取",
                "请按Ctrl+End找到最末的单元格，删除填报表以外的多余内容，另存为xlsx后重新报送",
            )
        )


def _ole_dangers(paths: list[list[str]]) -> list[Finding]:
    tops = [path[0] for path in paths]
    found = {what: None for start, what in _OLE_DANGERS if any(t.startswith(start) for t in tops)}
    return [danger(what) for what in found]
