"""单位情况, 按牵头单位, 按分管领导: how each unit reports, and what units and leaders stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from duban.compilation import Compilation
from duban.emit.ledger.heads import PLAIN, TENTHS, title, under
from duban.emit.sheets import Column, Grid, Row, link_to
from duban.escalation import gravest
from duban.model import CHINA, Light, Role, Source, TaskClass
from duban.standing import Standing, labels

_BEHIND = (TaskClass.BEHIND, TaskClass.NOT_STARTED)
PLACES = "位次按达到占比从高到低，相同的亮红灯、黄灯少的在前"
"""How units that lead tasks are ranked, printed with every such column."""
_MET = "“达到序时”为已完成、超进度、达进度三类之和，占比以该行任务数为基数"


def _counts(compilation: Compilation) -> tuple[Column, ...]:
    """The columns of what a unit or a leader answers for: by class, by light, what met its pace."""
    kinds = (*labels(compilation.settings), *(light.label for light in Light))
    return (
        *(Column(kind, 8, number=PLAIN, centred=True) for kind in kinds),
        Column("达到序时", 9, number=PLAIN, centred=True),
        Column("达到占比%", 10, number=TENTHS, centred=True),
        Column("欠进度、未启动的任务（序号）", 34),
    )


def units(compilation: Compilation) -> Grid:
    """The sheet of every expected unit's reporting, in protocol order."""
    columns = (
        Column("单位", 22),
        Column("类别", 10, centred=True),
        Column("报送状态", 10, centred=True),
        Column("收到时间", 18, centred=True),
        Column("时间来源", 11, centred=True),
        Column("采用版本", 9, number=PLAIN, centred=True),
        Column("报送次数", 9, number=PLAIN, centred=True),
        Column("是否退回", 9, centred=True),
        Column("牵头任务", 9, number=PLAIN, centred=True),
        Column("协办任务", 9, number=PLAIN, centred=True),
        Column("问题数", 8, number=PLAIN, centred=True),
        Column("督办层级", 9, centred=True),
        Column("得分", 8, number=PLAIN, centred=True),
        Column("得分位次", 9, number=PLAIN, centred=True),
        Column("打开", 7, centred=True, printed=False),
        Column("采用文件", 60, printed=False),
    )
    rows = _reporting(compilation)
    head = title(compilation, "单位情况")
    return Grid("单位情况", head, under(compilation), columns, rows)


def _reporting(compilation: Compilation) -> Iterator[Row]:
    counts = {count.unit: count for count in compilation.statistics.by_unit}
    levels = gravest(compilation.steps, lambda step: step.unit)
    scores = {score.unit.name: score for score in compilation.scores.rows}
    for row in compilation.reporting:
        count = counts[row.unit.name]
        score, level = scores.get(row.unit.name), levels.get(row.unit.name)
        received = row.received_at.astimezone(CHINA) if row.received_at else None
        yield (
            row.unit.name,
            row.unit.kind,
            row.status.label,
            f"{received:%Y-%m-%d %H:%M}" if received else "",
            row.receipt.label if row.receipt else "",
            row.version or None,
            row.versions or None,
            "是" if row.sent_back else "",
            count.leads,
            count.cos,
            count.findings,
            level.label if level else "",
            score.total if score else None,
            score.place if score else None,
            link_to(Source(row.file)),
            row.file,
        )


def by_unit(compilation: Compilation) -> Grid:
    """The sheet of what each unit leads, by class and light, in protocol order."""
    columns = (
        Column("单位", 22),
        Column("位次", 7, number=PLAIN, centred=True),
        Column("牵头任务", 9, number=PLAIN, centred=True),
        *_counts(compilation),
    )
    led = _led(compilation)
    rows = (
        (
            count.unit,
            count.place,
            count.leads,
            *count.labels.values(),
            *count.lights.values(),
            count.met.count,
            count.met.percent,
            "、".join(_keys(led[count.unit])),
        )
        for count in compilation.statistics.by_unit
        if count.leads
    )
    note = f"注：一项任务有几个牵头单位的分别计入各单位；{_MET}；{PLACES}。"
    head = title(compilation, "按牵头单位统计表")
    return Grid("按牵头单位", head, under(compilation), columns, rows, notes=(note,))


def by_leader(compilation: Compilation) -> Grid:
    """The sheet of what each leader has in charge, in the notice's order."""
    columns = (
        Column("分管领导", 16),
        Column("分管任务", 9, number=PLAIN, centred=True),
        *_counts(compilation),
    )
    charges: dict[str, list[Standing]] = {}
    for standing in compilation.statistics.counted:
        charges.setdefault(standing.task.leader, []).append(standing)
    rows = (
        (
            count.leader or "（任务图未填）",
            count.tasks,
            *count.labels.values(),
            *count.lights.values(),
            count.met.count,
            count.met.percent,
            "、".join(_keys(charges[count.leader])),
        )
        for count in compilation.statistics.by_leader
    )
    head = title(compilation, "按分管领导统计表")
    return Grid("按分管领导", head, under(compilation), columns, rows, notes=(f"注：{_MET}。",))


def _led(compilation: Compilation) -> Mapping[str, list[Standing]]:
    """The standings of the tasks that each unit leads, by the unit's name."""
    by_task = {standing.task.key: standing for standing in compilation.standings}
    led: dict[str, list[Standing]] = {}
    for assignment in compilation.taskmap.assignments:
        if assignment.role is Role.LEAD:
            name = compilation.taskmap.unit(assignment.unit).name
            led.setdefault(name, []).append(by_task[assignment.task])
    return led


def _keys(standings: list[Standing]) -> list[str]:
    return [s.task.key for s in standings if s.task_class in _BEHIND]
