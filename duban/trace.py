"""Where a figure comes from: a count to what was counted, a task to file, sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from duban.compilation import Compilation
from duban.escalation import Step, in_force
from duban.figures import plain
from duban.forms.fields import PLAN
from duban.merge import Planned, Reporting, changes, source, version_before
from duban.model import (
    CHINA,
    NOWHERE,
    FormKind,
    Inspection,
    Light,
    Role,
    Ruling,
    Source,
    Submission,
    Unit,
    UnitStatus,
)
from duban.register.extensions import LASTING
from duban.rules import Level
from duban.scoring import Mark, Score
from duban.standing import Standing, Value
from duban.text import shorten

SCORES = "考核"
"""Names the period's scores, among the figures that can be explained."""


class Trace(Struct, frozen=True):
    """One step of the way: what is said, where it stands, and the steps below it."""

    text: str
    source: Source = NOWHERE
    steps: tuple[Trace, ...] = field(default_factory=tuple)

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The trace as indented lines for the screen."""
        place = f"  [{self.source}]" if self.source != NOWHERE else ""
        yield f"{'  ' * depth}{self.text}{place}"
        for step in self.steps:
            yield from step.lines(depth + 1)

    def tree(self) -> dict[str, Any]:
        """The trace for ``--json``: text, source{file, sheet, cell}, steps[]."""
        return {
            "text": self.text,
            "source": asdict(self.source),
            "steps": [step.tree() for step in self.steps],
        }


def explain(compilation: Compilation, target: str) -> Trace | None:
    """The way behind a task ('22', '22-1'), a unit's name, or a figure ('欠进度', '预警', '考核').

    '' explains the month's totals. None when nothing of the month goes by that name.
    """
    if not target:
        return _month(compilation)
    standing = next((s for s in compilation.standings if s.task.key == target), None)
    if standing is not None:
        return _task(compilation, standing)
    unit = compilation.taskmap.unit_named(target)
    row = next((r for r in compilation.reporting if unit and r.unit.code == unit.code), None)
    if row is not None:
        return _unit(compilation, row)
    return _figure(compilation, target)


def figures(compilation: Compilation) -> tuple[str, ...]:
    """The names of the counts that can be explained."""
    kinds = tuple(kind.label for kinds in (Light, UnitStatus) for kind in kinds)
    levels = tuple(level.label for level in Level)
    return (*compilation.statistics.labels, *kinds, *levels, SCORES)


def _month(compilation: Compilation) -> Trace:
    statistics = compilation.statistics
    parts = [
        Trace(f"{label}{share.count}项，占{share.percent}%")
        for label, share in statistics.labels.items()
    ]
    units = [Trace(f"{kind.label}{share.count}个") for kind, share in statistics.statuses.items()]
    return Trace(
        compilation.period.title,
        steps=(
            Trace(f"任务{statistics.tasks}项", steps=tuple(parts)),
            Trace(f"应报单位{statistics.units}个", steps=tuple(units)),
        ),
    )


def _figure(compilation: Compilation, name: str) -> Trace | None:
    statistics = compilation.statistics
    shares = {kind.label: share for kind, share in statistics.lights.items()}
    for label, share in (*statistics.labels.items(), *shares.items()):
        if label == name:
            counted = [
                Trace(f"第{s.task.key}项 {shorten(s.task.text, 30)}：{s.why}", s.task.source)
                for s in statistics.counted
                if name in (s.label, s.light.label)
            ]
            head = f"{name}{share.count}项，占{statistics.tasks}项的{share.percent}%"
            return Trace(head, steps=tuple(counted))
    for status, share in statistics.statuses.items():
        if status.label == name:
            rows = [row for row in compilation.reporting if row.status is status]
            head = f"{name}{share.count}个，占应报{statistics.units}个的{share.percent}%"
            return Trace(head, steps=tuple(_arrival(row) for row in rows))
    for level, number in statistics.steps.items():
        if level.label == name:
            standing = [step for step in in_force(compilation.steps) if step.level is level]
            return Trace(f"{name}{number}项", steps=tuple(_step(step) for step in standing))
    if name == SCORES:
        ranked = compilation.scores.ranked
        head = f"{compilation.period.title}考核得分，共{len(ranked)}个单位"
        return Trace(head, steps=tuple(_score(row, named=True) for row in ranked))
    return None


def _step(step: Step) -> Trace:
    """A step of the ladder, and below it the events that put its unit there."""
    ended = f"，{step.closed}{step.outcome}" if step.closed else ""
    text = (
        f"{step.unit}{step.subject}：{step.since}起列入{step.level.label}（{step.trigger}）{ended}"
    )
    events = (Trace(f"{event.period} {event.text}", event.source) for event in step.evidence)
    return Trace(text, step.rule.source if step.rule else NOWHERE, tuple(events))


def _score(row: Score, *, named: bool = False) -> Trace:
    """A unit's score: the rules that counted, and below each the events with their cells."""
    tallies = []
    for tally in row.tallies:
        capped = f"，封顶后计{tally.counted}分" if tally.counted != tally.total else ""
        marks = (
            Trace(f"{mark.points}分：{mark.text}{_weights(mark)}", mark.source)
            for mark in tally.marks
        )
        head = f"{tally.rule.event}{len(tally.marks)}次，{tally.total}分{capped}"
        tallies.append(Trace(head, tally.rule.source, tuple(marks)))
    name = f"{row.unit.name}：" if named else ""
    text = f"{name}考核得分{row.total}，第{row.place}名（基础分{row.base}）"
    return Trace(text, steps=tuple(tallies))


