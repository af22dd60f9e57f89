"""Rehearsed years on the seed notice: an office for them, played, compiled month by month."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from duban.commands.gathering import gather, reminders
from duban.commands.importing import taskmap_of
from duban.commands.rehearsing import rehearse
from duban.commands.session import Session, read_taskmap
from duban.compilation import Compilation, compile_period
from duban.executor import Executor, Serial
from duban.model import FormKind, Role
from duban.notice.importing import Imported, import_notice
from duban.notice.readers import read_notice
from duban.register import TaskMap
from duban.register.write import write
from duban.workspace import Workspace
from tests.office import ROOT
from tests.sample import IMPORTED, KEY, NOTICE, SETTINGS

YEAR = 2023
JUDGED = {"behind_yellow", "behind_red"}
"""What standings add: no fault of a form."""
Place = tuple[str, str, str, str, str, str]
"""(code, unit, task, file, sheet, cell)."""
_LIMITS = ("3月底前建成", "4月底前建成", "5月底前完成", "二季度", "8月底前", "9月底前投用")
_LIMITED_EVERY = 5


def year_office(units: int | None = None) -> TaskMap:
    """The seed notice's task map with all that a year can go wrong in, cut to so many units.

    Units have mailboxes, co-organisers an earlier deadline, February asks for plans as well, and
    one task in so many has a time limit.
    """
    found = import_notice(read_notice(NOTICE.read_bytes(), NOTICE.name, None), YEAR)
    assert isinstance(found, Imported)
    taskmap = taskmap_of(found)
    settings = replace(taskmap.settings, **SETTINGS, co_days_ahead=1)
    taskmap = replace(
        taskmap if units is None else _cut(taskmap, units),
        units=tuple(
            replace(unit, emails=(f"{unit.code.lower()}@example.invalid",))
            for unit in taskmap.reporting_units[:units]
        ),
        periods=tuple(
            replace(p, forms=(FormKind.PROGRESS, FormKind.PLAN)) if p.month == 2 else p
            for p in taskmap.periods
        ),
        settings=settings,
    )
    leads = Counter(a.task for a in taskmap.assignments if a.role is Role.LEAD)
    told = [t.key for t in taskmap.tasks if leads[t.key] == 1 and not taskmap.indicators_of(t.key)]
    due = {key: _LIMITS[n % len(_LIMITS)] for n, key in enumerate(told[::_LIMITED_EVERY])}
    tasks = tuple(replace(task, due=due.get(task.key, "")) for task in taskmap.tasks)
    return replace(taskmap, tasks=tasks)


def _cut(taskmap: TaskMap, units: int) -> TaskMap:
    """``taskmap`` with what its first ``units`` units lead by themselves."""
    names = {unit.name for unit in taskmap.reporting_units[:units]}
    tasks = tuple(
        replace(task, cos=tuple(name for name in task.cos if name in names))
        for task in taskmap.tasks
        if task.leads and names.issuperset(task.leads)
    )
    keys = {task.key for task in tasks}
    indicators = tuple(i for i in taskmap.indicators if i.task in keys)
    return replace(taskmap, tasks=tasks, indicators=indicators, groups=())


def furnished(root: Path, taskmap: TaskMap, executor: Executor | None = None) -> Session:
    """A workspace on disk with the task map, before anything was played."""
    shutil.copytree(ROOT / "templates", root / "templates")
    (root / "taskmap").mkdir()
    (root / "taskmap" / ".key").write_bytes(KEY)
    (root / "taskmap" / f"{YEAR}.xlsx").write_bytes(write(taskmap, IMPORTED))
    crashes: list[str] = []
    return Session(
        workspace=Workspace(root),
        now=IMPORTED,
        executor=executor or Serial(),
        say=crashes.append,
        log=crashes.append,
        progress=lambda items, _total, _label: items,
    )


class Year(Struct, frozen=True):
    """A played year: its session after the last deadline, each month compiled, the stories."""

    session: Session
    months: tuple[Compilation, ...]
    stories: dict[str, tuple[str, str]]
    """情形 → (unit's name, task)."""

    def __repr__(self) -> str:
        # Each month holds those before it, and telling them all takes minutes.
        return f"Year of {len(self.months)} months"

    @property
    def last(self) -> Compilation:
        """December."""
        return self.months[-1]

    def planted(self, period: str) -> Counter[Place]:
        """What the list of faults names for a period."""
        names = ("代码", "单位", "任务", "文件", "工作表", "单元格")
        found: Counter[Place] = Counter()
        for row in _rows(self.session, "演练清单"):
            if row["期次"] == period:
                code, unit, task, file, sheet, cell = (row[name] for name in names)
                found[code, unit, task, file, sheet, cell] += 1
        return found

    def flagged(self, month: Compilation) -> Counter[Place]:
        """What the compile found, lights aside."""
        return Counter(
            (f.code, f.unit, f.task, f.source.file, f.source.sheet, f.source.cell)
            for f in month.findings
            if f.code not in JUDGED
        )


def _rows(session: Session, name: str) -> Iterator[dict[str, str]]:
    path = session.workspace.inbox(f"{YEAR}-01").with_name(f"{YEAR}-{name}.csv")
    yield from csv.DictReader(path.read_text("utf-8-sig").splitlines())


def play_year(session: Session, seed: int) -> None:
    """Plays the year into the workspace, as the command does."""
    rehearse(session, str(YEAR), seed, force=False)


def compile_year(session: Session) -> Year:
    """Compiles the played year month by month, each a week after its deadline."""
    taskmap, _ = read_taskmap(session, YEAR)
    made: tuple[Compilation, ...] = ()
    for period in sorted(taskmap.periods, key=lambda p: p.name):
        session = replace(session, now=period.deadline + timedelta(days=8))
        intake, problems = gather(session, taskmap, period, register=False)
        assert problems == ()
        asked, crashes = reminders(session, period), list[str]()
        month = compile_period(
            *(taskmap, period, intake, session.now, (), crashes.append, made, asked)
        )
        assert crashes == []
        made = (*made, month)
    stories = {row["情形"]: (row["单位"], row["任务"]) for row in _rows(session, "演练情形")}
    return Year(session, made, stories)
