"""Whatever a mailbox brings: no traceback, no hang, no bloat, and an answer a clerk understands."""

from __future__ import annotations

import re

import pytest

from duban.executor import Lost, Processes
from duban.workbooks.book import Book, Unreadable
from duban.workbooks.read import read_book
from tests.workbooks.hostile import VALUE, all_files

FILES = all_files()
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Book | Unreadable | Lost]:
    """Every file read in a worker of 512 MiB that has 20 seconds for each."""
    pool = Processes(workers=2, memory_mib=512, seconds=20, chunk=1)
    made = (make() for _, _, make in FILES)
    return dict(zip((name for name, _, _ in FILES), pool.map(read_book, made), strict=True))


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
