"""What is different from the period before: tasks that moved, values, reporting, corrections.

Made of two compilations of one moment; every output that speaks of a change reads these values.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from duban.compilation import Compilation
from duban.figures import plain
from duban.intake.collect import is_filled
from duban.merge import Reporting, text_of
from duban.model import Light, Period, Source, Submission, TaskClass, UnitStatus, Word
from duban.standing import Standing, Value


class Course(Word):
    """走向: where a task, judged by class and then by light, went since the period before."""

    BETTER = "better", "转好"
    WORSE = "worse", "转差"
    OTHER = "other", "其他变化"


class Moved(Struct, frozen=True):
    """A task whose class or light is not what it was."""

    before: Standing
    now: Standing
    course: Course


class Grown(Struct, frozen=True):
    """An indicator whose judged value is known in both periods and differs, by ``by``."""

    before: Value
    now: Value
    by: Decimal


class Turned(Struct, frozen=True):
    """A unit whose reporting is stated otherwise than before, or that is late again."""

    before: Reporting
    now: Reporting


class Corrected(Struct, frozen=True):
    """A value of this period that was put right: by whom (``how``), from what to what."""

    task: str
    indicator: str
    unit: str
    before: str
    now: str
    how: str
    source: Source


class Changes(Struct, frozen=True):
    """Everything that changed, tasks and values in the notice's order, units in protocol order.

    ``since`` is the period compared with; None where the one before has no returns, and then
    only ``corrected`` can hold anything.
    """

    since: Period | None
    moved: tuple[Moved, ...]
    grown: tuple[Grown, ...]
    turned: tuple[Turned, ...]
    corrected: tuple[Corrected, ...]


def changes(compilation: Compilation) -> Changes:
    """What changed against the period right before, and what was corrected in this one."""
    since = compilation.taskmap.period_before(compilation.period)
    before = next((made for made in compilation.earlier if made.period == since), None)
    corrected = (*_decided(compilation), *_sent_again(compilation))
    if before is None:
        return Changes(None, (), (), (), corrected)
    moved, grown = tuple(moves(before, compilation)), tuple(growths(before, compilation))
    return Changes(before.period, moved, grown, tuple(_turned(before, compilation)), corrected)


def moves(before: Compilation, now: Compilation) -> Iterator[Moved]:
    """The tasks of both compilations whose class or light differs, in the notice's order."""
    for old, new in _pairs(before, now):
        if (old.task_class, old.light) != (new.task_class, new.light):
            yield Moved(old, new, _course(old, new))


def growths(before: Compilation, now: Compilation) -> Iterator[Grown]:
    """The indicators of both compilations whose judged value is known in both and differs."""
    for old, new in _pairs(before, now):
        yield from _grown(old, new)


def _pairs(before: Compilation, now: Compilation) -> Iterator[tuple[Standing, Standing]]:
    then = {standing.task.key: standing for standing in before.standings}
    return ((then[new.task.key], new) for new in now.standings if new.task.key in then)


_CLASSES = (
    TaskClass.NOT_STARTED,
    TaskClass.BEHIND,
    TaskClass.ON_TRACK,
    TaskClass.AHEAD,
    TaskClass.DONE,
)
_LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN)


def _course(before: Standing, now: Standing) -> Course:
    classes = (before.task_class, now.task_class)
    lights = (before.light, now.light)
    if classes[0] is not classes[1] and set(classes) <= set(_CLASSES):
        step = _CLASSES.index(now.task_class) - _CLASSES.index(before.task_class)
    elif classes[0] is classes[1] and set(lights) <= set(_LIGHTS):
        step = _LIGHTS.index(now.light) - _LIGHTS.index(before.light)
    else:
        return Course.OTHER
    return Course.BETTER if step > 0 else Course.WORSE


def _grown(before: Standing, now: Standing) -> Iterator[Grown]:
    then = {value.indicator.seq: value for value in before.values}
    for value in now.values:
        old = then.get(value.indicator.seq)
        if old is None or old.judged is None or value.judged is None:
            continue
        if old.judged != value.judged:
            yield Grown(old, value, value.judged - old.judged)


def _turned(before: Compilation, now: Compilation) -> Iterator[Turned]:
    then = {row.unit.code: row for row in before.reporting}
    for row in now.reporting:
        old = then.get(row.unit.code)
        if old and (old.status is not row.status or row.status is UnitStatus.LATE):
            yield Turned(old, row)


def _decided(compilation: Compilation) -> Iterator[Corrected]:
    """Reported values in whose place the office or its inspectors put another."""
    for standing in compilation.standings:
        for value in standing.values:
            if value.basis and value.judged is not None and value.judged != value.reported:
                reported = "" if value.reported is None else plain(value.reported)
                yield Corrected(
                    standing.task.key,
                    value.indicator.name,
                    value.unit or "、".join(standing.leads),
                    reported,
                    plain(value.judged),
                    value.basis,
                    value.decided_at,
                )


def _sent_again(compilation: Compilation) -> Iterator[Corrected]:
    """Values that a unit changed itself in a later version of its form."""
    names = {(i.task, i.seq): i.name for i in compilation.taskmap.indicators}
    versions: dict[str, list[Submission]] = {}
    for submission in compilation.submissions:
        usable = submission.period == compilation.period.name and is_filled(submission)
        if usable and submission.receipt.at <= compilation.as_of:
            versions.setdefault(submission.unit, []).append(submission)
    for unit in compilation.taskmap.reporting_units:
        for old, new in pairwise(versions.get(unit.code, ())):
            then = {(entry.assignment, entry.indicator): entry for entry in old.entries}
            for entry in new.entries:
                previous = then.get((entry.assignment, entry.indicator))
                cell = entry.cells.get("value")
                if previous is None or cell is None:
                    continue
                texts = text_of(previous.cells.get("value")), text_of(cell)
                if texts[0] != texts[1]:
                    task = entry.assignment.split("/")[0]
                    place = Source(new.receipt.path, entry.sheet, cell.address)
                    name = names.get((task, entry.indicator), "")
                    yield Corrected(task, name, unit.name, *texts, "重新报送", place)
