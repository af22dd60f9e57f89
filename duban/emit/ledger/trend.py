"""趋势: the year's twelve months, each as it stands at the moment of the compile."""

from __future__ import annotations

from collections.abc import Iterator

from duban.compilation import Compilation
from duban.emit.ledger.heads import PLAIN, TENTHS, TREND, title, under
from duban.emit.sheets import Column, Grid, Row
from duban.model import Light, Severity, UnitStatus
from duban.rules import Level
from duban.standing import labels

MET, ON_TIME = "达到占比%", "按时占比%"
"""Headers of the columns that the overview's chart draws."""


def _columns(compilation: Compilation) -> tuple[Column, ...]:
    return (
        Column("月份", 8, centred=True),
        Column("数据截至", 12, centred=True),
        Column("任务数", 8, number=PLAIN, centred=True),
        *(Column(label, 8, number=PLAIN, centred=True) for label in labels(compilation.settings)),
        *(Column(light.label, 8, number=PLAIN, centred=True) for light in Light),
        Column(MET, 10, number=TENTHS, centred=True),
        Column("应报单位", 9, number=PLAIN, centred=True),
        *(Column(status.label, 9, number=PLAIN, centred=True) for status in UnitStatus),
        Column(ON_TIME, 10, number=TENTHS, centred=True),
        *(Column(severity.label, 7, number=PLAIN, centred=True) for severity in Severity),
        *(Column(level.label, 7, number=PLAIN, centred=True) for level in Level),
    )


def trend(compilation: Compilation) -> Grid:
    """The sheet: always twelve rows, a month without returns left blank."""
    note = (
        "注：各月按编制时点已收到的报表和现行任务图重新计算，可能与当月印发的通报不同；"
        "达到占比以任务数为基数，按时占比以应报单位为基数；没有收到报表的月份空白。"
    )
    found = _columns(compilation)
    head = title(compilation, "逐月趋势")
    rows = tuple(_rows(compilation, len(found)))
    return Grid(TREND, head, under(compilation), found, rows, notes=(note,))


def _rows(compilation: Compilation, width: int) -> Iterator[Row]:
    months = {made.period.month: made for made in (*compilation.earlier, compilation)}
    for month in range(1, 13):
        made = months.get(month)
        if made is None:
            yield (f"{month}月", *(None,) * (width - 1))
        else:
            yield (f"{month}月", *_month(made))


def _month(made: Compilation) -> Row:
    counted = made.statistics
    return (
        f"{made.period.cutoff:%Y-%m-%d}",
        counted.tasks,
        *(share.count for share in counted.labels.values()),
        *(share.count for share in counted.lights.values()),
        counted.met.percent,
        counted.units,
        *(share.count for share in counted.statuses.values()),
        counted.statuses[UnitStatus.ON_TIME].percent,
        *counted.findings.values(),
        *counted.steps.values(),
    )
