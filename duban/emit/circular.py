"""督查通报.docx: the figures and tables that its template may print."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from duban.compilation import Compilation
from duban.emit.annexes import tables
from duban.emit.papers import Paper
from duban.emit.words import remark, task_words
from duban.gongwen.proof import Expected
from duban.model import Light, TaskClass, UnitStatus
from duban.standing import Standing
from duban.statistics import Share
from duban.text import shorten


def circular(compilation: Compilation) -> Paper:
    """The month's circular with its annexes."""
    return Paper(
        _template(compilation), values(compilation), tables(compilation), _expected(compilation)
    )


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
        "其他数": sum(statistics.others.values()),
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
        "任务": shorten(task_words(standing.task), 30),
        "简称": standing.task.title,
        "单位": list(standing.leads),
        "灯": standing.light.label,
        "完成率": "" if standing.progress is None else f"{standing.progress}%",
        "序时": "" if standing.pace is None else f"{standing.pace}%",
        "偏差": standing.deviation,
        "事由": standing.why.removeprefix(f"{standing.light.label}："),
        "说明": standing.why,
    }
