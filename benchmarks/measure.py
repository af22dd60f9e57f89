"""Each contestant in a process of its own, turn by turn, so that a busy machine burdens all alike.

Processor time (children included) is compared; the clock on the wall only where work is spread.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).parent.parent
_LEAST = 0.25
"""Seconds that a measurement lasts at least; a shorter work is repeated."""


class Cost(Struct, frozen=True):
    """Medians over the runs: processor seconds of doing the work once, peak memory in MiB."""

    seconds: float
    wall: float
    peak: float


def processor() -> float:
    """Seconds of processor time of this process and of its children that have ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in spent)


def peak(who: int = resource.RUSAGE_SELF) -> float:
    """The largest resident size that this process has had, in MiB (Linux counts in KiB).

    With ``RUSAGE_CHILDREN`` that of the largest of those that have ended.
    """
    return resource.getrusage(who).ru_maxrss / 1024


def report(work: Callable[[], object], least: float = _LEAST) -> None:
    """Does ``work`` until it has lasted long enough; prints what once costs, for ``compare``."""
    gc.collect()
    times, start, wall = 0, processor(), time.perf_counter()
    while not times or processor() - start < least:
        work()
        times += 1
    spent = (processor() - start) / times
    took = (time.perf_counter() - wall) / times
    print(json.dumps({"seconds": spent, "wall": took, "peak": peak()}))


def started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Python run to its end; like an office's, it keeps the bytecode of what it loads."""
    said = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=said, capture_output=True, text=True, check=False)


def compare(contestants: Mapping[str, Sequence[str]], runs: int) -> dict[str, Cost]:
    """The costs of contestants (name → arguments of ``python -m``), each ``runs`` times in turn."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, arguments in contestants.items():
            done = started("-m", *arguments)
            if done.returncode:
                raise SystemExit(f"{name}: {done.stderr}")
            found[name].append(json.loads(done.stdout.splitlines()[-1]))
    return {
        name: Cost(*(statistics.median(run[key] for run in each) for key in Cost.__struct_fields__))
        for name, each in found.items()
    }


def table(title: str, costs: Mapping[str, Cost], each: int, floor: str, by: str = "seconds") -> str:
    """The costs as a Markdown table, with each contestant's ratio to ``floor``, ``by`` a Cost."""
    lines = [f"\n**{title}**\n", "| contestant | ms each | ratio | peak MiB |", "|---|---|---|---|"]
    for name, cost in costs.items():
        took = getattr(cost, by)
        ratio = took / getattr(costs[floor], by)
        lines.append(f"| {name} | {took * 1000 / each:.3f} | {ratio:.2f} | {cost.peak:.0f} |")
    return "\n".join(lines)