def _weights(mark: Mark) -> str:
    return f"（{mark.weighted}）" if mark.weighted else ""


def _task(compilation: Compilation, standing: Standing) -> Trace:
    task, period = standing.task, compilation.period
    rows = [row for row in compilation.merged.rows() if row.task == task.key]
    said = standing.label, standing.light.label
    reason = standing.why.removeprefix(f"{said[1]}：").removeprefix(f"{said[0]}：")
    steps = [
        Trace(f"判定：{'，'.join(said)}。{reason}"),
        *(_value(compilation, value) for value in standing.values),
        *(_answer(compilation, row) for row in rows if FormKind.PROGRESS in period.forms),
        *(_plan(plan) for plan in compilation.plans if plan.task.key == task.key),
        *(_ruling(r) for r in _rulings(compilation, task.key)),
        *(
            Trace(f"[{finding.severity.label}] {finding.message}", finding.source)
            for finding in compilation.findings
            if finding.task == task.key
        ),
        *(_step(step) for step in compilation.steps if step.task == task.key),
    ]
    return Trace(f"第{task.key}项 {task.text}", task.source, tuple(steps))


def _value(compilation: Compilation, value: Value) -> Trace:
    indicator = value.indicator
    head = f"指标“{indicator.name}”：目标{plain(indicator.target)}{indicator.measure}"
    steps = []
    for part in value.parts or (value,):
        if part.reported is not None:
            reported = f"{part.unit}自报{plain(part.reported)}{indicator.measure}"
            steps.append(Trace(reported, part.source))
    if value.reported is None:
        steps.append(Trace("没有报来可用的数值"))
    steps += [
        _inspection(found)
        for found in compilation.taskmap.inspections
        if found.task == indicator.task and found.period == compilation.period.name
    ]
    return Trace(head, indicator.source, tuple(steps))


def _plan(plan: Planned) -> Trace:
    if not plan.answered:
        return Trace(f"{plan.unit.name}：没有报来这一项的分解表")
    said = [
        Trace(f"{PLAN.field(name).header}：{cell.text}", cell.source)
        for name, cell in plan.said.items()
        if cell.text
    ]
    values = [
        Trace(f"{step.period}期应完成“{step.said.text}”", step.said.source) for step in plan.steps
    ]
    return Trace(f"{plan.unit.name}分解表", Source(plan.file), (*values, *said))


