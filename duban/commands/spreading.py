"""Where work is done: in processes here or on a cluster; and many workspaces in one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from duban.calendar import Calendar
from duban.commands.recalling import Told, compile_or_recall
from duban.commands.rollup import rollup
from duban.commands.session import Session, check_period
from duban.executor import Cluster, Executor, Lost, Processes, Serial, Unreachable
from duban.store import Store
from duban.workspace import Stop, Workspace

_MEMORY_MIB, _SECONDS = 2048, 900.0
"""What compiling one workspace may take."""


def executor_of(workers: int, scheduler: str) -> Executor:
    """Processes of this machine, or the cluster at ``scheduler``. Raises Stop."""
    return _reached(Cluster(scheduler)) if scheduler else Processes(workers)


def _reached(cluster: Cluster) -> Cluster:
    try:
        cluster.client()
    except Unreachable as reason:
        raise Stop(
            f"连接不上集群 {cluster.address}（{reason}）。",
            "请核对 --scheduler 的地址，并按 requirements-cluster.txt 安装；不用集群时去掉该选项。",
        ) from None
    return cluster


@dataclass(frozen=True, slots=True)
class _Job:
    """One workspace to compile: where, which period, for which moment."""

    root: Path
    period: str
    now: datetime
    calendar: Calendar


def workspaces(folder: Path) -> list[Path]:
    """The workspaces that lie in ``folder``, by name: folders with a taskmap/. Raises Stop."""
    found = sorted(path.parent for path in folder.glob("*/taskmap") if path.is_dir())
    if not found:
        raise Stop(
            f"{folder.name}/ 里没有工作区。",
            "--workspaces 后面写的文件夹里，每个地方一个文件夹，其中有 taskmap 和 inbox。",
        )
    return found


def compile_all(
    session: Session,
    folder: Path,
    period: str | None,
    where: tuple[int, str],
    exits: tuple[int, int],
) -> int:
    """``compile_many`` told line by line and rolled up; returns the exit code.

    ``where``: workers and scheduler; ``exits``: the codes where a workspace has findings of ERROR,
    and where one was not compiled. Raises Stop.
    """
    if period is None:
        raise Stop("用 --workspaces 时须写明期次。", "请写成年-月，如 2023-03。", exit_code=2)
    folder = folder.resolve()
    target = folder / "output" / check_period(period)
    count = failed = 0
    errors = False
    with rollup(target) as tables:
        for name, told in compile_many(session, folder, period, *where):
            session.say(told_of(name, told))
            count += 1
            if isinstance(told, Stop):
                failed += 1
                tables.add(name, None, told.message)
            else:
                errors |= told.has_errors
                tables.add(name, Workspace(folder / name).output(period) / "compilation.json")
    session.say(f"共{count}个工作区，编制{count - failed}个，没有编制{failed}个。")
    session.say(f"汇总在 {folder.name}/output/{period}/。")
    return exits[1] if failed else exits[0] if errors else 0


def compile_many(
    session: Session, folder: Path, period: str, workers: int, scheduler: str
) -> Iterator[tuple[str, Told | Stop]]:
    """Each workspace of ``folder`` compiled as by itself: (its name, what was told or why not).

    A worker takes a whole workspace at a time, so nothing here grows with their number. One that
    took its worker with it is compiled again from here, each of its files in a worker by itself.
    A second run after a kill finds what is done in each workspace's own store.
    """
    spread: Executor = Processes(workers, _MEMORY_MIB, _SECONDS, chunk=1)
    if scheduler:
        spread = _reached(Cluster(scheduler, _MEMORY_MIB, _SECONDS, chunk=1))
    roots = workspaces(folder)
    jobs = [_Job(root, period, session.now, session.calendar) for root in roots]
    lost: list[_Job] = []
    try:
        outcomes = cast(Iterator[object], spread.map(_compile, jobs))
        watched = session.progress(outcomes, len(jobs), "编制各工作区")
        for job, outcome in zip(jobs, watched, strict=True):
            if isinstance(outcome, Lost):
                lost.append(job)
            else:
                yield job.root.name, cast("Told | Stop", outcome)
    finally:
        spread.close()
    for job in lost:
        yield job.root.name, _attempt(replace(_session(job), executor=session.executor), job)


def _compile(job: _Job) -> Told | Stop:
    return _attempt(_session(job), job)


def _session(job: _Job) -> Session:
    space = Workspace(job.root)
    return Session(
        workspace=space,
        now=job.now,
        executor=Serial(),
        say=_silent,
        log=_silent,
        progress=lambda items, _total, _label: items,
        calendar=job.calendar,
        store=Store(space.store()),
    )


def _silent(_text: str) -> None:
    """What one of thousands of compiles would say on the way is not shown."""


def _attempt(session: Session, job: _Job) -> Told | Stop:
    try:
        return compile_or_recall(session, job.period)
    except Stop as stop:
        return Stop(stop.message, stop.advice, stop.exit_code)
    finally:
        session.store.close()


def told_of(name: str, told: Told | Stop) -> str:
    """One workspace's line for the screen."""
    if isinstance(told, Stop):
        return f"{name}：没有编制。{told.message}{told.advice}"
    return f"{name}：{''.join(told.lines[:3])}"
