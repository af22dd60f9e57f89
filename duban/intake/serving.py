"""Which rows of a ledger answer one row of this level's form, and what they say together.

One row answers as it stands. Values of several are added up only where that is beyond doubt: all
cumulative, in the same measure, and every one of them there. Texts stand one below the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from duban.a1 import address
from duban.figures import BEYOND
from duban.forms.fields import Edit, Takes
from duban.forms.ledger import LEDGER, word
from duban.intake.found import FoundTable
from duban.model import Cell, Indicator, Kind, ReportedStatus
from duban.text import shorten, squeeze

_NUMBERS = ("verified", "ruled", "reported")
"""The columns of values; the first that is filled in counts."""
_TEXTS = ("progress", "problem", "next_step")
_NAMED = 3
"""Rows that a message names one by one."""
_TITLE = 20
"""Characters of a task's words before what is said of it."""
_AND = ","
"""Between the cells of a value that stands in several, as Excel joins areas."""


class Line(Struct, frozen=True):
    """One row of the ledger's table, with the rows in which a long text of it goes on."""

    sheet: str
    row: int
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        """What the cell says, as it is compared ('' for a blank); of a text, as it stands."""
        cell = self.cells.get(name)
        said = cell.value if cell else None
        return said if isinstance(said, str) else word(said)

    def at(self, name: str) -> str:
        """The address of the field's cell; '' where its column is not there."""
        cell = self.cells.get(name)
        place = self.columns.get(name)
        return cell.address if cell else address(self.row, place) if place else ""

    @property
    def superior(self) -> str:
        """The task of this level that it serves."""
        return word(self.text("superior"))

    @property
    def task(self) -> str:
        """The number of its task on its own level."""
        return word(self.text("task"))

    @property
    def open(self) -> bool:
        """Whether it has an indicator and does not say which one of this level's that serves."""
        return bool(self.text("indicator")) and not self.text("superior_indicator")

    def number(self) -> Decimal | None:
        """The value that counts on its own level."""
        said = (self.text(name) for name in _NUMBERS)
        found = next((text for text in said if text), "")
        try:
            number = Decimal(found)
        except ArithmeticError:
            return None
        return number if number.is_finite() and abs(number) < BEYOND else None

    def value(self) -> Cell:
        """The cell of the value that counts; of none, the one where it is to be reported."""
        filled = (self.cells[name] for name in _NUMBERS if name in self.cells)
        return next(filled, Cell(None, self.at("reported")))


class Problem(Struct, frozen=True):
    """Why no value is taken; ``line`` is the row that it is about, None where there is none."""

    message: str
    line: Line | None = None


def lines_of(tables: Iterable[FoundTable]) -> list[Line]:
    """The rows of a ledger's table, in its order; notes below it are none."""
    found: dict[tuple[str, str], Line] = {}
    for table in tables:
        for row in table.rows if table.kind is LEDGER.kind else ():
            if "task" not in row.values:
                continue
            key = (word(row.values["task"]), word(row.values.get("seq")))
            cells = {
                name: Cell(said, table.address(row, name)) for name, said in row.values.items()
            }
            known = found.get(key)
            cells = _joined(known.cells, cells) if known else cells
            first = known.row if known else row.row
            found[key] = Line(table.sheet, first, table.columns, cells)
    return list(found.values())


def _joined(cells: Mapping[str, Cell], more: Mapping[str, Cell]) -> dict[str, Cell]:
    """``cells`` with what goes on in a further row: texts for which one had no room."""
    joined = dict(cells)
    for name, cell in more.items():
        field, known = LEDGER.field(name), cells.get(name)
        if field.edit is Edit.ENTRY and field.takes is Takes.TEXT:
            joined[name] = Cell(f"{known.value}{cell.value}", known.address) if known else cell
    return joined


