"""One sheet of a workbook's copy, to be written to. Elements: ECMA-376 part 1, clause 18.3."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree
from msgspec import Struct, field

from duban.a1 import address, position
from duban.sheetxml import NAMESPACE, spelt
from duban.workbooks.comments import Comment
from duban.workbooks.frame import MAIN, OFFICE, RELATION_ID

Element = Any
"""An element of lxml, which has no types."""
Position = tuple[int, int]
"""(row, column), from 1."""

_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
    *("sheetProtection", "protectedRanges", "autoFilter", "sortState", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
    *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors"),
    "legacyDrawing",
)
"""What of a sheet goes into the copy, as the schema orders it."""
_FEW = 100
"""A conditional format over as many cells is none of ours, even if a program joined some."""
_ELSEWHERE = re.compile(r"\[\d+\]|\||#REF!")
_QUOTED = re.compile('"[^"]*"')
_FORMULAS = ("formula", "formula1", "formula2")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_POINTERS = ("cm", "vm", "ph")
"""Attributes of a cell that point into parts which stay behind."""


class SheetCopy(Struct):
    """``title`` as the workbook has it, ``state`` '' for a sheet that is seen."""

    title: str
    state: str
    root: Element
    comments: dict[str, Comment] = field(default_factory=dict)
    """By address."""
    _rows: dict[int, Element] = field(default_factory=dict)
    _cells: dict[Position, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Finds rows and cells; one without an address follows the one before."""
        number = 0
        for row in self.root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            self._rows[number] = row
            column = 0
            for cell in row.iterfind(f"{MAIN}c"):
                place = position(cell.get("r") or "") or (number, column + 1)
                column = place[1]
                cell.set("r", address(*place))
                self._cells[place] = cell
                for name in _POINTERS:
                    cell.attrib.pop(name, None)

    def formulas(self) -> Iterator[tuple[Position, str]]:
        """Place and text of each formula; '' where it is shared with a cell that has its text."""
        for place, cell in self._cells.items():
            formula = cell.find(f"{MAIN}f")
            if formula is not None:
                yield place, formula.text or ""

    def settle(self, place: Position) -> None:
        """The cell's formula goes; the value that it had last stays."""
        cell = self._cells[place]
        cell.remove(cell.find(f"{MAIN}f"))

    def put(self, place: Position, value: str | float | None) -> None:
        """Writes the value into the cell's own look; text stays text, whatever it begins with."""
        cell = self._cells.get(place)
        if cell is None:
            cell = self._new(*place)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
            text.text = spelt(value)
            text.set(_SPACE, "preserve")
        elif value is not None:
            etree.SubElement(cell, f"{MAIN}v").text = f"{value:.16G}"

    def shown(self, at: str) -> str:
        """``at``, or of merged cells the first, which is the one that is shown."""
        merged = self.root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")
        areas = (area.get("ref", "") for area in merged)
        return next((area.partition(":")[0] for area in areas if inside(at, area)), at)

    def lay_over(self, at: str, look: int) -> None:
        """Gives the cell the look of that number by a conditional format; its own can come back."""
        used = (int(rule.get("priority") or 0) for rule in self.root.iter(f"{MAIN}cfRule"))
        rule = (
            f'<cfRule type="expression" dxfId="{look}" priority="{max(used, default=0) + 1}">'
            "<formula>TRUE</formula></cfRule>"
        )
        overlay = f'<conditionalFormatting sqref="{at}">{rule}</conditionalFormatting>'
        insert(self.root, element(overlay))

    def uncover(self, cells: Sequence[str]) -> None:
        """Takes away the conditional formats that lie over one of these cells and few others."""
        for overlay in self.root.findall(f"{MAIN}conditionalFormatting"):
            areas = [area for area in (overlay.get("sqref") or "").split() if _size(area) < _FEW]
            if any(inside(at, area) for at in cells for area in areas):
                self.root.remove(overlay)

    def _new(self, row: int, column: int) -> Element:
        holder = self._rows.get(row)
        if holder is None:
            holder = etree.Element(f"{MAIN}row", r=str(row))
            data = self.root.find(f"{MAIN}sheetData")
            data.insert(sum(number < row for number in self._rows), holder)
            self._rows[row] = holder
        before = sum(place[0] == row and place[1] < column for place in self._cells)
        cell = etree.Element(f"{MAIN}c", r=address(row, column))
        holder.insert(before, cell)
        self._cells[row, column] = cell
        return cell


def element(xml: str) -> Element:
    """An element of the main namespace, 'r:' for relationships."""
    return etree.fromstring(f'<a xmlns="{NAMESPACE}" xmlns:r="{OFFICE}">{xml}</a>')[0]


def insert(holder: Element, child: Element, order: Sequence[str] = _ORDER) -> None:
    """Puts ``child`` where ``order`` has it, behind others of its name."""
    later = order[order.index(local(child)) + 1 :]
    places = (place for place, sibling in enumerate(holder) if local(sibling) in later)
    holder.insert(next(places, len(holder)), child)


def local(node: Element) -> str:
    """An element's name without its namespace."""
    return str(node.tag.rpartition("}")[2])


def elsewhere(formula: str) -> bool:
    """Whether a formula speaks of another workbook, a program, or what is no longer there."""
    return bool(_ELSEWHERE.search(_QUOTED.sub("", formula)))


def inside(at: str, area: str) -> bool:
    """Whether the cell lies in the area ('B2' or 'B2:D9')."""
    place, ((top, left), (bottom, right)) = position(at), _corners(area)
    return place is not None and top <= place[0] <= bottom and left <= place[1] <= right


def _size(area: str) -> int:
    """How many cells the area has."""
    (top, left), (bottom, right) = _corners(area)
    return (bottom - top + 1) * (right - left + 1)


def _corners(area: str) -> tuple[Position, Position]:
    """The area's first and last cell; of what is no area, such that nothing lies in it."""
    first, _, last = area.partition(":")
    return position(first) or (1, 1), position(last or first) or (0, 0)


def bare(root: Element) -> Element:
    """The sheet with what ``_ORDER`` names, and nothing in it that points out of it."""
    for child in list(root):
        if child.tag != MAIN + local(child) or local(child) not in _ORDER[:-1]:
            root.remove(child)
    for node in list(root.iter(*(MAIN + name for name in _FORMULAS))):
        rule = node.getparent()
        if elsewhere(node.text or "") and rule.getparent() is not None:
            rule.getparent().remove(rule)
    for node in list(root.iter(f"{MAIN}extLst")):
        node.getparent().remove(node)
    for node in root.xpath("//*[@r:id]", namespaces={"r": OFFICE}):
        if local(node) == "hyperlink":
            node.getparent().remove(node)
        else:
            node.attrib.pop(RELATION_ID)
    for name in ("conditionalFormatting", "hyperlinks", "dataValidations"):
        for child in root.findall(MAIN + name):
            if len(child) == 0:
                root.remove(child)
            elif child.get("count"):
                child.set("count", str(len(child)))
    return root
