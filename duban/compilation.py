"""One period compiled: the frozen object that every output reads, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from duban.checks import Context, levelled, put_aside, ruled_out, run, tidy
from duban.escalation import Facts, Step, climb
from duban.intake.collect import Intake
from duban.intake.reports import InspectionReport
from duban.merge import (
    CoWords,
    Merged,
    Planned,
    Reporting,
    co_words,
    merge,
    plans_of,
    reporting,
    with_inspections,
)
from duban.model import Finding, Period, Rejected, Submission
from duban.register import Settings, TaskMap
from duban.register.extensions import effective, remarks
from duban.scoring import Scores, score
from duban.standing import Standing, assess, lagging
from duban.statistics import Statistics, count


class Compilation(Struct, frozen=True):
    """Everything that is printed for one period, as of one moment."""

    period: Period
    as_of: datetime
    taskmap: TaskMap
    merged: Merged
    reporting: tuple[Reporting, ...]
    standings: tuple[Standing, ...]
    findings: tuple[Finding, ...]
    rejected: tuple[Rejected, ...]
    submissions: tuple[Submission, ...]
    statistics: Statistics
    steps: tuple[Step, ...]
    """The year's steps of the ladder up to this period, in force or closed."""
    scores: Scores
    """This period's scores."""
    doubts: tuple[Finding, ...] = ()
    earlier: tuple[Compilation, ...] = ()
    """The year's periods before this one that have returns, as they stand at the same moment."""
    reports: tuple[InspectionReport, ...] = ()
    """Inspection forms that came back."""
    co_words: CoWords = field(default_factory=dict)
    """By task what each of its co-organisers said, or that it said nothing."""
    plans: tuple[Planned, ...] = ()
    """Each lead's plan of each of its tasks, where the period asks for plans."""

    @property
    def facts(self) -> Facts:
        """What the ladder and the scores look at."""
        return Facts(self.period, self.reporting, self.standings, self.findings)

    @property
    def settings(self) -> Settings:
        """The task map's settings."""
        return self.taskmap.settings


def compile_period(
    taskmap: TaskMap,
    period: Period,
    intake: Intake,
    as_of: datetime,
    doubts: Sequence[Finding],
    log: Callable[[str], None],
    earlier: tuple[Compilation, ...] = (),
    reminded: Mapping[str, datetime] | None = None,
) -> Compilation:
    """The whole way from returns to statistics; ``doubts`` are the task map's own warnings.

    ``log`` receives the traceback of a check that crashed; ``reminded`` tells by code when a unit
    was first reminded.
    """
    put_off = remarks(taskmap, period)
    taskmap = with_inspections(effective(taskmap, period), intake, period)
    merged = merge(taskmap, intake)
    status = reporting(taskmap, intake, period, as_of)
    months = {before.period.name: before.merged for before in earlier}
    plans = plans_of(taskmap, intake, period)
    said = co_words(merged, intake, period, as_of)
    context = Context(
        taskmap, period, as_of, intake, merged, status, months, reminded or {}, plans, said
    )
    standings = assess(taskmap, merged, period, [c.merged for c in earlier])
    findings = _findings(context, standings, log)
    standings = _with_remarks(standings, put_off)
    history = (*(known.facts for known in earlier), Facts(period, status, standings, findings))
    steps = climb(taskmap, history)
    return Compilation(
        period=period,
        as_of=as_of,
        taskmap=taskmap,
        merged=merged,
        reporting=status,
        standings=standings,
        findings=findings,
        rejected=intake.rejected,
        submissions=intake.submissions,
        statistics=count(taskmap, standings, status, findings, steps),
        steps=steps,
        scores=score(taskmap, history, steps, (period.name,)),
        doubts=tuple(doubts),
        earlier=earlier,
        reports=intake.reports,
        plans=plans,
        co_words=said,
    )


def _findings(
    context: Context, standings: Sequence[Standing], log: Callable[[str], None]
) -> tuple[Finding, ...]:
    """Everything that is found, at the office's levels and by its rulings, in a fixed order."""
    taskmap = context.taskmap
    order = {unit.name: place for place, unit in enumerate(taskmap.reporting_units)}
    behind = lagging(taskmap, standings)
    found = (*context.intake.findings, *run(context, log), *behind)
    ruled = ruled_out(levelled(found, taskmap), taskmap, context.period.name)
    return tidy(put_aside(ruled, taskmap), order)


def _with_remarks(standings: Sequence[Standing], said: Mapping[str, str]) -> tuple[Standing, ...]:
    """``standings``; those of tasks that were given more time say so."""
    return tuple(
        replace(s, why=f"{s.why}（{said[s.task.key]}）") if s.task.key in said else s
        for s in standings
    )
