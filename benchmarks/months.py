"""Contestants in a whole month, as commands: ``python -m benchmarks.months NAME FOLDER``.

FOLDER is a workspace. ``cold`` has neither outputs nor store, ``changed`` has one file changed
since, ``unchanged`` nothing; ``script`` is ``benchmarks.script`` on the same inbox.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.inputs import PERIOD
from benchmarks.measure import ROOT, peak, processor

COMPILE = ("compile.py", "compile", PERIOD, "--as-of", "2023-04-03T17:00", "--workspace")


def prepare(name: str, root: Path) -> None:
    """Brings the workspace into the state that the contestant starts from."""
    if name == "cold":
        for folder in ("output", ".cache"):
            shutil.rmtree(root / folder, ignore_errors=True)
        return
    _run([*COMPILE, str(root)])
    if name == "changed":
        path = max((root / "inbox" / PERIOD).rglob("*.xlsx"), key=lambda p: p.name)
        data = path.read_bytes()
        # A zip archive may end in a comment: other bytes, the same workbook.
        comment = b"%d" % time.time_ns()
        end = data.rfind(b"PK\5\6") + 20
        path.write_bytes(data[:end] + len(comment).to_bytes(2, "little") + comment)


def _run(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


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
    print(json.dumps({"seconds": spent, "wall": took, "peak": peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
