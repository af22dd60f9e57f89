"""Contestants in a whole month, as commands: ``python -m benchmarks.months NAME FOLDER``.

FOLDER is a workspace. ``cold`` has neither outputs nor store; in ``changed`` one lead has reported
another figure since, so that circular, annexes, ledger, page and data all differ; in ``unchanged``
nothing has changed; ``script`` is ``benchmarks.script`` on the same inbox.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN

import openpyxl

from benchmarks.inputs import PERIOD
from benchmarks.measure import peak, processor, started
from duban.forms.fields import PROGRESS
from duban.forms.write import HEADER_ROW
from duban.model import Role

COMPILE = ("compile.py", "compile", PERIOD, "--as-of", "2023-04-03T17:00", "--workspace")


def prepare(name: str, root: Path) -> None:
    """Brings the workspace into the state that the contestant starts from."""
    _run([*COMPILE, str(root)])
    if name == "changed":
        _report_more(root / "inbox" / PERIOD)
    if name == "cold":
        for folder in ("output", ".cache"):
            shutil.rmtree(root / folder)


def _report_more(inbox: Path) -> None:
    """Raises the first figure that a lead has reported by a hundredth."""
    value, role = PROGRESS.index("value") + 1, PROGRESS.index("role") + 1
    for path in sorted(inbox.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for row in book.worksheets[0].iter_rows(min_row=HEADER_ROW + 1):
            told = row[value - 1]
            if row[role - 1].value == Role.LEAD.label and isinstance(told.value, int | float):
                told.value = round(told.value + 0.01, 2)
                book.save(path)
                return
    raise SystemExit("no lead has reported a figure")


def _run(arguments: list[str]) -> None:
    done = started(*arguments)
    if done.returncode:
        raise SystemExit(done.stderr)


def main(name: str, folder: str) -> None:
    """Measures one contestant, once, with all processes that it starts."""
    root = Path(folder)
    command = [*COMPILE, folder]
    if name == "script":
        inbox = root / "inbox" / PERIOD
        command = ["-m", "benchmarks.script", str(inbox), str(root / "script")]
    elif name == "help":
        command = ["compile.py", "--help"]
    else:
        prepare(name, root)
    start, wall = processor(), time.perf_counter()
    _run(command)
    spent, took = processor() - start, time.perf_counter() - wall
    print(json.dumps({"seconds": spent, "wall": took, "peak": peak(RUSAGE_CHILDREN)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
