"""The workbook that forms of one layout have in common, made once with XlsxWriter.

Everything in it that does not differ from unit to unit: styles, columns and their headers,
prompts and drop-downs, protection, print set-up. ``duban.forms.write`` puts the rest into it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from duban.a1 import column_letters
from duban.forms import token
from duban.forms.fields import Edit, Field, FormSpec, Takes
from duban.ooxml import workbook
from duban.rowheight import row_height
from duban.sheetxml import shared_items

HEADER_ROW = 7
"""1-based row of the table's header: rows 1–6 are the cover block."""

SIZE = 11
"""Points of the table's font."""
LINES = ("title", "cover", "cover")
"""Styles of the cover's first rows; notes follow."""
LAST_ROW, FOOTER, SEALED = 1_000_003, "FOOTER", "SEALED"
"""What stands, in the prepared parts, for the table's last row, the footer and the token."""
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
HIDDEN, CUSTOM = "xl/worksheets/sheet2.xml", "docProps/custom.xml"

_FONT = "宋体"
_LIMIT = 10**13
_A3, _A4 = 8, 9
_A4_POINTS = 784.0
"""Between the margins of A4, landscape."""
_LEGIBLE = 7.0
"""Points of the smallest print that is read on paper."""
_SHADE = {Edit.ENTRY: "#FFF9E5", Edit.LAST: "#EDEDED", Edit.LOCKED: "#FFFFFF"}
_EDITS = tuple(_SHADE)

_VARIES = re.compile(r' ht="[^"]*" customHeight="1"|<v>\d+</v>')
"""What differs in a row of the cover: its height and the index of its text."""
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)" s="(\d+)"/>')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')

Columns = tuple[tuple[float, bool], ...]
"""Each field's width (digits of the default font) and whether its column is hidden."""


class Prepared(Struct, frozen=True):
    """The parts of a workbook, the sheet's cut open where a unit's texts and rows belong."""

    parts: Mapping[str, bytes]
    """Every part by name, as XlsxWriter made it."""
    head: str
    """Of the sheet, up to its extent."""
    cover: tuple[str, ...]
    """What stands before, between and after each cover row's height and text."""
    header: str
    tail: str
    """What follows the table's rows."""
    styles: Mapping[tuple[str, Edit], int]
    """Column letters and how the cell may be edited → index of its style."""
    strings: tuple[str, ...]
    """The texts of the header, with which the shared strings begin."""


@lru_cache(maxsize=32)
def prepared(spec: FormSpec, columns: Columns, marked: bool) -> Prepared:
    """The workbook for forms of ``spec`` with these columns.

    ``marked``: the token is repeated as a property of the document.
    """
    stream = io.BytesIO()
    with workbook(stream) as book:
        sheet, hidden = book.add_worksheet(spec.sheet), book.add_worksheet(token.SHEET)
        formats = _formats(book)
        _headers(sheet, formats, spec, columns)
        last = len(spec.fields) - 1
        for number, style in enumerate((*LINES, *("note" for _ in spec.instructions))):
            sheet.merge_range(number, 1, number, last, style, formats[style])
            sheet.set_row(number, 30)
        for column, field in enumerate(spec.fields):
            for number, edit in enumerate(_EDITS if field.edit is not Edit.HIDDEN else ()):
                sheet.write_blank(HEADER_ROW + number, column, None, formats[_style(field, edit)])
        _validation(sheet, spec)
        _page(sheet, spec, _paper([width for width, unseen in columns if not unseen]))
        hidden.very_hidden()
        if marked:
            book.set_custom_property(token.PROPERTY, SEALED)
        book.define_name(token.NAME, f"={token.SHEET}!$A$2")
    with zipfile.ZipFile(stream) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return _opened(spec, parts)


def _opened(spec: FormSpec, parts: Mapping[str, bytes]) -> Prepared:
    xml = parts[SHEET].decode()
    above, _, rest = xml.partition(f'<row r="{HEADER_ROW + 1}"')
    above, mark, header = above.partition(f'<row r="{HEADER_ROW}"')
    head, cover = _DIMENSION.split(above)
    body, end, tail = rest.partition("</sheetData>")
    return Prepared(
        parts=parts,
        head=head,
        cover=tuple(_VARIES.split(cover)),
        header=mark + header,
        tail=end + tail,
        styles={
            (letters, _EDITS[int(row) - HEADER_ROW - 1]): int(style)
            for letters, row, style in _CELL.findall(body)
        },
        strings=tuple(shared_items(parts[STRINGS])[: len({f.header for f in spec.fields})]),
    )


def hidden_sheet(part: bytes, lists: Mapping[int, Sequence[int]]) -> bytes:
    """The empty hidden sheet ``part`` with columns (0-based → indices of shared strings) in it."""
    depth = max(map(len, lists.values()))
    letters = {column: column_letters(column + 1) for column in sorted(lists)}
    rows = []
    for number in range(depth):
        cells = "".join(
            f'<c r="{letters[column]}{number + 1}" t="s"><v>{lists[column][number]}</v></c>'
            for column in letters
            if number < len(lists[column])
        )
        rows.append(f'<row r="{number + 1}">{cells}</row>')
    extent = f'<dimension ref="A1:{letters[max(letters)]}{depth}"/>'
    xml = _DIMENSION.sub(extent, part.decode(), count=1)
    return xml.replace("<sheetData/>", f"<sheetData>{''.join(rows)}</sheetData>").encode()


