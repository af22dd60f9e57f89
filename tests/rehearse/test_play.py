"""On the rehearsed month of the real notice every planted fault is found, and nothing else."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from duban.commands.importing import taskmap_of
from duban.compilation import Compilation, compile_period
from duban.intake import receipts
from duban.intake.collect import collect
from duban.intake.parse import Job, parse
from duban.mail.journal import load, reminded_unit
from duban.model import CHINA, Inspection, Milestone, Period, Role, UnitStatus
from duban.notice.importing import Imported, import_notice
from duban.notice.readers import read_notice
from duban.register import TaskMap
from duban.rehearse.faults import FAULTS, OWN
from duban.rehearse.play import Stage, play
from duban.rehearse.record import Rehearsal
from tests.office import KEY, office
from tests.office import issued as issue
from tests.sample import NOTICE

SEEDS = (1, 2, 3, 7)
OF_A_YEAR = {"copied_from_last_period", "co_silent", *OWN}
"""What needs a month before, a time limit, an inspection, an earlier deadline of co-organisers."""
CODES = {fault.code for fault in FAULTS} - OF_A_YEAR | {
    "missing",
    "late",
    "after_reminder",
    "empty",
    "wrong_period",
    "superseded",
    "revised",
    "bad_signature",
    "wrong_unit",
    "unsafe_file",
    "unknown_file",
    "foreign_form",
    "outdated_form",
    "column_missing",
    "several_units",
    "lead_co_conflict",
}
JUDGED = {"behind_yellow", "behind_red"}
"""What standings add: no fault of a form."""
Fault = tuple[str, str, str, str, str]


def stage_of(taskmap: TaskMap, period: Period, other: Period) -> Stage:
    forms = {
        p.name: {u.code: issue(taskmap, u, p) for u in taskmap.reporting_units}
        for p in (period, other)
    }
    return Stage(taskmap, period, forms[period.name], other, forms[other.name], KEY)


@pytest.fixture(scope="module")
def stage() -> Stage:
    """The seed notice, imported, with March's and February's forms issued."""
    found = import_notice(read_notice(NOTICE.read_bytes(), NOTICE.name, None), 2023)
    assert isinstance(found, Imported)
    taskmap = taskmap_of(found)
    march, february = taskmap.period("2023-03"), taskmap.period("2023-02")
    assert march
    assert february
    return stage_of(taskmap, march, february)


def compiled(stage: Stage, rehearsal: Rehearsal, as_of: datetime) -> Compilation:
    """The rehearsed inbox compiled with its own journal of receipts."""
    items = [
        item
        for name, data in sorted(rehearsal.files.items())
        for item in parse(Job(f"{rehearsal.folder}/{name}", data, KEY))
    ]
    known, problems = receipts.load(rehearsal.journal())
    rows, new = receipts.reconcile(known, [item.arrival for item in items], as_of)
    assert (problems, new) == ((), ())
    intake = collect(items, rows, stage.taskmap, stage.period.name, as_of)
    log: list[str] = []
    reminded = {
        reminded_unit(step.key, stage.period): step.at
        for step in load(rehearsal.sendings())
        if step.at and step.at <= as_of
    }
    made = compile_period(stage.taskmap, stage.period, intake, as_of, (), log.append, (), reminded)
    assert log == []
    return made


def planted(rehearsal: Rehearsal) -> list[Fault]:
    return sorted((p.code, p.unit, p.task, p.file, p.cell) for p in rehearsal.planted)


def flagged(made: Compilation) -> list[Fault]:
    return sorted(
        (f.code, f.unit, f.task, f.source.file, f.source.cell)
        for f in made.findings
        if f.code not in JUDGED
    )


def afterwards(stage: Stage) -> datetime:
    return stage.period.deadline + timedelta(days=12)


@pytest.fixture(scope="module", params=SEEDS)
def played(stage: Stage, request: pytest.FixtureRequest) -> Iterator[Rehearsal]:
    yield play(stage, request.param)


def test_recall_and_precision_are_both_one(stage: Stage, played: Rehearsal) -> None:
    made = compiled(stage, played, afterwards(stage))
    assert flagged(made) == planted(played)
    assert {fault[0] for fault in planted(played)} == CODES


def test_after_the_deadline_the_statuses_partition_the_units(
    stage: Stage, played: Rehearsal
) -> None:
    statuses = compiled(stage, played, afterwards(stage)).statistics.statuses
    after = [s for s in UnitStatus if s is not UnitStatus.PENDING]
    assert sum(statuses[s].count for s in after) == len(stage.taskmap.reporting_units)
    assert statuses[UnitStatus.PENDING].count == 0


def test_before_the_deadline_those_who_have_not_reported_are_pending(
    stage: Stage, played: Rehearsal
) -> None:
    at = stage.period.deadline - timedelta(days=1, hours=12)
    made = compiled(stage, played, at)
    statuses = {row.unit.name: row.status for row in made.reporting}
    assert set(statuses.values()) == {UnitStatus.ON_TIME, UnitStatus.PENDING}
    codes = {f.code for f in made.findings}
    assert not codes & {"missing", "late"}
    pending = {f.unit for f in made.findings if f.code == "pending"}
    assert pending == {name for name, s in statuses.items() if s is UnitStatus.PENDING}


@pytest.fixture(scope="module")
def small() -> Stage:
    """Three units and six tasks."""
    taskmap = office()
    march, february = taskmap.period("2023-03"), taskmap.period("2023-02")
    assert march
    assert february
    return stage_of(taskmap, march, february)


def test_a_small_office_leaves_out_the_acts_that_fit_nobody(small: Stage) -> None:
    for seed in range(12):
        rehearsal = play(small, seed)
        made = compiled(small, rehearsal, datetime(2023, 4, 10, tzinfo=CHINA))
        assert flagged(made) == planted(rehearsal), seed


def test_the_same_seed_plays_the_same_bytes_and_another_seed_others(small: Stage) -> None:
    one, again, other = play(small, 1), play(small, 1), play(small, 2)
    assert one.files == again.files
    assert one.listing() == again.listing()
    assert one.journal() == again.journal()
    assert one.files != other.files


def test_where_limits_have_passed_and_inspectors_were_who_lags_behind_is_found(
    stage: Stage,
) -> None:
    alone = {i.task for i in stage.taskmap.indicators if i.seq == 1} - {
        i.task for i in stage.taskmap.indicators if i.seq > 1
    }
    limits, milestone = ("2", "5", "45", "47", "61", "80"), "21"
    open_ = alone - {*limits, milestone}
    seen = [i for i in stage.taskmap.indicators if i.task in open_]
    leads = {
        a.task: stage.taskmap.unit(a.unit).name
        for a in reversed(stage.taskmap.assignments)
        if a.role is Role.LEAD
    }
    taskmap = replace(
        stage.taskmap,
        tasks=tuple(
            replace(t, due="2月底前") if t.key in limits else t for t in stage.taskmap.tasks
        ),
        inspections=tuple(
            Inspection("2023-03", i.task, leads[i.task], i.seq, i.target / 4) for i in seen[:12]
        ),
        milestones=(Milestone(milestone, "2023-03", 1, Decimal(400)),),
    )
    changed = replace(stage, taskmap=taskmap)
    for seed in (1, 2):
        rehearsal = play(changed, seed)
        assert flagged(compiled(changed, rehearsal, afterwards(changed))) == planted(rehearsal)
        assert set(OWN) <= {fault[0] for fault in planted(rehearsal)}
