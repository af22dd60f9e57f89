"""What the cells of a workbook are as XML: shared strings, figures and row heights."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ITEM = re.compile("<si>.*?</si>", re.DOTALL)
_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_PLAIN_HEIGHT = 20
"""Pixels of a row that says nothing about its height."""


class SharedStrings:
    """The texts of one workbook, each once, by the number that its cells know it by."""

    def __init__(self, items: Iterable[str] = ()) -> None:
        """``items`` stand in the workbook already (``shared_items``), in this order."""
        self._numbers = {item: number for number, item in enumerate(items)}
        self._known: dict[str, int] = {}

    def cell(self, text: str) -> str:
        """What follows the place and style of a cell that shows ``text``."""
        return f' t="s"><v>{self.number(text)}</v></c>'

    def number(self, text: str) -> int:
        """The text's number, which it is given when it first comes up."""
        found = self._known.get(text)
        if found is None:
            numbers = self._numbers
            found = self._known[text] = numbers.setdefault(_item(text), len(numbers))
        return found

    def part(self, count: int) -> bytes:
        """All of them as xl/sharedStrings.xml; ``count`` cells refer to them."""
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<sst xmlns="{NAMESPACE}" count="{count}" uniqueCount="{len(self._numbers)}">'
            f"{''.join(self._numbers)}</sst>"
        ).encode()


def shared_items(part: bytes) -> list[str]:
    """The texts of a part that XlsxWriter made, each as the XML that it is."""
    return _ITEM.findall(part.decode())


def spelt(text: str) -> str:
    """What says ``text`` in a workbook's XML, where _x0007_ is a control character.

    Source: ECMA-376 part 1, clause 22.9.2.19.
    """
    if "_x" in text:
        text = _ESCAPED.sub(r"_x005F\1", text)
    if not text.isprintable():
        text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text


def _item(text: str) -> str:
    """One shared string."""
    text = spelt(text)
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{kept}>{escape(text, quote=False)}</t></si>"


def figure(value: float) -> str:
    """What follows the place and style of a cell that shows a figure."""
    return f"><v>{value:.16G}</v></c>"


def height(points: float, *, fixed: bool = True) -> str:
    """The attributes of a row that is ``points`` high, to whole pixels.

    One that is not ``fixed`` grows as someone types.
    """
    pixels = int(points * 4 / 3 + 0.5)
    if pixels == _PLAIN_HEIGHT:
        return ""
    return f' ht="{pixels * 0.75:.16g}"' + (' customHeight="1"' if fixed else "")
