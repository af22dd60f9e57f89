"""总览: the month on one page, its counts in blocks and five native charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from duban.compilation import Compilation
from duban.emit.ledger.charts import Area, Bars, Look, Trace, bars, lines
from duban.emit.ledger.heads import PLAIN, TENTHS, title, under
from duban.emit.ledger.trend import MET, ON_TIME
from duban.emit.sheets import FIRST_ROW, Grid, Styles, set_page
from duban.model import Light
from duban.rowheight import row_height
from duban.statistics import Share, Statistics
from duban.text import cell_text

NAME = "总览"
_WIDTHS = (12, 7, 8, 1.5, 22, 7, 8, 1.5, 52, 1.5, 52, 1.5)
"""Two blocks of three columns and two columns of charts, a gap after each."""
_LEFT, _RIGHT, _CHARTS = 0, 4, (8, 10)
"""First column of each block, and the columns in which the charts stand."""
_PIXELS = 7
"""Pixels of a column unit, as Excel counts with its own font."""
_LINE = 21.0
_ROWS, _TALL = (4, 13, 22), 8
"""First row of each row of blocks and charts, 0-based; rows that a chart is high."""
_MOST = 8
"""Units that are named as behind with the most tasks."""
_CLASS_LOOKS = (Look.MIDDLE, Look.LIGHT, Look.LIGHT, Look.STRIPED, Look.DARK, Look.EMPTY)
_LIGHT_LOOKS = (Look.LIGHT, Look.STRIPED, Look.DARK, Look.EMPTY)
_STATUS_LOOKS = (Look.MIDDLE, Look.STRIPED, Look.DOTTED, Look.DARK, Look.LIGHT, Look.EMPTY)


class _Block(Struct, frozen=True):
    """A small table: three headers, and rows of a word, a figure and another figure or ''.

    A last header of '' leaves its column out.
    """

    headers: tuple[str, str, str]
    rows: tuple[tuple[str, object, object], ...]
    last_form: str = TENTHS


def overview(compilation: Compilation, months: Grid) -> Callable[[Any, Styles], None]:
    """What adds the sheet; its charts draw the cells of its blocks and of ``months`` (趋势)."""
    return lambda book, styles: _add(book, styles, compilation, months)


def _add(book: Any, styles: Styles, compilation: Compilation, months: Grid) -> None:
    sheet = book.add_worksheet(NAME)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    total = sum(_WIDTHS)
    for row, text, style, least in (
        (0, title(compilation, "进展总览"), styles.title, 34.0),
        (1, under(compilation), styles.under, 20.0),
        (2, _summary(compilation), styles.note, 20.0),
    ):
        text = cell_text(text)
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, text, style)
        sheet.set_row(row, max(least, row_height([(total, text)], style.font_size)))
    statistics = compilation.statistics
    write = _Blocks(sheet, styles)
    classes = write.block(0, _LEFT, _shares("进度分类", "项数", statistics.labels))
    lights = write.block(0, _RIGHT, _shares("亮灯", "项数", _worded(statistics.lights)))
    statuses = write.block(1, _LEFT, _shares("报送状态", "个数", _worded(statistics.statuses)))
    write.block(1, _RIGHT, _found(compilation))
    write.block(2, _LEFT, _totals(statistics))
    behind = write.block(2, _RIGHT, _most_behind(statistics))
    charts = (
        bars(book, "任务按进度分类（项）", *_single(classes, _CLASS_LOOKS)),
        bars(book, "任务按亮灯（项）", *_single(lights, _LIGHT_LOOKS)),
        bars(book, "单位按报送状态（个）", *_single(statuses, _STATUS_LOOKS)),
        bars(
            book,
            "亮黄灯、红灯任务较多的牵头单位（项）",
            behind[0],
            (
                Bars(Light.YELLOW.label, behind[1], (Look.PALE,)),
                Bars(Light.RED.label, behind[2], (Look.DARK,)),
            ),
            flat=True,
        ),
        _trend(book, months),
    )
    for number, chart in enumerate(charts):
        row, place = divmod(number, 2)
        _insert(sheet, chart, _ROWS[row], _CHARTS[place], _CHARTS[-1 if row == 2 else place])
    set_page(sheet, small=True)
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)


def _insert(sheet: Any, chart: Any, row: int, first: int, last: int) -> None:
    """Lays the chart over whole cells, so that it grows with the columns of another font."""
    pixels = sum(int(width * _PIXELS + 0.5) + 5 for width in _WIDTHS[first : last + 1])
    chart.set_size({"width": pixels, "height": _TALL * _LINE * 4 / 3})
    sheet.insert_chart(row, first, chart, {"object_position": 1})


Areas = tuple[Area, Area, Area]
"""Where a block's three columns stand, header and total left out."""


