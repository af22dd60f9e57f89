"""Whatever a mailbox brings: no traceback, no hang, no bloat, and an answer a clerk understands."""

from __future__ import annotations

import re
import time

import pytest

from duban.executor import Lost, Processes
from duban.workbooks.book import Book, Unreadable
from duban.workbooks.read import read_book
from tests.workbooks.hostile import VALUE, all_files

FILES = all_files()
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Book | Unreadable | Lost]:
    """Every file read in a worker of 512 MiB, which a busy machine may keep waiting."""
    pool = Processes(workers=2, memory_mib=512, seconds=300, chunk=1)
    made = (make() for _, _, make in FILES)
    return dict(zip((name for name, _, _ in FILES), pool.map(read_in_time, made), strict=True))


def read_in_time(data: bytes) -> Book | Unreadable:
    """What is in ``data``, read with less than 20 seconds of the processor."""
    start = time.process_time()
    outcome = read_book(data)
    assert time.process_time() - start < 20
    return outcome


@pytest.mark.parametrize(("name", "expected"), [(name, expected) for name, expected, _ in FILES])
def test_hostile_file(
    outcomes: dict[str, Book | Unreadable | Lost], name: str, expected: str
) -> None:
    outcome = outcomes[name]
    assert not isinstance(outcome, Lost), outcome
    if isinstance(outcome, Book):
        assert expected in ("read", "noted", "any"), outcome
        values = [value for sheet in outcome.sheets for value in sheet.cells.values()]
        assert VALUE in values or expected == "any"
        assert [note.code for note in outcome.notes] == ["unsafe_file"] * (expected == "noted")
    else:
        assert expected in ("refused", "unsafe", "any"), outcome
        assert CHINESE.search(outcome.reason)
        assert CHINESE.search(outcome.advice)
        assert outcome.unsafe or expected != "unsafe"
