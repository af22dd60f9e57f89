"""Plain text, and text that is a table: comma- or tab-separated cells."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator

from duban.notice.blocks import Block, Blocks, Paragraph, Table, TableCell
from duban.text import clean

_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3


def read_text(text: str, notes: tuple[str, ...] = ()) -> Blocks:
    """``text`` as one table if it is CSV, otherwise one paragraph a line.

    Lines that hold tabs, as a sheet pasted into a text has them, become tables.
    """
    rows = _as_csv(text)
    if rows is not None:
        return Blocks((table_of(rows, "表格"),), "csv", notes)
    return Blocks(tuple(_lines(text)), "txt", notes)


def table_of(rows: list[list[str]], place: str) -> Table:
    """Rows of cell texts as a table, cleaned."""
    return Table(tuple(tuple(TableCell(clean(text)) for text in row) for row in rows), place)


def _as_csv(text: str) -> list[list[str]] | None:
    """The records of a CSV file, or None: a sheet exports every record with the same width."""
    for delimiter in ",\t;":
        try:
            rows = [r for r in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True) if r]
        except csv.Error:
            continue
        if len(rows) < _FEWEST_ROWS:
            continue
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        if width >= _FEWEST_COLUMNS and count >= 0.95 * len(rows):
            return rows
    return None


def _lines(text: str) -> Iterator[Block]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    numbered = list(enumerate(lines, start=1))
    for tabbed, run in itertools.groupby(numbered, key=lambda line: _is_tabbed(line[1])):
        chosen = list(run)
        if tabbed and len(chosen) > 1:
            rows = [line.strip(" \u3000").split("\t") for _, line in chosen]
            yield table_of(rows, f"第{chosen[0][0]}—{chosen[-1][0]}行")
        else:
            for number, line in chosen:
                yield Paragraph(clean(line), f"第{number}行")


def _is_tabbed(line: str) -> bool:
    """Whether tabs part cells: two at least, and not only before the text."""
    return line.lstrip().count("\t") >= _FEWEST_COLUMNS - 1
