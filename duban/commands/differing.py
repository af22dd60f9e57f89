"""diff: two compiles of one period held side by side, and the correction that they call for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import asdict

from duban.commands.compiling import compile_taskmap, difference_since
from duban.commands.session import Session, find_period, sound_taskmap
from duban.difference import Difference
from duban.emit.correction import reasons
from duban.model import CHINA
from duban.standing import shown_value
from duban.workspace import Stop


def differ(session: Session, name: str, since: datetime | None, as_json: bool) -> list[str]:
    """Lines (or one JSON text) on what differs since that moment. Raises Stop.

    Without ``since`` the moment at which the circular was issued (期次, 印发时点) is meant.
    """
    taskmap, _ = sound_taskmap(session, name)
    period = find_period(taskmap, name)
    moment = since or period.issued
    if moment is None:
        raise Stop(
            f"没有写明与哪个时点比较，{name} 也没有填写印发时点。",
            "请加 --since 2023-04-03T17:00，或在任务图“期次”表中填写“印发时点”。",
            exit_code=2,
        )
    if moment >= session.now:
        raise Stop("比较的时点不早于编制时点。", "请写一个较早的时点。", exit_code=2)
    found = difference_since(session, compile_taskmap(session, taskmap, period), moment)
    if as_json:
        return [json.dumps(_tree(found), ensure_ascii=False, sort_keys=True, indent=1)]
    return list(_lines(found))


def _lines(found: Difference) -> Iterator[str]:
    since, until = (f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" for at in (found.since, found.until))
    yield f"{since} 与 {until} 两次编制相比："
    if not found:
        yield "数字没有变化。"
        return
    for figure in found.figures:
        yield f"{figure.name}：{figure.before} → {figure.now}"
    for moved in found.moved:
        yield (
            f"第{moved.now.task.key}项：{moved.before.label}、{moved.before.light.label}"
            f" → {moved.now.label}、{moved.now.light.label}（{moved.now.why}）"
        )
    for grown in found.grown:
        indicator, values = grown.now.indicator, (grown.before, grown.now)
        old, new = (shown_value(value) for value in values)
        place = grown.now.decided_at if grown.now.basis else grown.now.source
        yield f"第{indicator.task}项“{indicator.name}”：{old} → {new}  [{place}]"
    for restated in found.restated:
        name = restated.now.unit.name
        yield f"{name}：{restated.before.status.label} → {restated.now.status.label}"
    yield "原因："
    places = [cause.source for cause in found.causes]
    for number, words in enumerate(reasons(found.causes)):
        yield f"  {words}" + (f"  [{places[number]}]" if places else "")


def _tree(found: Difference) -> dict[str, Any]:
    """The difference for ``--json``."""
    return {
        "since": found.since.astimezone(CHINA).isoformat(),
        "until": found.until.astimezone(CHINA).isoformat(),
        "figures": [asdict(figure) for figure in found.figures],
        "tasks": [
            {
                "task": moved.now.task.key,
                "before": {"class": moved.before.task_class, "light": moved.before.light},
                "now": {"class": moved.now.task_class, "light": moved.now.light},
            }
            for moved in found.moved
        ],
        "values": [
            {
                "task": grown.now.indicator.task,
                "indicator": grown.now.indicator.seq,
                "before": str(grown.before.judged),
                "now": str(grown.now.judged),
                "source": asdict(grown.now.source),
            }
            for grown in found.grown
        ],
        "units": [
            {
                "unit": restated.now.unit.name,
                "before": restated.before.status,
                "now": restated.now.status,
            }
            for restated in found.restated
        ],
        "causes": [{"text": cause.text, "source": asdict(cause.source)} for cause in found.causes],
    }
