"""进展汇总.xlsx: the month on one page, and the tasks, units, findings and values behind it."""

from __future__ import annotations

import io

from duban.changes import changes
from duban.compilation import Compilation
from duban.emit.ledger.changed import changed
from duban.emit.ledger.cos import cos
from duban.emit.ledger.data import data
from duban.emit.ledger.findings import findings
from duban.emit.ledger.notes import notes
from duban.emit.ledger.overview import add_overview
from duban.emit.ledger.superior import identity, served, superior
from duban.emit.ledger.tasks import tasks
from duban.emit.ledger.trend import trend
from duban.emit.ledger.units import by_leader, by_unit, units
from duban.emit.sheets import Sheets
from duban.emit.words import COLOURS
from duban.forms import token
from duban.ooxml import normalise, workbook


def ledger(compilation: Compilation) -> bytes:
    """The workbook's bytes. Links lead to files of the workspace, relative to output/<period>/."""
    upwards = served(compilation)
    text, hidden = identity(compilation, upwards)
    stream = io.BytesIO()
    with workbook(stream) as book:
        sheets = Sheets(book, COLOURS)
        add_overview(book, sheets, compilation)
        for grid in (
            tasks(compilation),
            cos(compilation),
            units(compilation),
            by_unit(compilation),
            by_leader(compilation),
            findings(compilation),
            changed(compilation, changes(compilation)),
            trend(compilation),
            *([superior(compilation, upwards)] if upwards else []),
            data(compilation),
            notes(compilation),
            hidden,
        ):
            sheets.add(grid)
        if len(text) <= token.PROPERTY_LIMIT:
            book.set_custom_property(token.PROPERTY, text)
    return normalise(stream.getvalue(), compilation.as_of)
