"""Sections with their headers and footers: page numbers (7.5, 8) and a letter's rules (10.1)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from duban.gongwen import standard as std
from duban.gongwen.document import Document
from duban.gongwen.head import mark_face, mark_ink, mark_line
from duban.gongwen.style import Style
from duban.gongwen.xml import (
    Face,
    Piece,
    Rule,
    Run,
    Shape,
    field,
    join,
    paragraph,
    root,
    run,
    space,
    w,
)


class Page(Struct, frozen=True):
    """What kind of page a section has; with ``opens`` a document begins there, numbered from 1.

    ``new_sheet``: it begins on the front of a sheet, for printing on both sides.
    """

    landscape: bool = False
    letter_head: bool = False
    numbered: bool = True
    opens: bool = False
    new_sheet: bool = False


def parts(document: Document, style: Style) -> dict[str, str]:
    """Every header and footer by its name, which is its relationship's id too."""
    blank = space(std.LEAST_LINE).xml
    return {
        "gwHeaderBlank": root("hdr", blank),
        # As high as the page number: LibreOffice gives the text what a lower footer leaves.
        "gwFooterBlank": root("ftr", space(std.NUMBER_LINE).xml),
        "gwFooterOdd": root("ftr", _number(style, odd=True)),
        "gwFooterEven": root("ftr", _number(style, odd=False)),
        "gwHeaderWideOdd": root("hdr", _turned_number(style, odd=True)),
        "gwHeaderWideEven": root("hdr", _turned_number(style, odd=False)),
        "gwHeaderLetter": root("hdr", join(_letter_mark(document, style))),
        "gwFooterLetter": root("ftr", _letter_rule()),
        "gwFooterLetterOdd": root("ftr", _number(style, odd=True, lift=_LETTER_LIFT)),
        "gwFooterLetterEven": root("ftr", _number(style, odd=False, lift=_LETTER_LIFT)),
    }


_LETTER_LIFT = std.FOOTER - std.LETTER_FOOTER
"""Footers share one distance; where a letter's rule needs 20 mm, page numbers are lifted."""


def references(page: Page) -> Mapping[str, str]:
    """'header/default' … → name of the part."""
    names = {"header/default": "gwHeaderBlank", "header/even": "gwHeaderBlank"}
    if not page.numbered:
        names |= {"footer/default": "gwFooterBlank", "footer/even": "gwFooterBlank"}
    elif page.landscape:
        names = {"header/default": "gwHeaderWideOdd", "header/even": "gwHeaderWideEven"}
        names |= {"footer/default": "gwFooterBlank", "footer/even": "gwFooterBlank"}
    elif page.letter_head:
        names |= {"footer/default": "gwFooterLetterOdd", "footer/even": "gwFooterLetterEven"}
        names |= {"header/first": "gwHeaderLetter", "footer/first": "gwFooterLetter"}
    else:
        names |= {"footer/default": "gwFooterOdd", "footer/even": "gwFooterEven"}
    return names


def section(page: Page) -> str:
    """``w:sectPr`` of a section of such pages."""
    linked = [
        f'<w:{kind}Reference w:type="{type_}" r:id="{name}"/>'
        for (kind, type_), name in sorted(
            (tuple(k.split("/")), v) for k, v in references(page).items()
        )
    ]
    footer = std.LETTER_FOOTER if page.letter_head else std.FOOTER
    if page.landscape:
        footer = std.HEADER
        # The portrait 版心 turned: its head is at the left edge of the sheet (8).
        size = w("pgSz", w=std.PAGE_HEIGHT, h=std.PAGE_WIDTH, orient="landscape")
        sides = {"top": std.LEFT, "right": std.TOP, "bottom": std.RIGHT, "left": std.BOTTOM}
    else:
        size = w("pgSz", w=std.PAGE_WIDTH, h=std.PAGE_HEIGHT)
        sides = {"top": std.TOP, "right": std.RIGHT, "bottom": std.BOTTOM, "left": std.LEFT}
    return w(
        "sectPr",
        *linked,
        w("type", val="oddPage" if page.new_sheet else "nextPage"),
        size,
        w("pgMar", **sides, header=std.HEADER, footer=footer, gutter=0),
        w("pgNumType", start=1) if page.opens else "",
        w("cols", space=0),
        w("titlePg") if page.letter_head else "",
        w("docGrid", type="lines", linePitch=std.LINE),
    )


