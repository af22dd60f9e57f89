"""The shipped month: it compiles as README says, and is what ``tests.sample`` makes."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from duban.workbooks.book import Book
from duban.workbooks.read import read_book
from tests.sample import make

ROOT = Path(__file__).parent.parent
PERIOD = "2023-03"
SOURCES = ("taskmap", "inbox", "templates")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped sources, compiled by README's command in a process of its own."""
    folder = tmp_path_factory.mktemp("shipped")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name)
    command = [sys.executable, "compile.py", "compile", PERIOD, "--as-of", "2023-04-03T17:00"]
    subprocess.run([*command, "--workspace", str(folder)], cwd=ROOT, check=True)
    return folder


def test_every_planted_fault_is_flagged_and_no_other_of_those_kinds(shipped: Path) -> None:
    found = json.loads((shipped / "output" / PERIOD / "compilation.json").read_text("utf-8"))
    listing = (shipped / "inbox" / f"{PERIOD}-演练清单.csv").read_text("utf-8-sig")
    planted = {
        (row["代码"], row["单位"], row["任务"], row["单元格"])
        for row in csv.DictReader(listing.splitlines())
    }
    codes = {code for code, *_ in planted}
    flagged = {
        (f["code"], f["unit"], f["task"], f["source"]["cell"])
        for f in found["findings"]
        if f["code"] in codes
    }
    assert len(planted) > 30
    assert flagged == planted


def test_compiling_leaves_the_sources_as_they_were(shipped: Path) -> None:
    for name in SOURCES:
        before, after = (
            {p.relative_to(root): p.read_bytes() for p in (root / name).rglob("*") if p.is_file()}
            for root in (ROOT, shipped)
        )
        assert before == after


def test_the_circular_says_that_the_data_are_simulated(shipped: Path) -> None:
    page = (shipped / "output" / PERIOD / "看板.html").read_text("utf-8")
    assert "演练数据，不作依据" in page


def cells(path: Path) -> dict[str, object]:
    book = read_book(path.read_bytes())
    assert isinstance(book, Book), path
    return {sheet.name: dict(sheet.cells) for sheet in book.sheets}


def test_the_sample_is_what_its_script_makes(tmp_path: Path) -> None:
    make(tmp_path)
    made = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    kept = [name for name in made if name.parts[0] in ("inbox", "taskmap")]
    there = sorted(
        p.relative_to(ROOT)
        for name in ("inbox", "taskmap")
        for p in (ROOT / name).rglob("*")
        if p.is_file()
    )
    assert kept == there
    for name in kept:
        if name.suffix == ".xlsx":
            # Another zlib packs the same workbook into other bytes.
            assert cells(tmp_path / name) == cells(ROOT / name), name
