"""Whatever arrives, however often intake runs and wherever it is killed: each file has its row."""

from __future__ import annotations

import hashlib
import os
import warnings
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from duban.commands.gathering import gather
from duban.intake import receipts
from duban.workspace import Workspace
from tests.killing import die_before_call
from tests.office import AFTER, INBOX, MARCH, SCHOOL, issued, office
from tests.office_on_disk import furnish, session
from tests.parcels.made import attached, mail, zipped

OFFICE = office()
TEXT = "本月无进展。".encode()
FILES = {
    "说明.txt": TEXT,
    "照片.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "空.xlsx": b"",
    "表.xlsx": issued(OFFICE, SCHOOL),
    "来信.eml": mail(attached("说明.txt", TEXT), attached("a.bin", b"\0\1\2" * 9)),
    "打包.zip": zipped({"甲/表.txt": TEXT, "乙/表.txt": b"x"}),
    "=1+1.csv": b"a,b\r\n1,2\r\n",
}
MEMBERS = {
    "来信.eml": {"说明.txt": TEXT, "a.bin": b"\0\1\2" * 9},
    "打包.zip": {"甲/表.txt": TEXT, "乙/表.txt": b"x"},
}
FOLDERS = ("", "教育局/", "教育局/补报/")

arrive = st.tuples(st.just("arrive"), st.sampled_from(FOLDERS), st.sampled_from(sorted(FILES)))
run = st.tuples(st.just("run"), st.just(""), st.integers(0, 12))
"""A run of intake, killed before that call to the operating system (0: not killed)."""


def intake(space: Workspace, minute: int, kill: int = 0) -> None:
    """A run of intake that registers; in a process of its own where it is to be killed."""
    moment = AFTER + timedelta(minutes=minute)
    if not kill:
        gather(session(space, moment), OFFICE, MARCH, register=True)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            die_before_call(kill)
            gather(session(space, moment), OFFICE, MARCH, register=True)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(arrive, run), max_size=12))
def test_there_is_one_receipt_for_each_file_that_ever_arrived(
    steps: list[tuple[str, str, Any]],
) -> None:
    with TemporaryDirectory() as name:
        space = furnish(Path(name) / "督查室")
        inbox = space.root / INBOX
        for path in inbox.iterdir():
            path.unlink()
        arrived: dict[str, bytes] = {}
        for number, (what, folder, which) in enumerate(steps):
            if what == "run":
                intake(space, number, which)
                continue
            (inbox / folder).mkdir(parents=True, exist_ok=True)
            (inbox / folder / which).write_bytes(FILES[which])
            arrived[f"{INBOX}{folder}{which}"] = FILES[which]
            for member, data in MEMBERS.get(which, {}).items():
                arrived[f"{INBOX}{folder}{which}!{member}"] = data
        intake(space, len(steps))
        journal = (inbox / receipts.FILE_NAME).read_bytes() if arrived else b""
        intake(space, len(steps) + 1)
        rows, problems = receipts.load(journal)
        assert problems == ()
        assert len(rows) == len(arrived)
        assert {row.receipt.path: row.receipt.sha256 for row in rows} == {
            path: digest(data) for path, data in arrived.items()
        }
        if arrived:
            assert (inbox / receipts.FILE_NAME).read_bytes() == journal
        for path, data in arrived.items():
            if "!" not in path:
                assert (space.root / path).read_bytes() == data