def _number_runs(style: Style) -> tuple[Run, ...]:
    """4号 half-width Arabic digits of 宋体 between two 一字线 (7.5)."""
    face = Face(style.songti, "", std.SIZE_4)
    return run("— ", face), field("PAGE", face), run(" —", face)


def _number(style: Style, odd: bool, lift: int = 0) -> str:
    """Odd pages at the right, even ones at the left, one character in."""
    shape = Shape(
        align="right" if odd else "left",
        left=0 if odd else std.CHAR_4,
        right=std.CHAR_4 if odd else 0,
        line=std.NUMBER_LINE,
        after=lift,
        snap=False,
    )
    return paragraph(shape, *_number_runs(style)).xml


def _turned_number(style: Style, odd: bool) -> str:
    """The number of a landscape page where it is on the portrait pages of the bound document (8).

    A one-cell table, placed from the page, with vertical text stands left of 版心: at its
    lower end on odd pages, at its upper end on even ones.
    """
    table = w(
        "tbl",
        w(
            "tblPr",
            w(
                "tblpPr",
                leftFromText=0,
                rightFromText=0,
                vertAnchor="page",
                horzAnchor="page",
                tblpX=std.LANDSCAPE_NUMBER_LEFT,
                tblpY=std.LEFT,
            ),
            w("tblOverlap", val="never"),
            w("tblW", w=std.LANDSCAPE_NUMBER_CELL, type="dxa"),
            w("tblLayout", type="fixed"),
            w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa")),
        ),
        w("tblGrid", w("gridCol", w=std.LANDSCAPE_NUMBER_CELL)),
        w(
            "tr",
            w("trPr", w("trHeight", val=std.TEXT_WIDTH, hRule="exact")),
            w(
                "tc",
                w(
                    "tcPr",
                    w("tcW", w=std.LANDSCAPE_NUMBER_CELL, type="dxa"),
                    w("textDirection", val="tbRl"),
                    w("vAlign", val="center"),
                ),
                _number(style, odd),
            ),
        ),
    )
    return table + space(std.LEAST_LINE).xml


def letter_top(document: Document, style: Style) -> int:
    """How much of 版心 a letter's header takes on the first page."""
    heights = sum(piece.height for piece in _letter_mark(document, style))
    return max(0, std.HEADER + heights - std.TOP)


def _letter_mark(document: Document, style: Style) -> tuple[Piece, ...]:
    """发文机关标志 30 mm under the edge, the thick-over-thin double line 4 mm under it (10.1)."""
    text = "".join(document.mark) + document.mark_suffix
    face = mark_face(text, style, std.MARK_SIZE)
    out = -std.LETTER_RULE_OUTDENT
    shape = Shape(
        align="center",
        left=out,
        right=out,
        line=mark_line(face.size),
        snap=False,
        rule=Rule("thickThinSmallGap", std.LETTER_RULE_EIGHTHS, std.LETTER_RULE_SPACE),
    )
    top = round(std.LETTER_MARK_TOP - std.HEADER - mark_ink(face.size))
    return space(top), paragraph(shape, run(text, face)), space(std.LETTER_GAP)


def _letter_rule() -> str:
    """The thin-over-thick double line 20 mm above the lower edge (10.1)."""
    out = -std.LETTER_RULE_OUTDENT
    rule = Rule("thinThickSmallGap", std.LETTER_RULE_EIGHTHS, 0)
    shape = Shape(left=out, right=out, line=std.LEAST_LINE, snap=False, rule=rule)
    return paragraph(shape).xml
