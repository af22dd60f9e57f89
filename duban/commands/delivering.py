"""A level and the one below in one run: its workspaces' ledgers are its own returns."""

from __future__ import annotations

from datetime import datetime

from duban.commands.cities import Cities, Folder
from duban.commands.recalling import compile_or_recall
from duban.commands.session import Session, find_period, read_file, sound_taskmap
from duban.commands.spreading import compile_all, given
from duban.emit.ledger import FILE
from duban.executor import Executor
from duban.forms.ledger import answered
from duban.model import CHINA
from duban.text import safe_name
from duban.workspace import Stop, Workspace, keep

FOLDER = "下级汇总"
"""Where in inbox/<period>/ ledgers are delivered."""


def compile_upwards(
    session: Session, cities: Cities, period: str | None, spread: Executor, exits: tuple[int, int]
) -> int:
    """``compile_all``; then the session's own workspace, to which each ledger was delivered.

    One that was not compiled is not delivered: what it delivered before still lies there, and is
    what counts. Raises Stop before anything is compiled if the own workspace cannot be.
    """
    name, own = given(period), session.workspace
    if isinstance(cities, Folder) and cities.root in (own.root, own.root.parent):
        raise Stop(
            f"上级的工作区 {own.root.name} 不能放在下级各工作区的文件夹里。",
            "请移到该文件夹之外，用 --workspace 指明，重新运行。",
        )
    find_period(sound_taskmap(session, name)[0], name)
    new: list[str] = []

    def take(city: str) -> None:
        if deliver(own, name, session.now, city, cities.output(city, name, FILE)):
            new.append(city)

    code = compile_all(session, cities, name, spread, exits, take)
    session.say(f"新送入{len(new)}份汇总，放在 {own.root.name}/inbox/{name}/{FOLDER}/。")
    told = compile_or_recall(session, name)
    for line in told.lines:
        session.say(line)
    return code or (exits[0] if told.has_errors else 0)


def deliver(superior: Workspace, period: str, now: datetime, name: str, ledger: bytes) -> bool:
    """Puts ``name``'s ledger into the inbox, unless the last one there by ``now`` answers the same.

    A compile for a later moment that answers the same is no second return. What lies there is
    left as it is; files are named such that of two at one moment the later counts. Raises Stop.
    """
    folder = superior.inbox(period) / FOLDER / safe_name(name)
    moment = f"{now.astimezone(CHINA):%Y%m%dT%H%M%S}"
    known = sorted(path for path in folder.glob("*.xlsx") if path.name[: len(moment)] <= moment)
    if known and answered(read_file(known[-1])) == answered(ledger):
        return False
    number = 1 + sum(path.name.startswith(moment) for path in known)
    keep(folder / f"{moment}-{number:02d}.xlsx", ledger)
    return True
