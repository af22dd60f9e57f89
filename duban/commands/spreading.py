"""Many workspaces compiled in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

from msgspec import Struct

from duban.calendar import Calendar
from duban.commands.cities import Cities
from duban.commands.recalling import Told, compile_or_recall
from duban.commands.rollup import rollup
from duban.commands.session import Session, check_period
from duban.commands.tables import has_parquet
from duban.executor import Executor, Lost, Serial
from duban.store import Store
from duban.workspace import Stop


class _Job(Struct, frozen=True):
    """One workspace to compile: which, which period, for which moment."""

    cities: Cities
    name: str
    period: str
    now: datetime
    calendar: Calendar


def given(period: str | None) -> str:
    """The period, which many workspaces are not left to find for themselves. Raises Stop."""
    if period is None:
        raise Stop("用 --workspaces 时须写明期次。", "请写成年-月，如 2023-03。", exit_code=2)
    return check_period(period)


def _nobody(_name: str) -> None:
    """Takes nothing."""


def compile_all(
    session: Session,
    cities: Cities,
    period: str | None,
    spread: Executor,
    exits: tuple[int, int],
    take: Callable[[str], None] = _nobody,
) -> int:
    """``compile_many`` told line by line and rolled up; returns the exit code.

    ``exits``: the codes where a workspace has findings of ERROR, and where one was not compiled.
    ``take`` is handed the name of each as soon as it is compiled. Raises Stop.
    """
    name_of_period = given(period)
    names = cities.names()
    done: list[bool] = []
    failed: list[str] = []

    def fill(folder: Path) -> None:
        with rollup(folder) as tables:
            for name, told in compile_many(session, cities, names, name_of_period, spread):
                session.say(told_of(name, told))
                if isinstance(told, Stop):
                    failed.append(name)
                    tables.add(name, None, told.message)
                else:
                    done.append(told.has_errors)
                    tables.add(name, cities.output(name, name_of_period, "compilation.json"))
                    take(name)

    published = cities.renew(name_of_period, fill)
    total = len(done) + len(failed)
    session.say(f"共{total}个工作区，编制{len(done)}个，没有编制{len(failed)}个。")
    formats = "CSV 和 Parquet" if has_parquet() else "CSV；安装 pyarrow 后另有 Parquet"
    session.say(f"汇总在 {cities.label.rstrip('/')}/output/{name_of_period}/（{formats}）。")
    for note in published.notes():
        session.say(note)
    return exits[1] if failed else exits[0] if any(done) else 0


def compile_many(
    session: Session, cities: Cities, names: Sequence[str], period: str, spread: Executor
) -> Iterator[tuple[str, Told | Stop]]:
    """Each workspace of ``names`` compiled as by itself: (its name, what was told or why not).

    A worker takes a whole workspace at a time, so nothing here grows with their number. One that
    took its worker with it is compiled again from here, each of its files in a worker by itself.
    A second run after a kill finds what is done in each workspace's own store.
    """
    jobs = [_Job(cities, name, period, session.now, session.calendar) for name in names]
    outcomes = cast(Iterator[object], spread.map(_compile, jobs))
    watched = session.progress(outcomes, len(jobs), "编制各工作区")
    lost: list[_Job] = []
    for job, outcome in zip(jobs, watched, strict=True):
        if isinstance(outcome, Lost):
            lost.append(job)
        else:
            yield job.name, cast("Told | Stop", outcome)
    for job in lost:
        yield job.name, _compile(job, session.executor)


def _compile(job: _Job, executor: Executor | None = None) -> Told | Stop:
    """In a worker, which is alone with its workspace; or from here, with an executor's help."""
    try:
        with job.cities.workspace(job.name, job.period) as space:
            session = Session(
                workspace=space,
                now=job.now,
                executor=executor or Serial(),
                say=_silent,
                log=_silent,
                progress=lambda items, _total, _label: items,
                calendar=job.calendar,
                store=Store(space.store()),
            )
            try:
                return compile_or_recall(session, job.period)
            finally:
                session.store.close()
    except Stop as stop:
        return Stop(stop.message, stop.advice, stop.exit_code)


def _silent(_text: str) -> None:
    """What one of thousands of compiles would say on the way is not shown."""


def told_of(name: str, told: Told | Stop) -> str:
    """One workspace's line for the screen."""
    if isinstance(told, Stop):
        return f"{name}：没有编制。{told.message}{told.advice}"
    return f"{name}：{''.join(told.lines[:3])}"
