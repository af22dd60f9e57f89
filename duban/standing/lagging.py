"""behind_yellow and behind_red: the lights as findings, one for each task and leading unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duban.catalogue import flag
from duban.model import Finding, Light, Role, Source
from duban.register import TaskMap
from duban.standing.assess import Standing
from duban.standing.gravity import gravity

CODES = {Light.YELLOW: "behind_yellow", Light.RED: "behind_red"}
"""The code of each light that is a finding."""
_ADVICE = {
    Light.YELLOW: "请牵头单位分析原因，倒排工期，限期赶上。",
    Light.RED: "请牵头单位书面说明原因，提出赶超措施和完成时限。",
}


def lagging(taskmap: TaskMap, standings: Sequence[Standing]) -> Iterator[Finding]:
    """One for each task with a yellow or red light and each unit that leads it."""
    leads: dict[str, list[str]] = {}
    for assignment in taskmap.assignments:
        if assignment.role is Role.LEAD:
            leads.setdefault(assignment.task, []).append(taskmap.unit(assignment.unit).name)
    for standing in standings:
        code = CODES.get(standing.light)
        if code is None:
            continue
        reason = standing.why.removeprefix(f"{standing.light.label}：")
        for unit in leads.get(standing.task.key, ()):
            yield flag(
                code,
                f"第{standing.task.key}项亮{standing.light.label}：{reason}",
                _ADVICE[standing.light],
                unit=unit,
                task=standing.task.key,
                source=_worst(standing),
            )


def _worst(standing: Standing) -> Source:
    """Where the judged value of the worst indicator stands; the lead's text if there is none."""
    compared = [value for value in standing.values if value.gap is not None]
    if not compared:
        return standing.text_source
    worst = min(compared, key=gravity)
    return worst.decided_at if worst.basis else worst.source
