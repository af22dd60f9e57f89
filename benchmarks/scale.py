"""Reading any number of workbooks: ``python -m benchmarks.scale COUNT FOLDER``.

Reads them (--by serial, processes or dask) into the store and a column file, as intake does, and
prints what that took: of the parent, of all processes, of the disk. With --stop the run is killed
after N of them; started once more on the same FOLDER it goes on where it was, unless --anew. The
files are made in FOLDER.

``python -m benchmarks.scale COUNT`` without a folder does it in each way, side by side, and
compares the clock on the wall: spreading buys that, never processor time.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks import inputs
from benchmarks.measure import ROOT, compare, peak, processor, table
from duban.commands.reading import parse_files
from duban.executor import Cluster, Executor, Processes, Serial
from duban.store import Store

WAYS = {
    "serial": ("--by", "serial"),
    "1 process": ("--by", "processes", "--workers", "1"),
    "2 processes": ("--by", "processes", "--workers", "2"),
    "Dask, 2 workers": ("--by", "dask", "--workers", "2"),
}


def main() -> None:
    """One run, or one of each way."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    options.add_argument("count", type=int)
    options.add_argument("folder", type=Path, nargs="?")
    options.add_argument("--stop", type=int, default=0)
    options.add_argument("--anew", action="store_true")
    options.add_argument("--by", choices=("serial", "processes", "dask"), default="processes")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--scheduler", default="", help="a cluster that runs already")
    options.add_argument("--runs", type=int, default=2)
    given = options.parse_args()
    if given.folder is None:
        side_by_side(given.count, given.runs)
        return
    start = processor()
    with executor(given.by, given.workers, given.scheduler) as by:
        said = run(by, given.count, given.folder, given.stop, given.anew)
    # Workers count once they have ended, and their start with them.
    print(json.dumps(said | {"seconds": processor() - start}))


def side_by_side(count: int, runs: int, ways: Iterable[str] = WAYS) -> None:
    """Prints a table of these ways, each in a process of its own and in turn."""
    with tempfile.TemporaryDirectory(dir=ROOT.parent) as folder:
        contestants = {
            name: ("benchmarks.scale", str(count), folder, "--anew", *WAYS[name]) for name in ways
        }
        costs = compare(contestants, runs)
    print(table(f"{count} workbooks, time on the wall", costs, count, "serial", by="wall"))


@contextmanager
def executor(by: str, workers: int, scheduler: str) -> Iterator[Executor]:
    """What reads: it is there, but has read nothing, when the clock starts."""
    with scheduler_of(by, workers, scheduler) as address:
        made = Cluster(address) if address else Serial() if by == "serial" else Processes(workers)
        with closing(made):
            yield made


@contextmanager
def scheduler_of(by: str, workers: int, scheduler: str) -> Iterator[str]:
    """The address of a cluster for 'dask', one of this machine unless named; '' for others."""
    if by != "dask" or scheduler:
        yield scheduler
        return
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as local:
        yield local.scheduler_address


def run(by: Executor, count: int, folder: Path, stop: int, anew: bool) -> dict[str, float]:
    """Reads ``count`` workbooks once; what that took."""
    files, kept = folder / "files", folder / "store.sqlite"
    if not files.exists():
        inputs.copies(inputs.returned(inputs.office()), count, files)
    if anew:
        kept.unlink(missing_ok=True)
    session = inputs.session(folder, by, store=Store(kept))
    paths = [(str(path.relative_to(files)), path) for path in sorted(files.rglob("*.xlsx"))]
    start, wall, read = processor(), time.perf_counter(), 0
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for item in parse_files(session, paths, inputs.KEY):
            for found in item.found.tables if item.found else ():
                for row in found.rows:
                    writer.writerow([item.path, found.sheet, row.row, *row.values.values()])
            read += 1
            if read == stop:
                os.kill(os.getpid(), signal.SIGKILL)
    took, own = time.perf_counter() - wall, processor() - start
    session.store.close()
    return {
        "read": read,
        "wall": took,
        "a_second": round(read / took),
        "parent_ms_each": round(own * 1000 / read, 3),
        "peak": peak(),
        "store_kib_each": round(kept.stat().st_size / 1024 / read, 2),
    }


if __name__ == "__main__":
    main()