def _inspection(found: Inspection) -> Trace:
    value = "未给数值" if found.verified is None else f"核实值{plain(found.verified)}"
    words = (found.kind, found.place, found.means, found.by, str(found.on or ""), found.conclusion)
    said = "，".join(word for word in (value, *words) if word)
    answer = [Trace(f"单位申述：{found.answer}", found.answered_at)] if found.answer else []
    return Trace(f"核查：{said}", found.source, tuple(answer))


def _ruling(ruling: Ruling) -> Trace:
    asked = f"，{ruling.applied}申请" if ruling.applied else ""
    said = f"{ruling.subject} {ruling.target} {ruling.value} {ruling.reason}"
    words = f"核定：{said}（{ruling.by}，{ruling.on}{asked}）"
    return Trace(" ".join(words.split()), ruling.source)


def _rulings(compilation: Compilation, task: str) -> list[Ruling]:
    rulings = compilation.taskmap.rulings
    name = compilation.period.name
    return [
        r
        for r in rulings
        if r.task == task and (r.period == name or (r.subject in LASTING and r.period < name))
    ]


def _answer(compilation: Compilation, row: Any) -> Trace:
    who = f"{row.unit_name}（{Role(row.role).label}）"
    if not row.answered:
        return Trace(f"{who}：没有报来这一行")
    texts = [
        Trace(f"“{row.progress}”", source(row, "progress")) if row.progress else None,
        Trace(f"状态：{row.status}", source(row, "status")) if row.status else None,
        Trace(f"完成值填“{row.value}”{row.assumed}", source(row, "value")) if row.value else None,
    ]
    received = [_version(s) for s in compilation.submissions if s.unit == row.unit and s.used]
    return Trace(who, steps=(*(text for text in texts if text), *received))


def _versions(mine: Sequence[Submission]) -> Iterator[Trace]:
    """Each version with every cell that it changed from the one before."""
    for submission in mine:
        before = version_before(mine, submission)
        found = changes(before, submission) if before and submission.entries else ()
        steps = tuple(Trace(f"改动：{change}", change.source) for change in found)
        yield replace(_version(submission), steps=steps)


def _version(submission: Submission) -> Trace:
    receipt = submission.receipt
    at = receipt.at.astimezone(CHINA)
    words = [
        f"第{submission.version}次报送",
        "采用" if submission.used else f"未采用（{submission.why_not}）",
        f"{at:%Y-%m-%d %H:%M}收到（{receipt.source.label}）",
        f"发件人{receipt.sender}" if receipt.sender else "",
        f"邮件{receipt.message_id}" if receipt.message_id else "",
        f"sha256 {receipt.sha256[:12]}…",
    ]
    return Trace("，".join(word for word in words if word), Source(receipt.path))


def _arrival(row: Reporting) -> Trace:
    at = row.received_at.astimezone(CHINA) if row.received_at else None
    received = f"，{at:%Y-%m-%d %H:%M}收到" if at else ""
    return Trace(f"{row.unit.name}：{row.status.label}{received}", Source(row.file))


def _unit(compilation: Compilation, row: Reporting) -> Trace:
    unit: Unit = row.unit
    count = compilation.statistics.of(unit.name)
    rulings = [
        ruling
        for ruling in compilation.taskmap.rulings
        if ruling.period == compilation.period.name
        and compilation.taskmap.code_of(ruling.unit) == unit.code
    ]
    steps = [
        Trace(f"牵头{count.leads}项，协办{count.cos}项"),
        _arrival(row),
        *_versions([s for s in compilation.submissions if s.unit == unit.code]),
        *(_ruling(ruling) for ruling in rulings),
        *(
            Trace(f"[{finding.severity.label}] {finding.message}", finding.source)
            for finding in compilation.findings
            if finding.unit == unit.name
        ),
        *(_step(step) for step in compilation.steps if step.unit == unit.name),
    ]
    if (score := compilation.scores.of(unit.name)) is not None:
        steps.append(_score(score))
    return Trace(unit.name, unit.source, tuple(steps))
