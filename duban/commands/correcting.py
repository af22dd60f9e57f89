"""The marked copies of units' workbooks, made in worker processes from what arrived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from duban.commands.reading import job_of
from duban.commands.session import Session
from duban.compilation import Compilation
from duban.emit.corrections import Correction, wanted
from duban.emit.marking import CopyJob, Marking, copied
from duban.emit.reissue import reissued
from duban.executor import Lost
from duban.store import key_of

T = TypeVar("T")


def corrections(
    session: Session, compilation: Compilation
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """'退改/市教育局.xlsx' → bytes, and a line for each that could not be made."""
    jobs = wanted(compilation)
    if not jobs:
        return {}, ()
    # A copy that cannot be marked is made anew, whatever the reason was.
    own = {name: _job(session, job) for name, job in jobs.items() if not job.anew}
    copies = _made(
        session,
        copied,
        own,
        {
            name: key_of("copy", job.marking, job.path, job.holder.digest().digest())
            for name, job in own.items()
        },
    )
    files = {name: made for name, made in copies.items() if isinstance(made, bytes)}
    left = {name: job for name, job in jobs.items() if name not in files}
    key = session.workspace.key()
    names = {name: key_of("form", job, key) for name, job in left.items()}
    forms = _made(session, partial(reissued, key=key), left, names)
    notes: list[str] = []
    for name, job in left.items():
        made = forms[name]
        if not isinstance(made, Lost):
            files[name] = cast(bytes, made)
            continue
        session.log(made.detail)
        number = len(job.findings)
        notes.append(f"没有生成 {name}：{made.reason}。须改正的{number}处见问题清单。")
    return files, tuple(notes)


def _made(
    session: Session,
    function: Callable[[T], bytes | str],
    jobs: Mapping[str, T],
    keys: Mapping[str, str],
) -> dict[str, bytes | str | Lost]:
    """The outcome of each job; what was made before of the same comes from the store.

    Why something cannot be made is no file: it is kept as an empty one.
    """
    made: dict[str, bytes | str | Lost] = {}
    for name in jobs:
        kept = session.store.get(keys[name])
        if kept is not None:
            made[name] = kept or ""
    new = {name: job for name, job in jobs.items() if name not in made}
    for name, outcome in zip(new, session.executor.map(function, new.values()), strict=True):
        made[name] = outcome
        if not isinstance(outcome, Lost):
            session.store.put(keys[name], outcome if isinstance(outcome, bytes) else b"")
    session.store.keep()
    return made


def _job(session: Session, told: Correction) -> CopyJob:
    root = session.workspace.root
    name = _holder(root, told.path)
    holder = job_of(session, name, root / name, key=b"")
    return CopyJob(Marking(told.title, told.findings, told.as_of), told.path, holder)


def _holder(root: Path, path: str) -> str:
    """The file that arrived: ``path``, or what stands before one of the '!' in it."""
    parts = path.split("!")
    holders = ("!".join(parts[:number]) for number in range(1, len(parts) + 1))
    return next((holder for holder in holders if (root / holder).is_file()), path)
