"""rehearse: a simulated month, or year, in the inbox, and the list of its faults beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from msgspec.structs import replace

from duban.commands.issuing import forms, refuse_unasked
from duban.commands.session import Session, check_period, find_period, read_taskmap, sound_taskmap
from duban.intake.receipts import FILE_NAME
from duban.mail.journal import FILE_NAME as SENDINGS
from duban.model import FormKind, Period
from duban.register import TaskMap
from duban.rehearse.memory import Memory
from duban.rehearse.play import Stage, play
from duban.rehearse.record import LIST_HEADER, Rehearsal, table
from duban.rehearse.stories import Lot, cast_year
from duban.rehearse.story import Share
from duban.workspace import Stop, write_atomically

_AFTERWARDS = timedelta(days=8)
"""After the deadline, when all of a rehearsed month has come and the next form is issued."""
_INSPECTED_EVERY = 3
"""Months."""
_OF_A_YEAR = Share(acts=60, rows=5, most=6)


def rehearse(session: Session, name: str, seed: int, force: bool) -> list[str]:
    """Plays a period, or with '2023' all of a year's; returns lines for the screen.

    Raises Stop if an inbox is in use. With ``force`` what lies in it is set aside as a folder of
    its own, never deleted.
    """
    with session.workspace.lock("演练"):
        if re.fullmatch(r"20\d{2}", name):
            return _year(session, int(name), seed, force)
        return _month(session, check_period(name), seed, force)


def _month(session: Session, name: str, seed: int, force: bool) -> list[str]:
    taskmap, _ = sound_taskmap(session, name)
    period = find_period(taskmap, name)
    refuse_unasked(taskmap, period, FormKind.PROGRESS)
    lines = _make_room(session, name, force)
    rehearsal = play(_stage(session, taskmap, period), seed)
    _put_down(session, rehearsal)
    listing = session.workspace.inbox(name).with_name(f"{name}-演练清单.csv")
    write_atomically(listing, rehearsal.listing())
    return [
        *lines,
        f"已模拟{len(rehearsal.files)}个文件，放入 inbox/{name}/。",
        f"埋入问题{len(rehearsal.planted)}处，清单在 inbox/{listing.name}。",
    ]


def _year(session: Session, year: int, seed: int, force: bool) -> list[str]:
    """The periods one after the other, each issued when the one before has been returned."""
    taskmap, _ = read_taskmap(session, year)
    periods = sorted(taskmap.periods, key=lambda period: period.name)
    if not periods:
        raise Stop(
            f"任务图的“期次”表没有{year}年的期次，没有演练。",
            "请在“期次”表中逐月增加一行，填写截至日期和报送截止。",
        )
    for period in periods:
        sound_taskmap(session, period.name)
    lines = [line for period in periods for line in _make_room(session, period.name, force)]
    lots = cast_year(taskmap, Random(f"{seed} {year}"))
    stage: Stage | None = None
    memory = Memory()
    files, rows = 0, []
    for place, period in enumerate(periods, start=1):
        stage = _next(session, taskmap, period, stage, memory, lots)
        stage = replace(stage, inspects=place % _INSPECTED_EVERY == 0)
        rehearsal = play(stage, seed)
        _put_down(session, rehearsal)
        memory = rehearsal.memory
        files += len(rehearsal.files)
        rows += rehearsal.rows()
    folder = session.workspace.inbox(periods[0].name).parent
    write_atomically(folder / f"{year}-演练清单.csv", table(LIST_HEADER, rows))
    write_atomically(folder / f"{year}-演练情形.csv", _told(taskmap, lots))
    return [
        *lines,
        f"已模拟{len(periods)}期{files}个文件，放入 inbox/ 各期文件夹。",
        f"埋入问题{len(rows)}处，清单在 inbox/{year}-演练清单.csv；"
        f"各单位的情形在 inbox/{year}-演练情形.csv。",
    ]


def _told(taskmap: TaskMap, lots: Mapping[str, Lot]) -> bytes:
    """Whose year is which story, as a CSV."""
    known = ((unit.name, lots.get(unit.code)) for unit in taskmap.reporting_units)
    rows = [(name, lot.story.label, lot.task) for name, lot in known if lot]
    return table(("单位", "情形", "任务"), rows)


def _put_down(session: Session, rehearsal: Rehearsal) -> None:
    folder = session.workspace.inbox(rehearsal.period.name)
    for file, data in rehearsal.files.items():
        write_atomically(folder / file, data)
    write_atomically(folder / FILE_NAME, rehearsal.journal())
    write_atomically(folder / SENDINGS, rehearsal.sendings())


def _make_room(session: Session, name: str, force: bool) -> list[str]:
    folder = session.workspace.inbox(name)
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    if not force:
        raise Stop(
            f"inbox/{name}/ 里已有文件，没有演练。",
            "请在另一个工作区演练；确要在此演练请加 --force（现有文件整体移到备份文件夹）。",
        )
    aside = folder.with_name(f"{name}.演练前{session.now:%Y%m%d-%H%M%S}")
    folder.rename(aside)
    return [f"原有文件已移到 inbox/{aside.name}/。"]


def _stage(session: Session, taskmap: TaskMap, period: Period) -> Stage:
    """What one period is played on."""
    other = taskmap.period_before(period) or _another(taskmap.periods, period)
    plans = FormKind.PLAN in period.forms
    return Stage(
        taskmap,
        period,
        forms(session, taskmap, period),
        other,
        forms(session, taskmap, other),
        session.workspace.key(),
        forms(session, taskmap, period, FormKind.PLAN) if plans else {},
    )


def _another(periods: Sequence[Period], period: Period) -> Period:
    return next((p for p in periods if p.name != period.name), period)


def _next(
    session: Session,
    taskmap: TaskMap,
    period: Period,
    last: Stage | None,
    memory: Memory,
    lots: Mapping[str, Lot],
) -> Stage:
    """The stage of a year's next period: its forms show what was returned for the one before."""
    if last is None:
        made = _stage(session, taskmap, period)
    else:
        then = replace(session, now=last.period.deadline + _AFTERWARDS)
        plans = FormKind.PLAN in period.forms
        made = Stage(
            taskmap,
            period,
            forms(then, taskmap, period),
            last.period,
            last.forms,
            session.workspace.key(),
            forms(then, taskmap, period, FormKind.PLAN) if plans else {},
        )
    return replace(made, memory=memory, lots=lots, share=_OF_A_YEAR)
