"""One bad attachment costs itself; a workbook with a known password is read."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec import Struct
from msgspec.structs import replace
from msoffcrypto.format.ooxml import OOXMLFile

from duban.commands.gathering import gather
from duban.commands.reading import PASSWORDS
from duban.executor import CRASHED, FAILED, Lost, Processes, Serial
from duban.intake.collect import Intake
from duban.intake.kept import received
from duban.intake.parse import Parsed
from duban.workspace import Workspace
from tests.office import FULL, INBOX, MARCH, SCHOOL, issued, office, returned
from tests.office_on_disk import furnish, session
from tests.parcels.made import attached, mail, plain_zip

OFFICE = office()
FORM = returned(issued(OFFICE, SCHOOL), FULL[SCHOOL])
BAD = b"%PDF-1.7 the worker dies of this one"

T = TypeVar("T")
R = TypeVar("R")


def die_of_it(function: Callable[[T], R], deadly: str, item: T) -> R:
    """``function`` in a worker that dies for good once it has read the file of that hash."""
    result = function(item)
    whole = received(result) if isinstance(result, bytes) else result
    for read in whole if isinstance(whole, tuple) else (whole,):
        if isinstance(read, Parsed) and read.sha256 == deadly:
            os.abort()
    return result


class Deadly(Struct, frozen=True):
    """Real workers, each of which aborts at one file."""

    pool: Processes
    deadly: str

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R | Lost]:
        return self.pool.map(partial(die_of_it, function, self.deadly), items)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace whose inbox is empty."""
    space = furnish(tmp_path)
    for path in (tmp_path / INBOX).iterdir():
        path.unlink()
    return space


def arrive(space: Workspace, name: str, data: bytes) -> None:
    (space.root / INBOX / name).write_bytes(data)


def gathered(space: Workspace, deadly: bytes = b"\0") -> Intake:
    pool = Processes(workers=1, seconds=30)
    executor = Deadly(pool, hashlib.sha256(deadly).hexdigest())
    intake, _ = gather(replace(session(space), executor=executor), OFFICE, MARCH, register=False)
    return intake


def said(intake: Intake) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The paths that gave a submission, and (path, hash, reason) of those set aside."""
    return (
        [s.receipt.path.removeprefix(INBOX) for s in intake.submissions if s.used],
        [(r.file.removeprefix(INBOX), r.sha256, r.reason) for r in intake.rejected],
    )


@pytest.mark.parametrize(
    ("name", "parcel"),
    [
        ("来信.eml", mail(attached("坏.pdf", BAD), attached("表.xlsx", FORM))),
        ("打包.zip", plain_zip({"坏.pdf": BAD, "表.xlsx": FORM})),
    ],
)
def test_an_attachment_that_kills_its_worker_is_lost_alone(
    space: Workspace, name: str, parcel: bytes
) -> None:
    arrive(space, name, parcel)
    digest = hashlib.sha256(BAD).hexdigest()
    assert said(gathered(space, BAD)) == (
        [f"{name}!表.xlsx"],
        [(f"{name}!坏.pdf", digest, CRASHED)],
    )


def test_a_file_that_kills_its_worker_is_set_aside_and_the_next_is_read(space: Workspace) -> None:
    arrive(space, "坏.pdf", BAD)
    arrive(space, "表.xlsx", FORM)
    digest = hashlib.sha256(BAD).hexdigest()
    assert said(gathered(space, BAD)) == (["表.xlsx"], [("坏.pdf", digest, CRASHED)])


def test_a_mail_that_cannot_even_be_opened_is_set_aside_whole(space: Workspace) -> None:
    class Never(Struct, frozen=True):
        def map(self, _function: Callable[[T], R], items: Iterable[T]) -> Iterator[R | Lost]:
            return (Lost(FAILED, "Traceback") for _ in items)

    letter = mail(attached("表.xlsx", FORM))
    arrive(space, "来信.eml", letter)
    log: list[str] = []
    run = replace(session(space, log=log), executor=Never())
    intake, _ = gather(run, OFFICE, MARCH, register=False)
    assert said(intake) == ([], [("来信.eml", hashlib.sha256(letter).hexdigest(), FAILED)])
    assert log == ["Traceback"]


def test_workers_and_one_process_read_the_same(space: Workspace) -> None:
    arrive(space, "打包.zip", plain_zip({"a.pdf": BAD, "表.xlsx": FORM}))
    serial = replace(session(space), executor=Serial())
    assert gathered(space) == gather(serial, OFFICE, MARCH, register=False)[0]


def locked(password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(FORM)).encrypt(password, out)
    return out.getvalue()


@pytest.mark.parametrize("passwords", ["别的;教育局2023", "教育局2023\r\n别的\n", " ; 教育局2023 "])
def test_a_password_of_the_environment_opens_a_form(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, passwords: str
) -> None:
    monkeypatch.setenv(PASSWORDS, passwords)
    arrive(space, "来信.eml", mail(attached("表.xlsx", locked("教育局2023"))))
    assert said(gathered(space)) == (["来信.eml!表.xlsx"], [])


@pytest.mark.parametrize(
    ("passwords", "reason"), [("", "设有打开密码，无法读取"), ("x;y", "与登记的密码不符")]
)
def test_without_the_right_password_the_unit_is_asked_to_take_it_off(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, passwords: str, reason: str
) -> None:
    monkeypatch.setenv(PASSWORDS, passwords)
    arrive(space, "表.xlsx", locked("教育局2023"))
    submitted, ((name, _, why),) = said(gathered(space))
    assert (submitted, name) == ([], "表.xlsx")
    assert reason in why
