"""Printable sheets of a workbook: declared as values, written in the office's style."""

from duban.emit.sheets.book import book_of
from duban.emit.sheets.links import Link, link_to
from duban.emit.sheets.sheet import FIRST_ROW, set_page
from duban.emit.sheets.styles import Styles
from duban.emit.sheets.values import SAME, Column, Grid, Look, Row

__all__ = [
    "FIRST_ROW",
    "SAME",
    "Column",
    "Grid",
    "Link",
    "Look",
    "Row",
    "Styles",
    "book_of",
    "link_to",
    "set_page",
]
