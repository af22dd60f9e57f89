"""督查通报.docx: the figures that its template may print, and the table of all tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from duban.compilation import Compilation
from duban.emit.papers import Paper
from duban.emit.words import GAP_NOTE, gap_words, names_of, remark, share_words, target_words
from duban.gongwen.document import Column, Table, chinese_date
from duban.gongwen.proof import Expected
from duban.model import Light, TaskClass, UnitStatus
from duban.standing import Standing, shown_value
from duban.statistics import Share
from duban.text import shorten

_TASK_CHARACTERS = 60


def circular(compilation: Compilation) -> Paper:
    """The month's circular with the table of all tasks and the ranking of the units."""
    tables = {"任务进展总表": overview(compilation), "单位排名表": ranking(compilation)}
    return Paper(_template(compilation), values(compilation), tables, _expected(compilation))


def _expected(compilation: Compilation) -> Expected:
    """What the proofreader holds the wording against: its totals, however it is edited."""
    statistics = compilation.statistics
    totals = (Decimal(statistics.tasks), Decimal(statistics.units))
    return Expected(
        length=compilation.settings.length,
        figures={"列入督查的任务共": totals[0], "应报送单位": totals[1]},
        wholes=totals,
        # Shares are rounded so that they sum to 100.0, so one may be a tenth off its quotient.
        slack=Decimal("0.1"),
    )


def _template(compilation: Compilation) -> str:
    settings, month = compilation.settings, compilation.period.month
    if month == 12 and settings.annual:
        return "年度通报.j2"
    return "季度通报.j2" if month % 3 == 0 and settings.quarterly else "督查通报.j2"


def values(compilation: Compilation) -> dict[str, object]:
    """What the template may print, by the Chinese names that README.zh-CN.md lists."""
    period, settings, statistics = (
        compilation.period,
        compilation.settings,
        compilation.statistics,
    )
    return {
        "地区": settings.place,
        "督查机构": settings.office,
        "任务名称": settings.subject,
        "报头": settings.masthead,
        "主送": settings.recipients,
        "抄送": settings.copies_to,
        "附注": remark(settings, period),
        "联系电话": settings.telephone,
        "期次": period.title,
        "年": period.year,
        "月": period.month,
        "季度": (period.month + 2) // 3,
        "截至": period.cutoff,
        "报送截止": period.deadline,
        "时点": compilation.as_of,
        "截止依据": period.basis,
        "任务总数": statistics.tasks,
        "量化任务": statistics.measured,
        "分类": {kind.label: _share(share) for kind, share in statistics.classes.items()},
        "亮灯": {kind.label: _share(share) for kind, share in statistics.lights.items()},
        "分类列表": [
            {"名称": label, **_share(share)} for label, share in statistics.labels.items()
        ],
        "其他原因": [
            {"原因": reason, "数": number} for reason, number in statistics.others.items()
        ],
        "达到": _share(statistics.met),
        "较好单位数": len(statistics.good),
        "较好单位": [count.unit for count in statistics.good if count.ahead][: settings.praised],
        "应报": statistics.units,
        "已报": statistics.reported,
        "报送": {kind.label: _share(share) for kind, share in statistics.statuses.items()},
        "单位": {kind.label: _units(compilation, kind) for kind in UnitStatus},
        **_behind(statistics.counted),
        "待确认": len(compilation.doubts),
    }


def _behind(standings: Sequence[Standing]) -> dict[str, list[dict[str, object]]]:
    """The tasks with a yellow or red light and those not started: all, and as they are told.

    What rests on a figure or a time limit is told one by one, red and then yellow; where there is
    only the lead's word, one sentence names them all.
    """
    lit = [s for s in standings if s.light in (Light.RED, Light.YELLOW)]
    lit.sort(key=lambda s: (s.gap is None, s.gap or 0, s.task.no, s.task.subtask))
    shown = [s for s in lit if s.deviation or s.overdue or s.task_class is TaskClass.NOT_STARTED]
    idle = [s for s in standings if s.task_class is TaskClass.NOT_STARTED]
    parts = {
        "滞后": lit,
        "红灯任务": [s for s in shown if s.light is Light.RED],
        "黄灯任务": [s for s in shown if s.light is Light.YELLOW],
        "自报滞后": [s for s in lit if s not in shown],
        "未启动": idle,
        "自报未启动": [s for s in idle if s not in lit],
    }
    return {name: [_late_task(s) for s in part] for name, part in parts.items()}


