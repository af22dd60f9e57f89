"""更正说明: proposed where figures of a circular moved after it was issued."""

from __future__ import annotations

from collections.abc import Sequence

from duban.changes import Moved
from duban.compilation import Compilation
from duban.difference import Cause, Difference
from duban.emit.papers import Paper
from duban.emit.words import remark
from duban.standing import Standing, shown_value

FILE, TEMPLATE = "更正说明.docx", "更正说明.j2"


def correction(compilation: Compilation, found: Difference) -> Paper:
    """The proposal; ``found`` is what differs from the moment that the circular was issued for."""
    settings, period = compilation.settings, compilation.period
    values = {
        "地区": settings.place,
        "督查机构": settings.office,
        "任务名称": settings.subject,
        "主送": settings.recipients,
        "附注": remark(settings, period),
        "期次": period.title,
        "年": period.year,
        "月": period.month,
        "印发时点": found.since,
        "时点": found.until,
        "数字": [{"名称": f.name, "原": f.before, "现": f.now} for f in found.figures],
        "任务": [_task(moved) for moved in found.moved],
        "数值": [
            {
                "序号": grown.now.indicator.task,
                "指标": grown.now.indicator.name,
                "原": shown_value(grown.before),
                "现": shown_value(grown.now),
            }
            for grown in found.grown
        ],
        "单位": [
            {
                "名称": restated.now.unit.name,
                "原": restated.before.status.label,
                "现": restated.now.status.label,
            }
            for restated in found.restated
        ],
        "原因": reasons(found.causes),
    }
    return Paper(TEMPLATE, values)


def reasons(causes: Sequence[Cause]) -> list[str]:
    """The causes in words; a difference without one comes from an edited task map."""
    return [cause.text for cause in causes] or ["任务图或设置有改动"]


def _task(moved: Moved) -> dict[str, object]:
    return {
        "序号": moved.now.task.key,
        "原": _judged(moved.before),
        "现": _judged(moved.now),
    }


def _judged(standing: Standing) -> str:
    return f"{standing.label}、{standing.light.label}"
