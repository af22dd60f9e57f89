"""进展汇总.xlsx: the month on one page, and the tasks, units, findings and values behind it."""

from __future__ import annotations

from duban.changes import changes
from duban.compilation import Compilation
from duban.emit.ledger.changed import changed
from duban.emit.ledger.cos import cos
from duban.emit.ledger.data import data
from duban.emit.ledger.findings import findings
from duban.emit.ledger.notes import notes
from duban.emit.ledger.overview import overview
from duban.emit.ledger.superior import identity, served, superior
from duban.emit.ledger.tasks import tasks
from duban.emit.ledger.trend import trend
from duban.emit.ledger.units import by_leader, by_unit, units
from duban.emit.sheets import book_of
from duban.emit.words import COLOURS
from duban.forms import token

FILE = "进展汇总.xlsx"
"""Its name in output/<period>/."""


def ledger(compilation: Compilation) -> bytes:
    """The workbook's bytes. Links lead to files of the workspace, relative to output/<period>/."""
    upwards = served(compilation)
    text, hidden = identity(compilation, upwards)
    properties = {token.PROPERTY: text} if len(text) <= token.PROPERTY_LIMIT else {}
    months = trend(compilation)
    grids = (
        tasks(compilation),
        cos(compilation),
        units(compilation),
        by_unit(compilation),
        by_leader(compilation),
        findings(compilation),
        changed(compilation, changes(compilation)),
        months,
        *([superior(compilation, upwards)] if upwards else []),
        data(compilation),
        notes(compilation),
        hidden,
    )
    front = overview(compilation, months)
    return book_of(grids, compilation.as_of, COLOURS, front=front, properties=properties)
