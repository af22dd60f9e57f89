"""What is different between two compiles of one period, and why: what a 更正 has to say.

Both are made anew from the inbox, for two moments; what came or was decided in between is the
cause of every difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from duban.changes import Grown, Moved, Turned, growths, moves
from duban.compilation import Compilation
from duban.figures import plain
from duban.model import CHINA, Source
from duban.register import TaskMap


class Figure(Struct, frozen=True):
    """A count that is not what it was, by the name that the circular prints it with."""

    name: str
    before: int
    now: int


class Cause(Struct, frozen=True):
    """What came or was decided after the first moment: in words, and where it stands."""

    text: str
    source: Source


class Difference(Struct, frozen=True):
    """Everything that differs between two moments, tasks in the notice's order."""

    since: datetime
    until: datetime
    figures: tuple[Figure, ...]
    moved: tuple[Moved, ...]
    grown: tuple[Grown, ...]
    restated: tuple[Turned, ...]
    causes: tuple[Cause, ...]

    def __bool__(self) -> bool:
        """Whether anything that was printed is otherwise now."""
        return bool(self.figures or self.moved or self.grown or self.restated)


def as_decided(taskmap: TaskMap, moment: datetime) -> TaskMap:
    """The task map without the rulings and inspections that are dated after ``moment``'s day."""
    day = moment.astimezone(CHINA).date()
    return replace(
        taskmap,
        rulings=tuple(r for r in taskmap.rulings if r.on is None or r.on <= day),
        inspections=tuple(i for i in taskmap.inspections if i.on is None or i.on <= day),
    )


def difference(before: Compilation, now: Compilation) -> Difference:
    """What two compilations of one period, the earlier moment first, say differently."""
    then = before.statistics.figures
    figures = now.statistics.figures
    reported = {row.unit.code: row for row in before.reporting}
    return Difference(
        before.as_of,
        now.as_of,
        tuple(
            Figure(name, then.get(name, 0), figures.get(name, 0))
            for name in dict.fromkeys((*then, *figures))
            if then.get(name, 0) != figures.get(name, 0)
        ),
        tuple(moves(before, now)),
        tuple(growths(before, now)),
        tuple(
            Turned(reported[row.unit.code], row)
            for row in now.reporting
            if row.unit.code in reported and reported[row.unit.code].status is not row.status
        ),
        tuple(_causes(before, now)),
    )


def _causes(before: Compilation, now: Compilation) -> Iterator[Cause]:
    deadline = now.period.deadline
    if before.as_of <= deadline < now.as_of:
        yield Cause(f"{deadline.astimezone(CHINA):%Y-%m-%d %H:%M}报送截止", now.period.source)
    for submission in now.submissions:
        if submission.used and submission.receipt.at > before.as_of:
            at = submission.receipt.at.astimezone(CHINA)
            unit = now.taskmap.unit(submission.unit).name
            words = f"{unit}{at:%Y-%m-%d %H:%M}报来第{submission.version}次填报表"
            yield Cause(words, Source(submission.receipt.path))
    known = set(before.taskmap.rulings)
    for ruling in now.taskmap.rulings:
        if ruling.period == now.period.name and ruling not in known:
            whom = "".join((ruling.unit, f"第{ruling.task}项" if ruling.task else ""))
            words = f"{ruling.on}核定{whom}{ruling.subject}：{ruling.reason}"
            yield Cause(words, ruling.source)
    inspected = set(before.taskmap.inspections)
    for found in now.taskmap.inspections:
        if found.period == now.period.name and found not in inspected:
            value = "" if found.verified is None else f"，核实值{plain(found.verified)}"
            words = f"{found.on}核查{found.unit}第{found.task}项{value}"
            yield Cause(words, found.source)
