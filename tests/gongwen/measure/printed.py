"""A document as asked for, as written (XML) and as printed (PDF), side by side."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from lxml import etree
from msgspec import Struct

from duban.gongwen.document import Document, Paragraph, Table
from duban.gongwen.style import Style
from tests.gongwen.measure.pdf import Glyph, Line, Page, read

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
"""版心 of a portrait page, mm (5.2.1)."""
WIDE = (35.0, 260.0, 28.0, 184.0)
"""版心 of a landscape page: left, right, top, bottom."""
PITCH = 28.95 * 25.4 / 72
"""One line, mm."""
CHAR = 156 / 28
"""One character of the text, mm."""
CHAR_4 = 14 * 25.4 / 72
"""One character of 4号, mm."""
BLACK, RED = (0, 0, 0), (255, 0, 0)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

FONTS = {
    "fangsong": "FandolFang",
    "kaiti": "FandolKai",
    "heiti": "FandolHei",
    "xiaobiaosong": "FandolSong",
    "songti": "UMingCN",
}
"""How the tests' stand-in for each font of the style calls itself in a PDF."""


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


class Piece(Struct, frozen=True):
    """Part of a text on one printed line."""

    page: Page
    line: Line
    glyphs: tuple[Glyph, ...]

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @property
    def top(self) -> float:
        return min(g.top for g in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(g.bottom for g in self.glyphs)

    @property
    def size(self) -> float:
        return max(g.size for g in self.glyphs)

    @property
    def text(self) -> str:
        return "".join(g.char for g in self.glyphs)

    def fonts(self) -> set[str]:
        """Fonts of the Chinese characters."""
        return {g.font for g in self.glyphs if "\u4e00" <= g.char <= "\u9fff"}


class Printed(Struct, dict=True):
    """``found`` is what ``locate`` searches: every upright glyph but the page numbers."""

    document: Document
    style: Style
    docx: bytes
    pdf: Path

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return read(self.pdf)

    @cached_property
    def found(self) -> tuple[tuple[Page, Line, Glyph], ...]:
        return tuple(
            (page, line, glyph)
            for page in self.pages
            for line in page.lines
            if page.landscape or line.baseline < BOTTOM + 1
            for glyph in line.inked
        )

    @cached_property
    def text(self) -> str:
        return "".join(glyph.char for _, _, glyph in self.found)

    def locate(self, text: str, after: int = 0) -> list[Piece]:
        """Where ``text`` (blanks aside) is printed, a piece a line; AssertionError if nowhere."""
        wanted = squeezed(text)
        start = self.text.find(wanted, after)
        assert wanted and start >= 0, f"“{text[:30]}” is not printed"
        pieces: list[tuple[Page, Line, list[Glyph]]] = []
        for page, line, glyph in self.found[start : start + len(wanted)]:
            if not pieces or pieces[-1][1] is not line:
                pieces.append((page, line, []))
            pieces[-1][2].append(glyph)
        return [Piece(page, line, tuple(glyphs)) for page, line, glyphs in pieces]

    def position(self, text: str, after: int = 0) -> int:
        """Where ``text`` ends in ``self.text``."""
        start = self.text.find(squeezed(text), after)
        assert start >= 0, f"“{text[:30]}” is not printed"
        return start + len(squeezed(text))

    def paragraphs(self) -> Iterator[tuple[Paragraph, list[Piece]]]:
        """The paragraphs of 正文 with where they are printed."""
        at = self.text.find(squeezed(self.document.title)) if self.document.title else 0
        for block in self.document.body:
            if isinstance(block, Paragraph):
                text = block.heading + block.text
                yield block, self.locate(text, at)
                at = self.position(text, at)

    @cached_property
    def body_end(self) -> int:
        """Where the last paragraph of 正文 ends in ``self.text``."""
        at = self.position(self.document.title) if self.document.title else 0
        for block in self.document.body:
            if isinstance(block, Paragraph):
                at = self.position(block.heading + block.text, at)
        return at

    def signed(self, text: str) -> list[Piece]:
        """``text`` as printed in 署名 and 成文日期: the first time after 正文."""
        return self.locate(text, self.body_end)

    def flowing(self) -> list[Page]:
        """Pages after the first that the text fills and flows on from."""
        pages = [p.page.number for _, pieces in self.paragraphs() for p in pieces]
        last = max(pages, default=1)
        return [page for page in self.pages if 1 < page.number < last]

    def part(self, name: str) -> etree._Element:
        with zipfile.ZipFile(io.BytesIO(self.docx)) as package:
            return etree.fromstring(package.read(name))

    @cached_property
    def xml(self) -> etree._Element:
        return self.part("word/document.xml")

    def parts(self) -> dict[str, etree._Element]:
        """Every XML part of the text: body, headers, footers."""
        with zipfile.ZipFile(io.BytesIO(self.docx)) as package:
            return {
                name: etree.fromstring(package.read(name))
                for name in package.namelist()
                if re.fullmatch(r"word/(document|\w*(header|footer)\w*)\.xml", name, re.IGNORECASE)
            }

    def tables(self) -> list[Table]:
        blocks = [*self.document.body, *(b for a in self.document.attachments for b in a.body)]
        return [block for block in blocks if isinstance(block, Table)]


def near(value: float, wanted: float, tolerance: float, what: str) -> None:
    """Fails unless ``value`` is within ``tolerance`` of ``wanted``."""
    message = f"{what}: {value:.2f}, wanted {wanted:.2f} ± {tolerance:.2f}"
    assert abs(value - wanted) <= tolerance, message


def between(value: float, low: float, high: float, what: str) -> None:
    assert low <= value <= high, f"{what}: {value:.2f}, wanted {low:.2f} to {high:.2f}"


def in_font(pieces: list[Piece], role: str, what: str) -> None:
    """Fails unless every Chinese character is in the stand-in of the style's ``role``."""
    fonts = {font for piece in pieces for font in piece.fonts()}
    assert all(font.startswith(FONTS[role]) for font in fonts), f"{what}: {fonts}, wanted {role}"
