"""One workbook with a bit of everything, every number in every format, as others save it, too."""

from __future__ import annotations

import io
from datetime import date, datetime

import xlsxwriter

from duban.workbooks.book import CellError, CellValue, Position

MOMENT = datetime.fromisoformat("2023-03-15T06:30")
VALUES: dict[Position, CellValue] = {
    (1, 1): "单位：市发改委",
    (3, 2): 80,
    (3, 3): 0.8,
    (3, 4): -1342.25,
    (4, 2): date(2023, 3, 15),
    (4, 3): MOMENT,
    (5, 2): CellError("#DIV/0!"),
    (5, 3): CellError("#N/A"),
    (6, 2): "多\n行 文字",
    (6, 3): "𠮷",
    (7, 14): "远处",
    (12, 1): "合并",
}
NUMBERS = (
    *(-1e8, -45000.25, -141.125, -1, -0.25, 0, 0.25, 0.5, 0.999999, 1, 12.5, 59, 60, 61, 1462),
    *(32767, 45000, 45000.75, 2958465, 536870911, 536870912, 1e8, 123456.78, 1 / 3),
)
FORMATS = (
    *("General", "0.00", "0%", "#,##0.00", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "yyyy/m/d hh:mm"),
    *("h:mm", "[h]:mm", "0.00E+00", "mm:ss.0"),
)


def written() -> bytes:
    """A workbook that holds ``VALUES``."""
    out = io.BytesIO()
    target = xlsxwriter.Workbook(out, {"in_memory": True})
    page, hidden, deep, grid = map(target.add_worksheet, ("填报表", "字典", "标识", "数"))
    for column, code in enumerate(FORMATS):
        look = target.add_format({"num_format": code})
        for row, number in enumerate(NUMBERS):
            grid.write_number(row, column, number, look)
    day = target.add_format({"num_format": "yyyy-mm-dd"})
    hour = target.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    share = target.add_format({"num_format": "0%"})
    page.write_string("A1", "单位：市发改委")
    page.write_number("B3", 80)
    page.write_number("C3", 0.8, share)
    page.write_number("D3", -1342.25)
    page.write_datetime("B4", date(2023, 3, 15), day)
    page.write_datetime("C4", MOMENT, hour)
    page.write_formula("B5", "=1/0", None, "#DIV/0!")
    page.write_formula("C5", "=NA()", None, "#N/A")
    page.write_string("B6", "多\n行  文字")
    page.write_string("C6", "𠮷")
    page.write_string("N7", "远处")
    page.merge_range("A12:C13", "合并")
    page.write_blank("XFD1048576", None, day)
    hidden.write_string("A1", "达进度")
    hidden.hide()
    deep.write_string("C3", "U007")
    deep.very_hidden()
    target.define_name("标识", "='标识'!$C$3")
    target.set_custom_property("token", "abc")
    target.close()
    return out.getvalue()
