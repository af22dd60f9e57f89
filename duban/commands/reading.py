"""Arrived files read in workers, such that a bad one costs itself and nothing beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import cast

from msgspec.structs import replace

from duban.commands.session import Session, opened
from duban.executor import Lost
from duban.intake.kept import key_of, parse_packed, received, unpacked
from duban.intake.parse import Job, Parsed, parse_item, parse_nth, unpack
from duban.parcels.unpack import Item
from duban.parcels.windows import LARGE

PASSWORDS = "DUBAN_PASSWORDS"
"""Names the environment variable with the passwords of workbooks, split at ; and line breaks."""

_BLOCK = 4096
_ADVICE = "文件可能已损坏或结构异常，请用Excel或WPS打开核对，另存为xlsx后重新报送。"


def parse_files(
    session: Session, files: Sequence[tuple[str, Path]], key: bytes
) -> Iterator[Parsed]:
    """Everything in ``files`` (the name by which each is spoken of, where it lies), in order.

    What the session's store has of a file with these bytes is not read again. However many files
    there are, no more than ``_BLOCK`` of them are held here.
    """
    blocks = (files[start : start + _BLOCK] for start in range(0, len(files), _BLOCK))
    read = chain.from_iterable(_parse_block(session, block, key) for block in blocks)
    watched = session.progress(cast(Iterator[object], read), len(files), "读取报表")
    for parsed in watched:
        yield from cast(tuple[Parsed, ...], parsed)


def job_of(
    session: Session, name: str, path: Path, key: bytes, passwords: tuple[str, ...] = ()
) -> Job:
    """The file at ``path`` by its name; where workers can read a large one, they are told where."""
    with opened(path) as stream:
        if os.fstat(stream.fileno()).st_size > LARGE and session.executor.here:
            return Job(name, b"", key, passwords=passwords, large=path)
        return Job(name, stream.read(), key, passwords=passwords)


def _parse_block(
    session: Session, files: Sequence[tuple[str, Path]], key: bytes
) -> Iterator[tuple[Parsed, ...]]:
    """What is in each of ``files``, in order, as soon as it is known."""
    passwords = _passwords()

    def job(place: int) -> Job:
        return job_of(session, *files[place], key, passwords)

    found: dict[int, tuple[Parsed, ...]] = {}
    asked: list[tuple[int, str]] = []

    def unread() -> Iterator[Job]:
        """The files that the store does not have; the others go into ``found`` on the way."""
        for place in range(len(files)):
            wanted = job(place)
            name = key_of(wanted)
            known = unpacked(session.store.get(name) or b"")
            if known is None:
                asked.append((place, name))
                yield wanted
            else:
                found[place] = known

    told = 0
    lost: dict[int, Lost] = {}
    for number, outcome in enumerate(session.executor.map(parse_packed, unread())):
        place, name = asked[number]
        if isinstance(outcome, Lost):
            lost[place] = outcome
            continue
        found[place] = received(outcome)
        # An archive may open once this machine has the program for it.
        if not any(item.container and item.reason for item in found[place]):
            session.store.put(name, outcome)
        while told in found:
            yield found.pop(told)
            told += 1
    # Rescues need the workers, so they wait until the others are done.
    for place, outcome in lost.items():
        found[place] = tuple(_one_by_one(session, job(place), outcome))
    session.store.keep()
    yield from (found[place] for place in range(told, len(files)))


def _passwords() -> tuple[str, ...]:
    spoken = (word.strip() for word in re.split(r"[;\r\n]", os.environ.get(PASSWORDS, "")))
    return tuple(dict.fromkeys(word for word in spoken if word))


def _one_by_one(session: Session, job: Job, lost: Lost) -> list[Parsed]:
    """A file that its worker did not survive, opened again and each file in it read alone.

    So a mail gives every attachment but the bad one. ``lost`` is what became of it whole.
    """
    (items,) = session.executor.map(unpack, (job,))
    if isinstance(items, Lost) or len(items) <= 1:
        item = Item(job.path, b"", job.digest().hexdigest())
        return [_set_aside(session, item, items if isinstance(items, Lost) else lost)]
    bare = replace(job, data=b"")
    outcomes = (
        session.executor.map(partial(parse_nth, job=job), range(len(items)))
        if job.large
        else session.executor.map(partial(parse_item, job=bare), items)
    )
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
