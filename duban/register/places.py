"""Where in the task map a column of a row stands, and which known name a wrong one is near to."""

from __future__ import annotations

from collections.abc import Iterable

from duban.a1 import address
from duban.model import Source
from duban.register.schema import SheetSpec
from duban.register.taskmap import TaskMap


def at(taskmap: TaskMap, source: Source, spec: SheetSpec, column: str) -> Source:
    """The cell of ``column`` in the row of ``source``, wherever the column was moved to."""
    row = source.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    place = taskmap.places.get((spec.name, column), spec.index(column))
    cell = address(int(row), place) if row else ""
    return Source(source.file, spec.name, cell)


def nearest(name: str, known: Iterable[str]) -> str:
    """The name of ``known`` that ``name`` is likely meant for, '' if none is like it."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return best[0] if best else ""