def value(indicator: Indicator, alone: bool, lines: Sequence[Line]) -> Cell | Problem:
    """The cell of ``indicator``'s value.

    ``lines`` are the rows that serve its task. Those that name the indicator by number or have
    its very name answer it; where it is ``alone`` in its task, and theirs in theirs, any do.
    """
    mine = [line for line in lines if _serves(line, indicator)]
    if not mine and alone:
        left = [line for line in lines if line.open]
        mine = left if len({line.task for line in left}) == len(left) else []
    return _combined(indicator, mine) if mine else _unknown(indicator, lines)


def _unknown(indicator: Indicator, lines: Sequence[Line]) -> Problem:
    """That nothing answers the indicator; rows that do not say what they serve might."""
    left = [line for line in lines if line.open]
    if not left:
        return Problem(f"的指标“{indicator.name}”在汇总中没有对应的指标")
    names = "、".join(f"第{line.task}项“{line.text('indicator')}”" for line in left[:_NAMED])
    more = f"等{len(left)}个" if len(left) > _NAMED else ""
    message = f"的指标“{indicator.name}”看不出对应汇总的哪个指标（{names}{more}没有写明上级指标）"
    return Problem(message, left[0])


def _serves(line: Line, indicator: Indicator) -> bool:
    named = line.open and squeeze(line.text("indicator")) == squeeze(indicator.name)
    return named or line.text("superior_indicator") == str(indicator.seq)


def _combined(indicator: Indicator, lines: Sequence[Line]) -> Cell | Problem:
    for line in lines:
        if squeeze(line.text("measure")) != squeeze(indicator.measure):
            mine, theirs = indicator.measure, line.text("measure")
            return Problem(f"以{mine}计，汇总第{line.task}项以{theirs}计", line)
        if line.text("kind") != indicator.kind.label:
            mine, theirs = indicator.kind.label, line.text("kind")
            return Problem(f"的指标“{indicator.name}”为{mine}，汇总第{line.task}项为{theirs}", line)
    if len(lines) == 1:
        return lines[0].value()
    tasks = "、".join(line.task for line in lines)
    if indicator.kind is not Kind.CUMULATIVE:
        message = f"的指标“{indicator.name}”对应汇总第{tasks}项，{indicator.kind.label}不能相加"
        return Problem(message, lines[0])
    total = Decimal(0)
    for line in lines:
        number = line.number()
        if number is None:
            return Problem(f"由汇总第{tasks}项合计，其中第{line.task}项没有数值", line)
        total += number
    return Cell(float(total), _AND.join(line.value().address for line in lines))


def texts(lines: Sequence[Line]) -> dict[str, Cell]:
    """Status, progress, problem and next step of the tasks that ``lines`` are of."""
    tasks = _tasks(lines)
    cells = {"status": _status(tasks)}
    for name in _TEXTS:
        said = [line for line in tasks if line.text(name)]
        places = _AND.join(line.at(name) for line in said or tasks[:1])
        parts = [line.text(name) for line in said]
        if len(tasks) > 1:
            parts = [f"{shorten(line.text('text'), _TITLE)}：{line.text(name)}" for line in said]
        cells[name] = Cell("\n".join(parts) or None, places)
    return cells


def _tasks(lines: Sequence[Line]) -> list[Line]:
    """The row of each task in which its texts stand."""
    found: dict[str, Line] = {}
    for line in lines:
        known = found.setdefault(line.task, line)
        if not known.text("status") and not known.text("progress"):
            found[line.task] = line
    return list(found.values())


def _status(tasks: Sequence[Line]) -> Cell:
    """Of several: done or not started if all are, lagging if one is, else under way."""
    said = [task.text("status") for task in tasks]
    places = _AND.join(task.at("status") for task in tasks)
    if len(set(said)) == 1 or not all(said):
        return Cell(said[0] if all(said) else None, places)
    lagging = ReportedStatus.LAGGING.label in said
    return Cell((ReportedStatus.LAGGING if lagging else ReportedStatus.UNDER_WAY).label, places)
