"""``python -m benchmarks [--runs 3] [--sizes 66,1000,10000]``: every comparison, as Markdown.

Ratios travel from machine to machine, times do not. Needs LibreOffice for what it re-saves.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks import inputs, scale
from benchmarks.measure import ROOT, compare, table

WORTH_SPREADING = 1000
"""Workbooks from which reading by several processes is compared; on a machine that is idle."""
READING = "benchmarks.reading"
WRITING = "benchmarks.writing"
OURS = ("floor", "calamine", "intake", "normalised", "unchanged")
ALL = ("floor", "digest", "calamine", "pandas-calamine", "pandas-openpyxl", *OURS[2:])


def main() -> None:
    """Prints the tables."""
    options = argparse.ArgumentParser(prog="python -m benchmarks")
    options.add_argument("--runs", type=int, default=3, metavar="N")
    options.add_argument("--sizes", default="66,1000,10000", metavar="N,…")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=ROOT.parent) as name:
        sizes = [int(size) for size in given.sizes.split(",")]
        reading(Path(name), sizes, given.runs)
        for size in sizes:
            if size >= WORTH_SPREADING:
                scale.side_by_side(size, given.runs, ("serial", "1 process", "2 processes"))
        writing(given.runs)
        month(Path(name), given.runs)


def reading(folder: Path, sizes: list[int], runs: int) -> None:
    """Reading returned workbooks, in every format and number."""
    originals = inputs.returned(inputs.office())
    kinds = {
        "as Excel writes them": originals,
        "re-saved by LibreOffice": inputs.converted(originals, "xlsx", folder / "scratch"),
        ".xls": inputs.converted(originals, "xls", folder / "scratch"),
    }
    for size in sizes:
        for kind, files in kinds.items():
            place = folder / "files"
            inputs.copies(files, size, place)
            names = ALL if size <= 1000 else OURS
            if kind == ".xls":
                names = ("digest", "calamine", "pandas-calamine", "intake", "normalised")
            contestants = {name: (READING, name, str(place)) for name in names}
            costs = compare(contestants, runs if size <= 1000 else 1)
            print(table(f"{size} workbooks, {kind}", costs, size, names[0]), flush=True)
            shutil.rmtree(place)


def writing(runs: int) -> None:
    """Writing forms, a ledger of 10,000 rows and a circular of 1,000."""
    for title, names, rows, each in (
        ("issuing 63 forms", ("forms", "forms-openpyxl"), (), 63),
        ("a ledger of 10,000 rows", LEDGERS, ("10000",), 10_000),
        ("a circular with a table of 1,000 rows", CIRCULARS, ("1000",), 1_000),
    ):
        costs = compare({name: (WRITING, name, *rows) for name in names}, runs)
        print(table(title, costs, each, names[1]), flush=True)


LEDGERS = ("ledger", "ledger-xlsxwriter", "ledger-openpyxl")
CIRCULARS = ("circular", "circular-string", "circular-docx")


def month(folder: Path, runs: int) -> None:
    """The shipped month, all outputs, against the script; as commands, start-up included."""
    root = folder / "workspace"
    for name in ("inbox", "taskmap", "templates"):
        shutil.copytree(ROOT / name, root / name)
    names = ("cold", "changed", "unchanged", "script", "help")
    costs = compare({name: ("benchmarks.months", name, str(root)) for name in names}, runs)
    print(table("the shipped month (ms: the whole command)", costs, 1, "script"))


if __name__ == "__main__":
    main()