class _Blocks:
    """Writes blocks into the sheet."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        self._sheet, self._styles = sheet, styles
        for row in range(_ROWS[0], _ROWS[-1] + _MOST + 1):
            sheet.set_row(row, _LINE)

    def block(self, place: int, column: int, block: _Block) -> Areas:
        """Writes ``block`` into the row of blocks ``place``; returns where its columns stand."""
        first = _ROWS[place]
        sheet, styles = self._sheet, self._styles
        for index, header in enumerate(filter(None, block.headers)):
            sheet.write_string(first, column + index, header, styles.header)
        for row, (word, *figures) in enumerate(block.rows, start=first + 1):
            word = cell_text(word)
            shaded = word in styles.shades
            style = styles.shade(word, "") if shaded else styles.text("", centred=True)
            sheet.write_string(row, column, word, style)
            high = row_height([(_WIDTHS[column], word)], styles.size)
            if high > _LINE:
                sheet.set_row(row, high)
            for index, form in ((1, PLAIN), (2, block.last_form)):
                figure = figures[index - 1]
                style = styles.number(form, "", centred=True)
                if not block.headers[index]:
                    continue
                if figure == "":
                    sheet.write_blank(row, column + index, None, style)
                else:
                    sheet.write_number(row, column + index, float(str(figure)), style)
        last = first + len(block.rows)
        one, two, three = (Area(NAME, column + i, first + 1, last) for i in range(3))
        return one, two, three


def _single(areas: Areas, looks: tuple[Look, ...]) -> tuple[Area, tuple[Bars, ...]]:
    names, values, _ = areas
    return names, (Bars("", values, looks),)


def _worded(shares: Mapping[Any, Share]) -> dict[str, Share]:
    return {kind.label: share for kind, share in shares.items()}


def _shares(head: str, counted: str, shares: Mapping[str, Share]) -> _Block:
    rows = [(label, share.count, share.percent) for label, share in shares.items()]
    return _Block((head, counted, "占比%"), tuple(rows))


def _found(compilation: Compilation) -> _Block:
    counts = compilation.statistics.findings
    rows = [(severity.label, number, "") for severity, number in counts.items()]
    return _Block(("问题等级", "条数", ""), (*rows, ("未采用文件", len(compilation.rejected), "")))


def _totals(statistics: Statistics) -> _Block:
    met = statistics.met
    return _Block(
        ("合计", "数量", "占比%"),
        (
            ("任务", statistics.tasks, ""),
            ("有量化指标", statistics.measured, ""),
            ("达到序时", met.count, met.percent),
            ("应报单位", statistics.units, ""),
            ("已报单位", statistics.reported, ""),
        ),
    )


def _most_behind(statistics: Statistics) -> _Block:
    """The units with the most yellow and red lights, the most first."""

    def lit(lights: Mapping[Light, int]) -> tuple[int, int]:
        return lights[Light.YELLOW] + lights[Light.RED], lights[Light.RED]

    units = sorted(statistics.by_unit, key=lambda count: lit(count.lights), reverse=True)
    rows = [
        (count.unit, count.lights[Light.YELLOW], count.lights[Light.RED])
        for count in units[:_MOST]
        if any(lit(count.lights))
    ]
    heads = ("滞后较多的牵头单位", Light.YELLOW.label, Light.RED.label)
    return _Block(heads, tuple(rows) or (("（无）", 0, 0),), PLAIN)


def _trend(book: Any, months: Grid) -> Any:
    headers = [column.header for column in months.columns]
    columns = tuple(zip(*months.rows, strict=True))
    names, met, on_time = (
        Area(months.name, place, FIRST_ROW, FIRST_ROW + len(columns[place]) - 1, columns[place])
        for place in (0, headers.index(MET), headers.index(ON_TIME))
    )
    return lines(
        book,
        "逐月趋势（%）",
        names,
        (
            Trace("达到序时进度的任务占比", met, "solid", "circle"),
            Trace("按时报送的单位占比", on_time, "dash", "diamond"),
        ),
    )


def _summary(compilation: Compilation) -> str:
    statistics = compilation.statistics
    return (
        f"列入督查的任务共{statistics.tasks}项，达到序时进度（已完成、超进度、达进度）"
        f"{statistics.met.count}项，占{statistics.met.percent}%；应报送单位{statistics.units}个，"
        f"已报{statistics.reported}个。任务占比以{statistics.tasks}项、报送占比以"
        f"{statistics.units}个为基数。"
    )
