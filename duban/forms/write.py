"""Writes one unit's form: cover block, protected rows, drop-downs, print set-up, identity."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime
from typing import Any

from duban.a1 import address, column_letters
from duban.calendar import is_assumed
from duban.forms import token
from duban.forms.fields import Edit, Field, FormSpec, Takes
from duban.forms.rows import Carried, FormRow, Previous, asked_of, issued_values
from duban.gongwen.document import chinese_date
from duban.model import Direction, FormKind, Kind, Period, Role, Unit
from duban.ooxml import normalise, workbook
from duban.register import Settings
from duban.rowheight import EXCEL_MAX_HEIGHT, needed_height, row_height
from duban.text import cell_text, shorten

HEADER_ROW = 7
"""1-based row of the table's header: rows 1–6 are the cover block."""

_FONT = "宋体"
_SIZE = 11
_LIMIT = 10**13
_SHADE = {Edit.ENTRY: "#FFF9E5", Edit.LAST: "#EDEDED", Edit.LOCKED: "#FFFFFF"}
_WIDEST = 90
_A3, _A4 = 8, 9
_A4_POINTS = 784.0
"""Between the margins of A4, landscape."""
_LEGIBLE = 7.0
"""Points of the smallest print that is read on paper."""
_PROPERTY_LIMIT = 255
"""UTF-16 units that Excel keeps in a custom property."""

Values = dict[str, str | float | None]
"""What a row shows when it is issued, by field name."""


@dataclass(frozen=True, slots=True)
class FormJob:
    """Everything that one workbook is made of."""

    spec: FormSpec
    unit: Unit
    period: Period
    settings: Settings
    rows: tuple[FormRow, ...]
    previous: Previous
    omitted: tuple[str, ...] = ()
    """Fields whose columns are not shown."""
    given: Mapping[str, Values] = made(default_factory=dict)
    """Row id → further values that the row shows when it is issued."""
    due: date | None = None
    """When it is to be back, where that is not the period's deadline."""


def write(job: FormJob, key: bytes, moment: datetime) -> bytes:
    """The workbook's bytes, signed with ``key``; the same job gives the same bytes."""
    known = [
        _known(job.spec, row, job.previous.get(row.id, Carried()), number)
        | job.given.get(row.id, {})
        for number, row in enumerate(job.rows, start=HEADER_ROW + 1)
    ]
    stream = io.BytesIO()
    with workbook(stream) as book:
        sheet = book.add_worksheet(job.spec.sheet)
        formats = _formats(book)
        widths = _columns(sheet, formats, job, known)
        _cover(sheet, formats, job, sum(widths.values()))
        for number, values in enumerate(known, start=HEADER_ROW + 1):
            row = job.rows[number - HEADER_ROW - 1]
            asked = asked_of(job.spec, row)
            _row(sheet, formats, job.spec, widths, values, number, asked)
        _validation(sheet, job)
        _page(sheet, job, _paper(widths.values()))
        _identity(book, job, key)
    return normalise(stream.getvalue(), moment, {"xl/worksheets/sheet1.xml": _let_rows_grow})


def _let_rows_grow(sheet: bytes) -> bytes:
    """Table rows keep their height but are not fixed, so they grow as a unit types."""
    head, mark, rows = sheet.partition(b'<row r="%d"' % (HEADER_ROW + 1))
    return head + mark + rows.replace(b' customHeight="1"', b"")


