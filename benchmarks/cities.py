"""Many cities in one run: ``python -m benchmarks.cities COUNT FOLDER [--stop N] [--workers N]``.

Makes COUNT cities in FOLDER, each with the shipped month's task map and returned workbooks (the
bytes of no two files are the same), compiles them as ``--workspaces`` does and prints what that
took. With --stop the run is killed when N are compiled; started once more it goes on from there.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import time
from pathlib import Path

from benchmarks.inputs import PERIOD, moment
from benchmarks.measure import ROOT, peak, processor
from duban.calendar import Calendar
from duban.commands.session import Session
from duban.commands.spreading import compile_all
from duban.executor import Serial
from duban.workspace import Workspace


def main() -> None:
    """One run."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.cities")
    options.add_argument("count", type=int)
    options.add_argument("folder", type=Path)
    options.add_argument("--stop", type=int, default=0)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--scheduler", default="")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for number in range(given.count):
        furnish(given.folder / f"city{number:05}", number)
    print(json.dumps(run(given.folder, given.stop, given.workers, given.scheduler)))


def furnish(root: Path, number: int) -> None:
    """A city: the shipped workspace, each workbook with a zip comment of its own."""
    if root.exists():
        return
    made = root.with_name(f".{root.name}")
    for name in ("taskmap", "templates", f"inbox/{PERIOD}"):
        shutil.copytree(ROOT / name, made / name)
    mark = b"%08d" % number
    for path in (made / "inbox").rglob("*.xlsx"):
        data = path.read_bytes()
        end = data.rfind(b"PK\5\6") + 20
        path.write_bytes(data[:end] + len(mark).to_bytes(2, "little") + mark)
    made.rename(root)


def run(folder: Path, stop: int, workers: int, scheduler: str) -> dict[str, float]:
    """Compiles all cities of ``folder`` once; what that took."""
    told: list[float] = []
    start, wall = processor(), time.perf_counter()

    def say(_line: str) -> None:
        told.append(time.perf_counter() - wall)
        if len(told) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    session = Session(
        workspace=Workspace(folder),
        now=moment(),
        executor=Serial(),
        say=say,
        log=print,
        progress=lambda items, _total, _label: items,
        calendar=Calendar(),
    )
    compile_all(session, folder, PERIOD, (workers, scheduler), (0, 1))
    took = time.perf_counter() - wall
    cities = len(list(folder.glob("*/taskmap")))
    return {
        "cities": cities,
        "wall": round(took, 1),
        "wall_each": round(took / cities, 3),
        "all_seconds_each": round((processor() - start) / cities, 3),
        "parent_peak_mib": round(peak()),
        "worker_peak_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "first_told_after": round(told[0], 1),
        "half_told_after": round(told[cities // 2], 1),
    }


if __name__ == "__main__":
    main()
