"""Writes one unit's form: cover block, protected rows, drop-downs, print set-up, identity."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape

from msgspec import Struct
from msgspec import field as made

from duban.a1 import address, column_letters
from duban.calendar import is_assumed
from duban.forms import prepared as layout
from duban.forms import token
from duban.forms.fields import Edit, Field, FormSpec, Takes
from duban.forms.prepared import HEADER_ROW as HEADER_ROW
from duban.forms.prepared import SIZE, Columns, Prepared
from duban.forms.rows import Carried, FormRow, Previous, asked_of
from duban.gongwen.document import chinese_date
from duban.model import Direction, FormKind, Kind, Period, Role, Unit
from duban.ooxml import packed
from duban.register import Settings
from duban.rowheight import EXCEL_MAX_HEIGHT, needed_height, row_height
from duban.sheetxml import SharedStrings, figure, height
from duban.text import EXCEL_CELL_LIMIT, cell_text, shorten

_WIDEST = 90
_ONE_CELL = re.compile(r'sqref="([A-Z]+[0-9]+):\1"')

Values = dict[str, str | float | None]
"""What a row shows when it is issued, by field name."""


class FormJob(Struct, frozen=True):
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
    columns = _columns(job, known)
    sealed = _sealed(job, key)
    ready = layout.prepared(job.spec, columns, len(sealed) <= token.PROPERTY_LIMIT)
    texts = SharedStrings(ready.strings)
    last = HEADER_ROW + max(len(job.rows), 1)
    sheet = (
        f'{ready.head}<dimension ref="A1:{column_letters(len(columns))}'
        f'{HEADER_ROW + len(job.rows)}"/>{_cover(job, ready, columns, texts)}{ready.header}'
        f"{_rows(job, ready, columns, texts, known)}{_tail(job, ready, last)}"
    )
    hidden = layout.hidden_sheet(ready.parts[layout.HIDDEN], _identity(job, sealed, texts))
    parts = {
        **ready.parts,
        layout.SHEET: sheet.encode(),
        layout.HIDDEN: hidden,
        layout.BOOK: ready.parts[layout.BOOK].replace(b"%d" % layout.LAST_ROW, b"%d" % last),
        layout.STRINGS: texts.part(sheet.count(' t="s">') + hidden.count(b' t="s">')),
    }
    if layout.CUSTOM in parts:
        mark = f">{layout.SEALED}<"
        text = f">{escape(sealed, quote=False)}<"
        parts[layout.CUSTOM] = parts[layout.CUSTOM].replace(mark.encode(), text.encode())
    return packed(parts, moment)


def _cover(job: FormJob, ready: Prepared, columns: Columns, texts: SharedStrings) -> str:
    width = sum(width for width, hidden in columns if not hidden)
    made = [ready.cover[0]]
    for number, (text, size) in enumerate(_cover_lines(job)):
        made += (
            height(row_height([(width, text)], size)),
            ready.cover[2 * number + 1],
            f"<v>{texts.number(text[:EXCEL_CELL_LIMIT])}</v>",
            ready.cover[2 * number + 2],
        )
    return "".join(made)


def _cover_lines(job: FormJob) -> list[tuple[str, int]]:
    """The rows above the table, each with its size in points."""
    settings, period = job.settings, job.period
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
    sizes = (18, *(12 for _ in lines), *(11 for _ in notes))
    return list(zip((title, *lines, *notes), sizes, strict=True))


def _columns(job: FormJob, known: Sequence[Values]) -> Columns:
    shown = any(job.previous.get(row.id) for row in job.rows)
    columns = []
    for field in job.spec.fields:
        unknown = field.edit is Edit.LAST and not shown
        hidden = field.edit is Edit.HIDDEN or unknown or field.name in job.omitted
        columns.append((_width(field, known), hidden))
    return tuple(columns)


def _width(field: Field, known: Sequence[Values]) -> float:
    """The field's width, made wider until its longest text fits the highest row of Excel."""
    width = field.width
    if field.takes is Takes.TEXT:
        texts = [str(values.get(field.name) or "") for values in known]
        while (
            width < _WIDEST
            and needed_height([(width, text) for text in texts], SIZE) > EXCEL_MAX_HEIGHT
        ):
            width *= 1.5
    return width


def _rows(
    job: FormJob, ready: Prepared, columns: Columns, texts: SharedStrings, known: Sequence[Values]
) -> str:
    """The table's rows."""
    spec = job.spec
    letters = [column_letters(number) for number in range(1, len(columns) + 1)]
    visible = [
        (width, field.name)
        for field, (width, hidden) in zip(spec.fields, columns, strict=True)
        if not hidden and field.takes is not Takes.RATIO
    ]
    made = []
    for number, (row, values) in enumerate(zip(job.rows, known, strict=True), start=HEADER_ROW + 1):
        asked = {field.name for field in asked_of(spec, row)}
        high = row_height(((width, str(values.get(name) or "")) for width, name in visible), SIZE)
        spans = f'spans="1:{len(columns)}"'
        made.append(f'<row r="{number}" {spans}{height(high, fixed=False)}>')
        for letter, field in zip(letters, spec.fields, strict=True):
            value = values.get(field.name)
            edit = field.edit
            if edit is Edit.ENTRY and field.name not in asked:
                edit = Edit.LAST if value in (None, "") else Edit.LOCKED
            if edit is Edit.HIDDEN:
                if value in (None, ""):
                    continue
                start = f'<c r="{letter}{number}"'
            else:
                start = f'<c r="{letter}{number}" s="{ready.styles[letter, edit]}"'
            made.append(start + _content(field, value, texts))
        made.append("</row>")
    return "".join(made)


def _content(field: Field, value: str | float | None, texts: SharedStrings) -> str:
    """What follows a cell's place and style."""
    if value is None or value == "":
        return "/>"
    if field.takes is Takes.RATIO:
        return f"><f>{escape(str(value).removeprefix('='), quote=False)}</f><v></v></c>"
    if isinstance(value, str):
        text = cell_text(value)
        return texts.cell(text) if text else "/>"
    return figure(value)


def _known(spec: FormSpec, row: FormRow, carried: Carried, number: int) -> Values:
    known: Values = {
        "row_id": row.id,
        **row.issued,
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


def _tail(job: FormJob, ready: Prepared, last: int) -> str:
    """What follows the table: protection, filter, drop-downs, print set-up."""
    unit = shorten(job.unit.name, 60).replace("&", "&&")
    footer = f"&L{unit}&C第 &P 页 共 &N 页&R{job.period.title}"
    tail = ready.tail.replace(str(layout.LAST_ROW), str(last))
    tail = _ONE_CELL.sub(r'sqref="\1"', tail)
    return tail.replace(f">{layout.FOOTER}<", f">{escape(footer, quote=False)}<")


def _sealed(job: FormJob, key: bytes) -> str:
    made = token.Token(
        form=str(job.spec.kind),
        version=job.spec.version,
        period=job.period.name,
        unit=job.unit.code,
        place=job.settings.place,
        rows=token.digest(row.id for row in job.rows),
    )
    return made.sealed(key)


def _identity(job: FormJob, sealed: str, texts: SharedStrings) -> dict[int, list[int]]:
    """The columns of the hidden sheet: 0-based → indices of shared strings."""
    columns = {0: [token.NOTICE, sealed, job.unit.name], 5: [row.id for row in job.rows]}
    for column, name in layout.lists(job.spec).items():
        columns[column] = list(job.spec.field(name).choices)
    return {
        column: [texts.number(text) for text in each] for column, each in columns.items() if each
    }