def _share(share: Share) -> dict[str, object]:
    return {"数": share.count, "占比": f"{share.percent}%"}


def _units(compilation: Compilation, status: UnitStatus) -> list[str]:
    return [row.unit.name for row in compilation.reporting if row.status is status]


def _late_task(standing: Standing) -> dict[str, object]:
    return {
        "序号": standing.task.key,
        "任务": shorten(standing.task.title or standing.task.text, 30),
        "简称": standing.task.title,
        "单位": list(standing.leads),
        "灯": standing.light.label,
        "完成率": "" if standing.progress is None else f"{standing.progress}%",
        "序时": "" if standing.pace is None else f"{standing.pace}%",
        "偏差": standing.deviation,
        "事由": standing.why.removeprefix(f"{standing.light.label}："),
        "说明": standing.why,
    }


def overview(compilation: Compilation) -> Table:
    """All tasks in the notice's order; an indicator a row, the task's own cells merged."""
    columns = (
        Column("序号", number=True),
        Column("重点工作"),
        Column("牵头单位"),
        Column("量化指标"),
        Column("年度目标", number=True),
        Column("累计完成", number=True),
        Column("完成率%", number=True),
        Column("差距（百分点）", number=True),
        Column("进度分类"),
        Column("亮灯"),
    )
    rows = tuple(row for standing in compilation.standings for row in _rows(standing))
    day = chinese_date(compilation.period.cutoff)
    note = f"注：数据截至{day}；共{compilation.statistics.tasks}项任务；{GAP_NOTE}"
    decided = (v.basis for s in compilation.standings for v in s.values if v.basis)
    for basis in dict.fromkeys(decided):
        note += f"；标“{basis}”的数值经督查机构{basis}，不是自报值"
    return Table(columns, rows, notes=(f"{note}。",))


def ranking(compilation: Compilation) -> Table:
    """The units that lead anything, from the smallest share at pace to the largest."""
    columns = (
        Column("名次", number=True),
        Column("单位"),
        Column("牵头任务", number=True),
        Column("达到序时进度", number=True),
        Column("占比%", number=True),
        Column("黄灯", number=True),
        Column("红灯", number=True),
        Column("报送情况"),
    )
    statuses = {row.unit.name: row.status.label for row in compilation.reporting}
    rows = tuple(
        (
            str(count.place),
            count.unit,
            str(count.leads),
            str(count.met.count),
            str(count.met.percent),
            str(count.lights[Light.YELLOW]),
            str(count.lights[Light.RED]),
            statuses[count.unit],
        )
        for count in compilation.statistics.ranked
    )
    note = (
        "注：由低到高排列；占比以各单位牵头任务数为基数，几个单位牵头的任务在各单位分别计数；"
        "占比相同的，红灯、黄灯多的名次靠后；未报送、报空表的单位名次在最后。"
    )
    return Table(columns, rows, notes=(note,))


def _rows(standing: Standing) -> Iterator[tuple[str | None, ...]]:
    task = standing.task
    head = (
        task.key,
        task.title or shorten(task.text, _TASK_CHARACTERS),
        names_of(standing.leads),
    )
    tail = (standing.label, standing.light.label)
    if not standing.values:
        yield (*head, "", "", "", "", "", *tail)
        return
    for number, value in enumerate(standing.values):
        middle = (
            value.indicator.name,
            target_words(value.indicator),
            shown_value(value),
            share_words(value.progress),
            gap_words(value.gap),
        )
        if number == 0:
            yield (*head, *middle, *tail)
        else:
            yield (None, None, None, *middle, None, None)