def _formats(book: Any) -> dict[str, Any]:
    base = {
        "font_name": _FONT,
        "font_size": SIZE,
        "valign": "vcenter",
        "text_wrap": 1,
        "border": 1,
    }
    made = {
        "title": book.add_format(
            {"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"}
        ),
        "cover": book.add_format({"font_name": _FONT, "font_size": 12, "valign": "vcenter"}),
        "note": book.add_format(
            {"font_name": "楷体", "font_size": 11, "valign": "vcenter", "text_wrap": 1}
        ),
        "header": book.add_format(
            {**base, "font_name": "黑体", "align": "center", "bg_color": "#D9E2F3"}
        ),
    }
    for edit, colour in _SHADE.items():
        style = {**base, "bg_color": colour, "locked": edit is not Edit.ENTRY}
        made[f"{edit.name}_TEXT"] = book.add_format(style)
        centred = {**style, "align": "center"}
        made[f"{edit.name}_CENTRED"] = book.add_format(centred)
        # A phone number or '3-1' typed into a General cell would turn into a number or a date.
        made[f"{edit.name}_LITERAL"] = book.add_format({**centred, "num_format": "@"})
        made[f"{edit.name}_NUMBER"] = book.add_format({**centred, "num_format": "General"})
        made[f"{edit.name}_RATIO"] = book.add_format({**centred, "num_format": "0.0%"})
    return made


def _headers(sheet: Any, formats: dict[str, Any], spec: FormSpec, columns: Columns) -> None:
    for column, (field, (width, hidden)) in enumerate(zip(spec.fields, columns, strict=True)):
        sheet.set_column(column, column, width, None, {"hidden": hidden})
        sheet.write_string(HEADER_ROW - 1, column, field.header, formats["header"])
    shown = [
        (width, field.header)
        for field, (width, hidden) in zip(spec.fields, columns, strict=True)
        if not hidden
    ]
    sheet.set_row(HEADER_ROW - 1, row_height(shown, SIZE))


def _style(field: Field, edit: Edit) -> str:
    if field.takes is Takes.NUMBER:
        return f"{edit.name}_NUMBER"
    if field.takes is Takes.RATIO:
        return f"{edit.name}_RATIO"
    if field.name in ("due", "phone", "on"):
        return f"{edit.name}_LITERAL"
    centred = field.takes is Takes.CHOICE or field.width <= 10
    return f"{edit.name}_{'CENTRED' if centred else 'TEXT'}"


def _validation(sheet: Any, spec: FormSpec) -> None:
    for column, field in enumerate(spec.fields):
        if field.edit is not Edit.ENTRY:
            continue
        rule: dict[str, object] = {"validate": "any"}
        if field.takes is Takes.NUMBER:
            rule = {
                "validate": "decimal",
                "criteria": "between",
                "minimum": -_LIMIT,
                "maximum": _LIMIT,
                "error_title": "请填数字",
                "error_message": "本格只能填数字，不要带单位、文字或符号。",
            }
        elif field.takes is Takes.CHOICE:
            rule = {
                "validate": "list",
                "source": _choices_range(spec, field),
                "error_title": "请从下拉列表中选择",
                "error_message": f"只能填：{'、'.join(field.choices)}。",
            }
        if field.prompt:
            rule |= {"input_title": field.header, "input_message": field.prompt}
        if len(rule) > 1:
            sheet.data_validation(HEADER_ROW, column, LAST_ROW - 1, column, rule)


def lists(spec: FormSpec) -> dict[int, str]:
    """0-based column of the hidden sheet → the field whose choices stand in it."""
    names = [field.name for field in spec.fields if field.takes is Takes.CHOICE]
    return {3 if number == 0 else 5 + number: name for number, name in enumerate(names)}


def _choices_range(spec: FormSpec, field: Field) -> str:
    column = next(column for column, name in lists(spec).items() if name == field.name)
    letter = column_letters(column + 1)
    return f"={token.SHEET}!${letter}$1:${letter}${len(field.choices)}"


def _paper(widths: Sequence[float]) -> int:
    """A4, or A3 where columns of these widths would not be legible on A4."""
    # A column unit is 5.25 points, and a column has 3.75 points beside its units.
    points = sum(widths) * 5.25 + len(widths) * 3.75
    return _A4 if points * _LEGIBLE / SIZE <= _A4_POINTS else _A3


def _page(sheet: Any, spec: FormSpec, paper: int) -> None:
    last = column_letters(len(spec.fields))
    sheet.freeze_panes(HEADER_ROW, spec.index("text") + 1)
    sheet.autofilter(f"B{HEADER_ROW}:{last}{LAST_ROW}")
    allowed = ("format_columns", "format_rows", "sort", "autofilter", "select_locked_cells")
    sheet.protect("", {**dict.fromkeys(allowed, True), "objects": True, "scenarios": True})
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area(f"B1:{last}{LAST_ROW}")
    sheet.set_footer(FOOTER)
