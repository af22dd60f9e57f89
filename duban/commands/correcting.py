"""The marked copies of units' workbooks, made in worker processes from what arrived."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from duban.commands.session import Session, read_file
from duban.compilation import Compilation
from duban.emit.corrections import Correction, marked, wanted
from duban.emit.reissue import reissued
from duban.parcels.unpack import expand


@dataclass(frozen=True, slots=True)
class _Job:
    """A correction, and the arrived file that is its original or holds it."""

    correction: Correction
    holder: str
    data: bytes


def corrections(
    session: Session, compilation: Compilation
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """'退改/市教育局.xlsx' → bytes, and a line for each that could not be made."""
    jobs = wanted(compilation)
    if not jobs:
        return {}, ()
    # A copy that cannot be marked is made anew, whatever the reason was.
    own = {name: _job(session, job) for name, job in jobs.items() if not job.anew}
    files = _copies(session, own)
    left = {name: job for name, job in jobs.items() if name not in files}
    forms = session.executor.map(partial(reissued, key=session.workspace.key()), left.values())
    notes: list[str] = []
    for (name, job), made in zip(left.items(), forms, strict=True):
        if isinstance(made, bytes):
            files[name] = made
            continue
        session.log(made.detail)
        number = len(job.findings)
        notes.append(f"没有生成 {name}：{made.reason}。须改正的{number}处见问题清单。")
    return files, tuple(notes)


def _copies(session: Session, jobs: dict[str, _Job]) -> dict[str, bytes]:
    """Those that could be marked; what was marked before in the same way comes from the store."""
    keys = {name: f"copy:{sha256(pickle.dumps(job)).hexdigest()}" for name, job in jobs.items()}
    files = {name: kept for name in jobs if (kept := session.store.get(keys[name])) is not None}
    new = {name: job for name, job in jobs.items() if name not in files}
    for name, made in zip(new, session.executor.map(_copy, new.values()), strict=True):
        if isinstance(made, bytes):
            files[name] = made
            session.store.put(keys[name], made)
    session.store.keep()
    return files


def _job(session: Session, correction: Correction) -> _Job:
    holder = _holder(session.workspace.root, correction.path)
    return _Job(correction, holder, read_file(session.workspace.root / holder))


def _holder(root: Path, path: str) -> str:
    """The file that arrived: ``path``, or what stands before one of the '!' in it."""
    parts = path.split("!")
    holders = ("!".join(parts[:number]) for number in range(1, len(parts) + 1))
    return next((holder for holder in holders if (root / holder).is_file()), path)


def _copy(job: _Job) -> bytes | str:
    items = {item.path: item.data for item in expand(job.holder, job.data)}
    return marked(job.correction, items[job.correction.path])