def _formats(book: Any) -> dict[str, Any]:
    base = {
        "font_name": _FONT,
        "font_size": _SIZE,
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


def _cover(sheet: Any, formats: dict[str, Any], job: FormJob, width: float) -> None:
    settings, period, last = job.settings, job.period, len(job.spec.fields) - 1
    deadline = period.deadline
    title = f"{settings.place}{period.year}年{settings.subject}{job.spec.title}"
    due = f"{chinese_date(job.due or deadline)}{'' if job.due else f'{deadline:%H:%M}'}前"
    due = f"    报送截止：{due}" if job.spec.timed else ""
    cutoff = f"    数据截至：{chinese_date(period.cutoff)}" if job.spec.dated else ""
    lines = [
        f"{job.spec.filler}：{job.unit.name}    期次：{period.title}{cutoff}{due}",
        f"督查机构：{settings.office or '见通知'}    回收邮箱：{settings.mailbox or '见通知'}"
        f"    联系电话：{settings.telephone or '见通知'}",
    ]
    if period.co_deadline and any(row.assignment.role is Role.CO for row in job.rows):
        early = f"{chinese_date(period.co_deadline)}{period.co_deadline:%H:%M}前"
        lines[0] += f"（协办事项{early}报牵头单位，并抄报）"
    if is_assumed(period.basis):
        lines[0] += f"（{period.basis}）"
    notes = [f"填报说明{n}：{text}" for n, text in enumerate(job.spec.instructions, start=1)]
    texts = [("title", title, 18), *(("cover", line, 12) for line in lines)]
    texts += [("note", note, 11) for note in notes]
    for number, (style, text, size) in enumerate(texts):
        sheet.merge_range(number, 1, number, last, text, formats[style])
        sheet.set_row(number, row_height([(width, text)], size))


def _columns(
    sheet: Any, formats: dict[str, Any], job: FormJob, known: Sequence[Values]
) -> dict[str, float]:
    """Sets up the columns and their headers; returns the widths of those that can be seen."""
    shown = any(job.previous.get(row.id) for row in job.rows)
    widths: dict[str, float] = {}
    for column, field in enumerate(job.spec.fields):
        unknown = field.edit is Edit.LAST and not shown
        hidden = field.edit is Edit.HIDDEN or unknown or field.name in job.omitted
        width = _width(field, [str(values.get(field.name) or "") for values in known])
        sheet.set_column(column, column, width, None, {"hidden": hidden})
        sheet.write_string(HEADER_ROW - 1, column, field.header, formats["header"])
        if not hidden:
            widths[field.name] = width
    headers = [(width, job.spec.field(name).header) for name, width in widths.items()]
    sheet.set_row(HEADER_ROW - 1, row_height(headers, _SIZE))
    return widths


def _width(field: Field, texts: Sequence[str]) -> float:
    """The field's width, made wider until its longest text fits the highest row of Excel."""
    width = field.width
    if field.takes is Takes.TEXT:
        while (
            width < _WIDEST
            and needed_height([(width, text) for text in texts], _SIZE) > EXCEL_MAX_HEIGHT
        ):
            width *= 1.5
    return width


def _row(
    sheet: Any,
    formats: dict[str, Any],
    spec: FormSpec,
    widths: dict[str, float],
    values: Values,
    number: int,
    asked: Sequence[Field],
) -> None:
    for column, field in enumerate(spec.fields):
        value = values.get(field.name)
        edit = field.edit
        if edit is Edit.ENTRY and field not in asked:
            edit = Edit.LAST if value in (None, "") else Edit.LOCKED
        style = None if edit is Edit.HIDDEN else formats[_style(field, edit)]
        if value is None or value == "":
            sheet.write_blank(number - 1, column, None, style)
        elif field.takes is Takes.RATIO:
            sheet.write_formula(number - 1, column, value, style, "")
        elif isinstance(value, str):
            sheet.write_string(number - 1, column, cell_text(value), style)
        else:
            sheet.write_number(number - 1, column, value, style)
    texts = [
        (width, str(values.get(name) or ""))
        for name, width in widths.items()
        if spec.field(name).takes is not Takes.RATIO
    ]
    sheet.set_row(number - 1, row_height(texts, _SIZE))


def _known(spec: FormSpec, row: FormRow, carried: Carried, number: int) -> Values:
    known: Values = {
        "row_id": row.id,
        **issued_values(row),
        "last_value": None if carried.value is None else float(carried.value),
        "last_progress": carried.progress,
        "due": carried.due,
        "leader": carried.leader,
        "handler": carried.handler,
        "phone": carried.phone,
    }
    indicator = row.indicator
    grows = indicator and indicator.kind is Kind.CUMULATIVE and spec.kind is FormKind.PROGRESS
    if indicator and grows and indicator.direction is Direction.AT_LEAST:
        done, target = (address(number, spec.index(name) + 1) for name in ("value", "target"))
        known["ratio"] = f'=IF(AND(ISNUMBER({done}),{target}>0),{done}/{target},"")'
    return known


def _style(field: Field, edit: Edit) -> str:
    if field.takes is Takes.NUMBER:
        return f"{edit.name}_NUMBER"
    if field.takes is Takes.RATIO:
        return f"{edit.name}_RATIO"
    if field.name in ("due", "phone", "on"):
        return f"{edit.name}_LITERAL"
    centred = field.takes is Takes.CHOICE or field.width <= 10
    return f"{edit.name}_{'CENTRED' if centred else 'TEXT'}"


def _validation(sheet: Any, job: FormJob) -> None:
    first, last = HEADER_ROW, HEADER_ROW + max(len(job.rows), 1) - 1
    for column, field in enumerate(job.spec.fields):
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
                "source": _choices_range(job.spec, field),
                "error_title": "请从下拉列表中选择",
                "error_message": f"只能填：{'、'.join(field.choices)}。",
            }
        if field.prompt:
            rule |= {"input_title": field.header, "input_message": field.prompt}
        if len(rule) > 1:
            sheet.data_validation(first, column, last, column, rule)


