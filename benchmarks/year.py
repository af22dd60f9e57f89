"""``python -m benchmarks.year [--units 63] [--seed 1]``: a rehearsed year, found as planted or not.

Prints recall and precision with every miss and false alarm, whether each cited cell says what the
ledger prints, the ladder of each story, and what December's compile takes.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from duban.emit.ledger import ledger
from duban.executor import Processes
from tests.emit import read
from tests.emit.reread import unlike
from tests.rehearse.years import Place, Year, compile_year, furnished, play_year, year_office

ROOT = Path(__file__).parent.parent
AS_OF = "2024-01-10T17:00"


def main() -> None:
    """Prints what was found of what was planted."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.year")
    options.add_argument("--units", type=int, default=None, metavar="N")
    options.add_argument("--seed", type=int, default=1, metavar="N")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        session = furnished(Path(name), year_office(given.units), Processes(2))
        start = time.perf_counter()
        play_year(session, given.seed)
        print(f"played in {time.perf_counter() - start:.0f} s")
        start = time.perf_counter()
        year = compile_year(session)
        print(f"twelve months compiled in {time.perf_counter() - start:.0f} s")
        accuracy(year)
        reread(year, Path(name))
        ladder(year)
        december(Path(name))


def accuracy(year: Year) -> None:
    """Recall and precision over the year, with each miss and false alarm."""
    planted: Counter[Place] = Counter()
    flagged: Counter[Place] = Counter()
    for month in year.months:
        planted += year.planted(month.period.name)
        flagged += year.flagged(month)
    hits = (planted & flagged).total()
    print(f"planted {planted.total()}, flagged {flagged.total()}, both {hits}")
    print(f"recall {hits / planted.total():.4f}, precision {hits / flagged.total():.4f}")
    for word, places in (("missed", planted - flagged), ("false alarm", flagged - planted)):
        for place in places.elements():
            print(f"  {word}: {place}")
    codes = Counter(code for code, *_ in planted.elements())
    print(", ".join(f"{code} {count}" for code, count in sorted(codes.items())))


def reread(year: Year, root: Path) -> None:
    """Every value of each month's 全量数据 against the cell that it cites."""
    rows = wrong = 0
    for month in year.months:
        found = read.ledger({"进展汇总.xlsx": ledger(month)}, "全量数据")
        rows += len(found)
        wrong += len(unlike(root, found))
    print(f"{rows} values of 全量数据 re-read, {wrong} differ from their cells")


def ladder(year: Year) -> None:
    """The steps of each story's unit and task."""
    for story, (unit, task) in year.stories.items():
        mine = (s for s in year.last.steps if (s.unit, s.task) == (unit, task))
        steps = [f"{s.level.label} {s.since}–{s.closed or ''}" for s in mine]
        print(f"{story} ({unit} {task}): {', '.join(steps) or '-'}")


def december(root: Path) -> None:
    """Time and memory of December's compile, in a process of its own."""
    command = [sys.executable, "compile.py", "compile", "2023-12", "--as-of", AS_OF]
    start = time.perf_counter()
    subprocess.run([*command, "--workspace", str(root)], cwd=ROOT, check=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"December: {time.perf_counter() - start:.0f} s, largest process {peak} MB")


if __name__ == "__main__":
    main()
