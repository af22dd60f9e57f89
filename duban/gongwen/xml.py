"""WordprocessingML written declaratively: elements, runs and paragraphs as strings.

Properties come out in the order of the schema (ECMA-376 part 1, CT_PPrBase and CT_RPr); Word
offers to repair a document in which they do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from duban.gongwen.measure import line_count
from duban.gongwen.standard import CHAR, LINE, RED, SIZE_3, TEXT_WIDTH

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BODY_STYLE = "gwBody"
"""The paragraph style that every paragraph of the engine starts from; see ``package.styles``."""
CELL_STYLE = "gwCell"
"""The paragraph style of table cells."""


def w(tag: str, *content: str, **attributes: str | int) -> str:
    """An element of the w: namespace, its attributes in that namespace too."""
    start = f"<w:{tag}" + "".join(f' w:{k}="{escape(str(v))}"' for k, v in attributes.items())
    inner = "".join(content)
    return f"{start}>{inner}</w:{tag}>" if inner else f"{start}/>"


def root(tag: str, *content: str) -> str:
    """A part of the package: the root element with its declaration and namespaces."""
    return f"{DECLARATION}<w:{tag} {_NAMESPACES}>{''.join(content)}</w:{tag}>"


class Face(Struct, frozen=True):
    """How a run looks: Chinese font, Latin font, half-points, colour, twips between characters,
    and a percentage that condenses its characters."""

    font: str
    latin: str = ""
    size: int = SIZE_3
    colour: str = ""
    spacing: int = 0
    scale: int = 100


@lru_cache(maxsize=256)
def run_properties(face: Face) -> str:
    """``w:rPr``."""
    latin = face.latin or face.font
    return w(
        "rPr",
        w("rFonts", hint="eastAsia", ascii=latin, hAnsi=latin, eastAsia=face.font, cs=latin),
        w("color", val=face.colour) if face.colour else "",
        w("spacing", val=face.spacing),
        w("w", val=face.scale) if face.scale != 100 else "",
        w("sz", val=face.size),
        w("szCs", val=face.size),
    )


def literal(text: str) -> str:
    """``text`` with its blanks; '\\t' is a tab stop and '\\n' a line break."""
    parts = []
    for piece in text.replace("\n", "\0\n\0").replace("\t", "\0\t\0").split("\0"):
        if piece == "\n":
            parts.append("<w:br/>")
        elif piece == "\t":
            parts.append("<w:tab/>")
        elif piece:
            parts.append(f'<w:t xml:space="preserve">{escape(piece, quote=False)}</w:t>')
    return "".join(parts)


class Run(NamedTuple):
    """A run of text: what it says, how large, and its XML."""

    text: str
    size: int
    xml: str


def run(text: str, face: Face) -> Run:
    """A run of text; its XML is '' if ``text`` is.

    Where Latin letters have a font of their own, they get a run of their own too: the hint keeps
    “ ” — … beside them in the Chinese font in Word, but not in LibreOffice.
    """
    if not text:
        return Run("", face.size, "")
    if not face.latin:
        return Run(text, face.size, _run(text, face))
    chinese = replace(face, latin="")
    pieces = (
        _run(part, face if part.isascii() else chinese) for part in _LATIN.split(text) if part
    )
    return Run(text, face.size, "".join(pieces))


_LATIN = re.compile("([\x20-\x7e]+)")


def _run(text: str, face: Face) -> str:
    return f"<w:r>{run_properties(face)}{literal(text)}</w:r>"


def field(code: str, face: Face) -> Run:
    """A complex field such as PAGE; '1' stands in it until it is computed."""
    properties = run_properties(face)
    parts = (
        w("fldChar", fldCharType="begin"),
        f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
        w("fldChar", fldCharType="separate"),
        "<w:t>1</w:t>",
        w("fldChar", fldCharType="end"),
    )
    return Run("1", face.size, "".join(f"<w:r>{properties}{part}</w:r>" for part in parts))


class Rule(NamedTuple):
    """A red line under a paragraph: kind of border, eighths of a point, points of distance."""

    kind: str
    eighths: int
    points: int

    @property
    def xml(self) -> str:
        """``w:pBdr``."""
        line = w("bottom", val=self.kind, sz=self.eighths, space=self.points, color=RED)
        return w("pBdr", line)

    @property
    def height(self) -> int:
        """What it adds to the paragraph, in twips."""
        return self.points * 20 + self.eighths * 20 // 8


class Shape(Struct, frozen=True):
    """How a paragraph stands: lengths in twips, ``line`` an exact pitch, ``first`` negative hangs.

    ``rule`` is a line under it; ``tabs`` are (kind, position); ``outline`` 0–8 puts the
    paragraph into the navigation pane.
    """

    style: str = BODY_STYLE
    align: str = "both"
    left: int = 0
    right: int = 0
    first: int = 0
    line: int = LINE
    after: int = 0
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    snap: bool = True
    rule: Rule | None = None
    tabs: tuple[tuple[str, int], ...] = ()
    outline: int | None = None


@lru_cache(maxsize=512)
def paragraph_properties(shape: Shape, section: str = "") -> str:
    """``w:pPr``; ``section`` is the ``w:sectPr`` that ends a section with this paragraph."""
    hanging = {"hanging": -shape.first} if shape.first < 0 else {"firstLine": shape.first}
    return w(
        "pPr",
        w("pStyle", val=shape.style),
        w("keepNext") if shape.keep_next else "",
        w("keepLines") if shape.keep_lines else "",
        w("pageBreakBefore") if shape.new_page else "",
        shape.rule.xml if shape.rule else "",
        w("tabs", *(w("tab", val=kind, pos=at) for kind, at in shape.tabs)) if shape.tabs else "",
        "" if shape.snap else w("snapToGrid", val=0),
        w("spacing", before=0, after=shape.after, line=shape.line, lineRule="exact"),
        w("ind", left=shape.left, right=shape.right, **hanging),
        w("jc", val=shape.align),
        "" if shape.outline is None else w("outlineLvl", val=shape.outline),
        section,
    )


class Piece(NamedTuple):
    """Finished XML of a paragraph or table in the text, and what it takes of a page.

    ``heights`` are those of its lines or rows in twips, estimated by counting characters.
    ``repeated`` is the height of a table's head, which every further page carries too.
    """

    xml: str
    heights: tuple[int, ...]
    repeated: int = 0
    new_page: bool = False

    @property
    def height(self) -> int:
        """The whole height in twips."""
        return self.repeated + sum(self.heights)


def paragraph(shape: Shape, *runs: Run) -> Piece:
    """A paragraph of finished runs."""
    text = "".join(part.text for part in runs)
    size = runs[0].size * 10 if runs else CHAR
    char = CHAR if size == SIZE_3 * 10 else size
    lines = line_count(text, (TEXT_WIDTH - shape.left - shape.right) / char, shape.first / char)
    xml = f"<w:p>{paragraph_properties(shape)}{''.join(part.xml for part in runs)}</w:p>"
    last = shape.line + shape.after + (shape.rule.height if shape.rule else 0)
    heights = (*(shape.line,) * (lines - 1), last)
    return Piece(xml, heights, new_page=shape.new_page)


def space(height: int, section: str = "") -> Piece:
    """An empty paragraph of that height: kept by every word processor, unlike space before."""
    shape = Shape(line=height, snap=False)
    return Piece(f"<w:p>{paragraph_properties(shape, section)}</w:p>", (height,))


def blank(lines: int = 1, keep_next: bool = False) -> Piece:
    """空行 of the body's pitch."""
    one = paragraph(Shape(keep_next=keep_next))
    return Piece(one.xml * lines, one.heights * lines)


def join(pieces: Iterable[Piece]) -> str:
    """The XML of ``pieces``."""
    return "".join(piece.xml for piece in pieces)
