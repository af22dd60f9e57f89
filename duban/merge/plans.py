"""分解表: what each lead planned for each of its tasks, with the cell that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from duban.forms.fields import MONTHS
from duban.forms.rows import FormRow, expected_rows
from duban.intake.collect import Intake, is_filled
from duban.merge.frame import text_of
from duban.model import (
    NOWHERE,
    Doubt,
    Entry,
    FormKind,
    Indicator,
    Milestone,
    Period,
    Source,
    Submission,
    Task,
    Unit,
)
from duban.quantity import read_quantity
from duban.register import TaskMap
from duban.text import clean
from duban.timelimit import TimeLimit, time_limit

_TIME = r"(?:[\d一二三四五六七八九十第]{1,3}(?:月|季度)|[上下]半年|年底)"
_NEXT = rf"[，,](?=(?:力争|确保|计划|于)?(?:\d{{4}}年)?{_TIME})"
_PARTS = re.compile(rf"[;；。\n]+|{_NEXT}")
"""Between two deeds: '5月底前开工，12月底前完工' are two."""
_BRACKETED, _DOTTED = r"[（(]?\d{1,2}[)）]", r"\d{1,2}[.、．](?!\d)"
_ORDINAL = re.compile(rf"^\s*(?:{_BRACKETED}|{_DOTTED}|[一二三四五六七八九十]{{1,2}}、)\s*")
_SAID = ("work", "deeds", "quality", "share", "leader", "handler", "phone")

OWN = "单位在分解表中自定的指标，请核对目标值、计量单位、方向和类型"
"""Why an indicator that a unit proposes is to be confirmed."""


class Said(Struct, frozen=True):
    """A cell of the plan: its text, and where it stands or is to be filled in."""

    text: str = ""
    source: Source = NOWHERE


class Step(Struct, frozen=True):
    """应完成值: what an indicator is to reach by the end of ``period``.

    ``value`` is None where no number can be taken from what stands in the cell.
    """

    indicator: Indicator | None
    period: str
    value: Decimal | None
    said: Said


class Deed(Struct, frozen=True):
    """应完成事项 and when; ``period`` is '' where it lasts or names no time in the year."""

    text: str
    limit: TimeLimit
    period: str
    source: Source


class Planned(Struct, frozen=True):
    """One lead's plan of one task. ``filled``: its form is in with contents; ``answered``: so is

    this task's first row. ``said`` holds 工作措施, 责任领导 and so on by field name; ``own`` is the
    indicator that the unit proposes for a task that has none, ``unclear`` where it is incomplete.
    """

    unit: Unit
    task: Task
    filled: bool = False
    answered: bool = False
    file: str = ""
    said: Mapping[str, Said] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    deeds: tuple[Deed, ...] = ()
    own: Indicator | None = None
    unclear: Said | None = None

    def text(self, name: str) -> str:
        """What the field says, '' if nothing."""
        return self.said.get(name, Said()).text

    def at(self, name: str) -> Source:
        """Where the field stands."""
        return self.said.get(name, Said()).source


def plans_of(taskmap: TaskMap, intake: Intake, period: Period) -> tuple[Planned, ...]:
    """One for each task and unit that leads it, by unit; empty where no plans are asked for."""
    if FormKind.PLAN not in period.forms:
        return ()
    found: list[Planned] = []
    for unit in taskmap.reporting_units:
        submission = intake.used(unit.code, FormKind.PLAN)
        rows = expected_rows(taskmap, unit.code, FormKind.PLAN)
        for task in dict.fromkeys(row.task for row in rows):
            mine = [row for row in rows if row.task == task]
            found.append(_planned(taskmap, unit, task, mine, submission))
    return tuple(found)


def _planned(
    taskmap: TaskMap, unit: Unit, task: Task, rows: Sequence[FormRow], submission: Submission | None
) -> Planned:
    if submission is None:
        return Planned(unit, task)
    path = submission.receipt.path
    entries = {(entry.assignment, entry.indicator): entry for entry in submission.entries}
    answers = [
        (row, entries.get((row.assignment.id, row.indicator.seq if row.indicator else 0)))
        for row in rows
    ]
    first = answers[0][1]
    own, unclear = _own(task, first, path) if first and rows[0].indicator is None else (None, None)
    said = {name: _said(first, name, path) for name in _SAID} if first else {}
    steps = [
        step
        for row, entry in answers
        if entry
        for step in _steps(taskmap, row.indicator or own, entry, path)
    ]
    return Planned(
        unit=unit,
        task=task,
        filled=is_filled(submission),
        answered=first is not None,
        file=path,
        said=said,
        steps=tuple(steps),
        deeds=tuple(_deeds(taskmap, said["deeds"])) if first else (),
        own=own,
        unclear=unclear,
    )


def _said(entry: Entry, name: str, path: str) -> Said:
    cell = entry.cells.get(name)
    return Said(text_of(cell), Source(path, entry.sheet, cell.address if cell else ""))


def _own(task: Task, entry: Entry, path: str) -> tuple[Indicator | None, Said | None]:
    """The indicator that a unit proposes, and where it is not complete."""
    name, target, measure = (_said(entry, n, path) for n in ("indicator", "target", "measure"))
    if not (name.text or target.text):
        return None, None
    value = read_quantity(target.text, measure.text).value if measure.text else None
    if not name.text or not measure.text or value is None:
        return None, next((s for s in (name, target, measure) if not s.text), target)
    doubt = Doubt(OWN)
    return Indicator(
        task.key, 1, name.text, value, measure.text, doubt=doubt, source=name.source
    ), None


def _steps(
    taskmap: TaskMap, indicator: Indicator | None, entry: Entry, path: str
) -> Iterator[Step]:
    measure = indicator.measure if indicator else ""
    for month, name in enumerate(MONTHS, start=1):
        said = _said(entry, name, path)
        if said.text:
            reading = read_quantity(said.text, measure)
            if reading.value is not None or reading.ambiguous:
                yield Step(indicator, f"{taskmap.year}-{month:02d}", reading.value, said)


def _deeds(taskmap: TaskMap, said: Said) -> Iterator[Deed]:
    for part in _PARTS.split(clean(said.text)):
        text = _ORDINAL.sub("", part).strip(" ，,")
        if text:
            limit = time_limit(text, taskmap.year)
            yield Deed(text, limit, _period_by(taskmap, limit), said.source)


def _period_by(taskmap: TaskMap, limit: TimeLimit) -> str:
    """The first period of progress whose figures can show what stands by then; '' if none can.

    What is due after the year's last cut-off stands with its last period.
    """
    periods = [period for period in taskmap.periods if FormKind.PROGRESS in period.forms]
    if limit.by is None or limit.by.year != taskmap.year or not periods:
        return ""
    reached = [period.name for period in periods if period.cutoff >= limit.by]
    return min(reached) if reached else max(period.name for period in periods)


class Proposed(Struct, frozen=True):
    """A row that the office may take into the task map, and the unit whose plan it is from."""

    unit: str
    row: Milestone | Indicator


class Proposal(Struct, frozen=True):
    """What all plans come to: rows for the sheets 节点 and 指标, and what was left out and why."""

    milestones: tuple[Proposed, ...] = ()
    indicators: tuple[Proposed, ...] = ()
    left_out: tuple[tuple[Planned, str, str, Source], ...] = ()
    """(plan, what it says, why it gives no row, where it stands)."""


def propose(taskmap: TaskMap, plans: Iterable[Planned]) -> Proposal:
    """The rows of the lead that each task names first and that has planned anything.

    Another lead's plan of the same task is left out, never mixed in: the office decides.
    """
    places = {(a.task, a.unit): place for place, a in enumerate(taskmap.assignments)}
    ordered = sorted(plans, key=lambda plan: places[plan.task.key, plan.unit.code])
    milestones: list[Proposed] = []
    indicators: list[Proposed] = []
    left_out: list[tuple[Planned, str, str, Source]] = []
    spoken: dict[str, Unit] = {}
    for plan in ordered:
        if not (plan.steps or plan.deeds or plan.own):
            continue
        first = spoken.setdefault(plan.task.key, plan.unit)
        if first != plan.unit:
            why = f"另一牵头单位，以列在前面的{first.name}为准"
            left_out += [(plan, text, why, source) for text, source in _words(plan)]
            continue
        if plan.own:
            indicators.append(Proposed(plan.unit.name, plan.own))
        milestones += [Proposed(plan.unit.name, row) for row in _milestones(plan)]
        left_out += [(plan, text, why, source) for text, why, source in _unused(plan)]
    key = taskmap_order(taskmap)
    return Proposal(
        tuple(sorted(milestones, key=lambda p: (key[p.row.task], _when(p.row)))),
        tuple(sorted(indicators, key=lambda p: key[p.row.task])),
        tuple(left_out),
    )


def taskmap_order(taskmap: TaskMap) -> dict[str, int]:
    """Task key → its place in the sheet 任务."""
    return {task.key: place for place, task in enumerate(taskmap.tasks)}


def _when(row: Milestone | Indicator) -> tuple[int, str]:
    assert isinstance(row, Milestone)
    return row.indicator, row.period


def _words(plan: Planned) -> Iterator[tuple[str, Source]]:
    if plan.own:
        yield f"自定指标“{plan.own.name}”", plan.own.source
    for step in plan.steps:
        name = f"“{step.indicator.name}”" if step.indicator else ""
        yield f"{name}{step.period}期应完成{step.said.text}", step.said.source
    for deed in plan.deeds:
        yield deed.text, deed.source


def _milestones(plan: Planned) -> Iterator[Milestone]:
    quality, task = plan.text("quality"), plan.task.key
    dated = [deed for deed in plan.deeds if deed.period]
    for deed in dated:
        yield Milestone(task, deed.period, deed=deed.text, quality=quality, source=deed.source)
    last = plan.steps[-1] if plan.steps and not dated else None
    for step in plan.steps:
        if step.indicator and step.value is not None:
            seq, source = step.indicator.seq, step.said.source
            words = quality if step is last else ""
            yield Milestone(task, step.period, seq, step.value, quality=words, source=source)


def _unused(plan: Planned) -> Iterator[tuple[str, str, Source]]:
    for deed in plan.deeds:
        if not deed.period:
            why = "长期坚持，不设节点" if deed.limit.lasting else "看不出本年内的时限"
            yield deed.text, why, deed.source
    for step in plan.steps:
        if step.value is None:
            yield step.said.text, "不是一个数", step.said.source
        elif step.indicator is None:
            yield step.said.text, "没有指标名称、目标值和计量单位", step.said.source
