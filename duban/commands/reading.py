"""Arrived files read in workers, such that a bad one costs itself and nothing beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import cast

from duban.commands.session import Session, read_file
from duban.executor import Lost
from duban.intake.parse import Job, Parsed, parse, parse_item, unpack
from duban.parcels.unpack import Item

PASSWORDS = "DUBAN_PASSWORDS"
"""Names the environment variable with the passwords of workbooks, split at ; and line breaks."""

_ADVICE = "文件可能已损坏或结构异常，请用Excel或WPS打开核对，另存为xlsx后重新报送。"


def parse_files(session: Session, files: Sequence[tuple[str, Path]], key: bytes) -> list[Parsed]:
    """Everything in ``files`` (the name by which each is spoken of, where it lies), in order."""
    passwords = _passwords()

    def job(name: str, path: Path) -> Job:
        return Job(name, read_file(path), key, passwords=passwords)

    outcomes = session.executor.map(parse, (job(*file) for file in files))
    watched = session.progress(cast(Iterator[object], outcomes), len(files), "读取报表")
    parsed: list[Parsed] = []
    # Rescues start workers of their own, so they wait until the first ones are done.
    for file, outcome in zip(files, list(watched), strict=True):
        if isinstance(outcome, Lost):
            parsed += _one_by_one(session, job(*file), outcome)
        else:
            parsed += cast(tuple[Parsed, ...], outcome)
    return parsed


def _passwords() -> tuple[str, ...]:
    spoken = (word.strip() for word in re.split(r"[;\r\n]", os.environ.get(PASSWORDS, "")))
    return tuple(dict.fromkeys(word for word in spoken if word))


def _one_by_one(session: Session, job: Job, lost: Lost) -> list[Parsed]:
    """A file that its worker did not survive, opened again and each file in it read alone.

    So a mail gives every attachment but the bad one. ``lost`` is what became of it whole.
    """
    (items,) = session.executor.map(unpack, (job,))
    if isinstance(items, Lost) or len(items) <= 1:
        item = Item(job.path, b"", sha256(job.data).hexdigest())
        return [_set_aside(session, item, items if isinstance(items, Lost) else lost)]
    outcomes = session.executor.map(partial(parse_item, job=replace(job, data=b"")), items)
    return [
        _set_aside(session, item, outcome) if isinstance(outcome, Lost) else outcome
        for item, outcome in zip(items, outcomes, strict=True)
    ]


def _set_aside(session: Session, item: Item, lost: Lost) -> Parsed:
    """A file that no worker survived: kept, listed, not used."""
    if lost.detail:
        session.log(lost.detail)
    return Parsed(
        item.path,
        item.sha256,
        item.mail,
        container=False,
        reason=lost.reason,
        advice=_ADVICE,
        unsafe=True,
    )