def _lists(spec: FormSpec) -> dict[int, str]:
    """0-based column of the hidden sheet → the field whose choices stand in it."""
    names = [field.name for field in spec.fields if field.takes is Takes.CHOICE]
    return {3 if number == 0 else 5 + number: name for number, name in enumerate(names)}


def _choices_range(spec: FormSpec, field: Field) -> str:
    column = next(column for column, name in _lists(spec).items() if name == field.name)
    letter = column_letters(column + 1)
    return f"={token.SHEET}!${letter}$1:${letter}${len(field.choices)}"


def _paper(widths: Collection[float]) -> int:
    """A4, or A3 where columns of these widths would not be legible on A4."""
    # A column unit is 5.25 points, and a column has 3.75 points beside its units.
    points = sum(widths) * 5.25 + len(widths) * 3.75
    return _A4 if points * _LEGIBLE / _SIZE <= _A4_POINTS else _A3


def _page(sheet: Any, job: FormJob, paper: int) -> None:
    spec = job.spec
    last_row = HEADER_ROW + max(len(job.rows), 1)
    last = column_letters(len(spec.fields))
    sheet.freeze_panes(HEADER_ROW, spec.index("text") + 1)
    sheet.autofilter(f"B{HEADER_ROW}:{last}{last_row}")
    allowed = ("format_columns", "format_rows", "sort", "autofilter", "select_locked_cells")
    sheet.protect("", {**dict.fromkeys(allowed, True), "objects": True, "scenarios": True})
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area(f"B1:{last}{last_row}")
    unit = shorten(job.unit.name, 60).replace("&", "&&")
    sheet.set_footer(f"&L{unit}&C第 &P 页 共 &N 页&R{job.period.title}")


def _identity(book: Any, job: FormJob, key: bytes) -> None:
    ids = [row.id for row in job.rows]
    made = token.Token(
        form=str(job.spec.kind),
        version=job.spec.version,
        period=job.period.name,
        unit=job.unit.code,
        place=job.settings.place,
        rows=token.digest(ids),
    )
    sealed = made.sealed(key)
    sheet = book.add_worksheet(token.SHEET)
    sheet.very_hidden()
    sheet.write_column(0, 0, ["本表由程序使用，请勿改动。", sealed, job.unit.name])
    for column, field in _lists(job.spec).items():
        sheet.write_column(0, column, job.spec.field(field).choices)
    sheet.write_column(0, 5, ids)
    if len(sealed) <= _PROPERTY_LIMIT:
        book.set_custom_property(token.PROPERTY, sealed)
    book.define_name(token.NAME, f"={token.SHEET}!$A$2")
