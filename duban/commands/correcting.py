"""The marked copies of units' workbooks, made in worker processes from what arrived."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from duban.commands.session import Session, read_file
from duban.compilation import Compilation
from duban.emit.corrections import Correction, marked, wanted
from duban.executor import Lost
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
    outcomes = session.executor.map(_work, [_job(session, job) for job in jobs.values()])
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for (name, job), outcome in zip(jobs.items(), outcomes, strict=True):
        if isinstance(outcome, bytes):
            files[name] = outcome
            continue
        if isinstance(outcome, Lost):
            session.log(outcome.detail)
        reason = outcome.reason if isinstance(outcome, Lost) else outcome
        notes.append(f"没有生成 {name}：{reason}。须改正的{len(job.findings)}处见问题清单。")
    return files, tuple(notes)


def _job(session: Session, correction: Correction) -> _Job:
    holder = _holder(session.workspace.root, correction.path)
    return _Job(correction, holder, read_file(session.workspace.root / holder))


def _holder(root: Path, path: str) -> str:
    """The file that arrived: ``path``, or what stands before one of the '!' in it."""
    parts = path.split("!")
    holders = ("!".join(parts[:number]) for number in range(1, len(parts) + 1))
    return next((holder for holder in holders if (root / holder).is_file()), path)


def _work(job: _Job) -> bytes | str:
    items = {item.path: item.data for item in expand(job.holder, job.data)}
    return marked(job.correction, items[job.correction.path])
