"""Many cities in one run: ``python -m benchmarks.cities COUNT FOLDER``.

Makes COUNT cities in FOLDER, each with the shipped month's task map and returned workbooks (the
bytes of no two files are the same), compiles them as ``--workspaces`` does and prints what that
took. With --stop the run is killed when N are compiled; started once more it goes on from there.
Without a folder it does it in each way (--by processes or dask), side by side, on the wall's clock.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.inputs import PERIOD, session
from benchmarks.measure import ROOT, compare, peak, processor, table
from benchmarks.scale import WAYS, scheduler_of
from duban.commands.cities import Folder
from duban.commands.executing import executor_for_cities
from duban.commands.spreading import compile_all
from duban.executor import Executor


def main() -> None:
    """One run, or one of each way."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.cities")
    options.add_argument("count", type=int)
    options.add_argument("folder", type=Path, nargs="?")
    options.add_argument("--stop", type=int, default=0)
    options.add_argument("--by", choices=("processes", "dask"), default="processes")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--scheduler", default="", help="a cluster that runs already")
    given = options.parse_args()
    if given.folder is None:
        side_by_side(given.count)
        return
    furnished(given.folder, given.count)
    start = processor()
    with (
        scheduler_of(given.by, given.workers, given.scheduler) as address,
        closing(executor_for_cities(given.workers, address)) as spread,
    ):
        said = run(given.folder, given.stop, spread)
    # Workers count once they have ended, and their start with them.
    ended = {"seconds": processor() - start, "worker_peak": peak(resource.RUSAGE_CHILDREN)}
    print(json.dumps(said | ended))


def side_by_side(count: int) -> None:
    """Prints a table of the ways, each with cities of its own."""
    with tempfile.TemporaryDirectory(dir=ROOT.parent) as folder:
        contestants = {
            name: ("benchmarks.cities", str(count), f"{folder}/{number}", *WAYS[name])
            for number, name in enumerate(("1 process", "2 processes", "Dask, 2 workers"))
        }
        costs = compare(contestants, 1)
    print(table(f"{count} cities, time on the wall", costs, count, "1 process", by="wall"))


def furnished(folder: Path, count: int) -> None:
    """Makes the cities that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        furnish(folder / f"city{number:05}", number)


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


def run(folder: Path, stop: int, spread: Executor) -> dict[str, float]:
    """Compiles all cities of ``folder`` once; what that took."""
    told: list[float] = []
    wall = time.perf_counter()

    def say(_line: str) -> None:
        told.append(time.perf_counter() - wall)
        if len(told) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    compile_all(session(folder, say=say), Folder(folder), PERIOD, spread, (0, 1))
    took = time.perf_counter() - wall
    cities = len(list(folder.glob("*/taskmap")))
    return {
        "cities": cities,
        "wall": took,
        "wall_each": round(took / cities, 3),
        "peak": peak(),
        "first_told_after": round(told[0], 1),
        "half_told_after": round(told[cities // 2], 1),
    }


if __name__ == "__main__":
    main()
