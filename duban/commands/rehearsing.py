"""rehearse: a simulated month in the inbox, and the list of its faults beside it."""

from __future__ import annotations

from duban.commands.issuing import forms, refuse_unasked
from duban.commands.session import Session, find_period, sound_taskmap
from duban.intake.receipts import FILE_NAME
from duban.mail.journal import FILE_NAME as SENDINGS
from duban.model import FormKind, Period
from duban.register import TaskMap
from duban.rehearse.play import Stage, play
from duban.workspace import Stop, write_atomically


def rehearse(session: Session, name: str, seed: int, force: bool) -> list[str]:
    """Plays period ``name``; returns lines for the screen. Raises Stop if the inbox is in use.

    With ``force`` what lies in the inbox is set aside as a folder of its own, never deleted.
    """
    workspace = session.workspace
    with workspace.lock("演练"):
        taskmap, _ = sound_taskmap(session, name)
        period = find_period(taskmap, name)
        refuse_unasked(taskmap, period, FormKind.PROGRESS)
        lines = _make_room(session, name, force)
        rehearsal = play(_stage(session, taskmap, period), seed)
        folder = workspace.inbox(name)
        for file, data in rehearsal.files.items():
            write_atomically(folder / file, data)
        write_atomically(folder / FILE_NAME, rehearsal.journal(f"inbox/{name}"))
        write_atomically(folder / SENDINGS, rehearsal.sendings())
        listing = folder.with_name(f"{name}-演练清单.csv")
        write_atomically(listing, rehearsal.listing())
    return [
        *lines,
        f"已模拟{len(rehearsal.files)}个文件，放入 inbox/{name}/。",
        f"埋入问题{len(rehearsal.planted)}处，清单在 inbox/{listing.name}。",
    ]


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
    other = taskmap.period_before(period) or next(
        (p for p in taskmap.periods if p.name != period.name), period
    )
    return Stage(
        taskmap,
        period,
        f"inbox/{period.name}",
        forms(session, taskmap, period),
        other,
        forms(session, taskmap, other),
    )
