"""Tables in text and attachments, built as text so that time grows with the rows alone.

The standard only places landscape tables (8) and has attachments follow the text's format
(7.3.7); sizes, borders and repeated headers are custom.
"""

from __future__ import annotations

from msgspec import Struct

from duban.gongwen import standard as std
from duban.gongwen.columns import Fit, fit
from duban.gongwen.document import Align, Table
from duban.gongwen.style import Style
from duban.gongwen.xml import (
    CELL_STYLE,
    Face,
    Piece,
    Shape,
    paragraph,
    paragraph_properties,
    run,
    w,
)


def table(content: Table, style: Style, text_width: int, keep_last: bool = False) -> list[Piece]:
    """Caption, unit line, the table, its notes; ``keep_last`` holds its end to what follows."""
    text_height = std.TEXT_HEIGHT if text_width == std.TEXT_WIDTH else std.TEXT_WIDTH
    measured = fit(content, text_width, text_height)
    parts = _above(content, style)
    xml = _table(content, measured, style, text_height, keep_last)
    parts.append(Piece(xml, measured.heights, repeated=measured.head))
    note = Face(style.fangsong, style.latin, std.TABLE_SIZES[0])
    shape = Shape(line=std.NOTE_LINE, keep_next=keep_last, snap=False)
    parts += [paragraph(shape, run(text, note)) for text in content.notes]
    # Two tables without a paragraph between them would become one.
    end = Shape(line=std.LEAST_LINE, keep_next=keep_last, snap=False)
    return [*parts, paragraph(end)]


def _above(content: Table, style: Style) -> list[Piece]:
    parts = []
    if content.caption:
        face = Face(style.heiti, style.latin, spacing=std.CONDENSE)
        parts.append(paragraph(Shape(align="center", keep_next=True), run(content.caption, face)))
    if content.measure:
        face = Face(style.fangsong, style.latin, std.TABLE_SIZES[0])
        shape = Shape(align="right", line=std.NOTE_LINE, keep_next=True, snap=False)
        parts.append(paragraph(shape, run(content.measure, face)))
    return parts


class _Cell(Struct, frozen=True):
    """A column's cell with its changing parts left out, finished once for all rows."""

    width: int
    loose: str
    kept: str
    face: Face

    def xml(self, text: str | None, merge: str, keep: bool) -> str:
        """``merge`` is '', 'restart' or 'continue'; ``keep`` holds the row to the next one."""
        merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
        shape = self.kept if keep else self.loose
        words = run(text, self.face).xml if text else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{self.width}" w:type="dxa"/>{merged}'
            f'<w:vAlign w:val="center"/></w:tcPr><w:p>{shape}{words}</w:p></w:tc>'
        )


def _cells(measured: Fit, face: Face) -> list[_Cell]:
    return [
        _Cell(
            cell_width,
            paragraph_properties(_shape(measured, align)),
            paragraph_properties(_shape(measured, align, keep=True)),
            face,
        )
        for cell_width, align in zip(measured.widths, measured.aligns, strict=True)
    ]


def _shape(measured: Fit, align: Align, keep: bool = False) -> Shape:
    return Shape(
        style=CELL_STYLE, align=align.value, line=measured.line, snap=False, keep_next=keep
    )


def _table(content: Table, measured: Fit, style: Style, text_height: int, keep_last: bool) -> str:
    cells = _cells(measured, Face(style.fangsong, style.latin, measured.size))
    rows = [_header(content, measured, style)]
    for index, row in enumerate(content.rows):
        under = content.rows[index + 1] if index + 1 < len(content.rows) else ()
        continues = [cell is None for cell in under] or [False] * len(row)
        # Rows under one merged cell stay on one page.
        keep = any(continues) or (keep_last and index == len(content.rows) - 1)
        merges = [
            ("continue" if cell is None and index else "restart" if more else "")
            for cell, more in zip(row, continues, strict=True)
        ]
        # A row longer than a page has to break, or its end would be lost.
        whole = measured.heights[index] + measured.head < text_height
        rows.append(
            f"<w:tr>{_WHOLE if whole else ''}"
            + "".join(c.xml(t, m, keep) for c, t, m in zip(cells, row, merges, strict=True))
            + "</w:tr>"
        )
    return f"<w:tbl>{_properties(measured)}{''.join(rows)}</w:tbl>"


_WHOLE = "<w:trPr><w:cantSplit/></w:trPr>"


def _header(content: Table, measured: Fit, style: Style) -> str:
    """The head row in 黑体, repeated on every page."""
    face = Face(style.heiti, style.latin, measured.size)
    shape = paragraph_properties(_shape(measured, Align.CENTRE))
    cells = [_Cell(cell_width, shape, shape, face) for cell_width in measured.widths]
    return (
        "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        + "".join(
            c.xml(col.header, "", True) for c, col in zip(cells, content.columns, strict=True)
        )
        + "</w:tr>"
    )


def _properties(measured: Fit) -> str:
    """``w:tblPr`` and ``w:tblGrid``: fixed widths, centred so that no border leaves 版心."""
    line: dict[str, str | int] = {
        "val": "single",
        "sz": std.TABLE_BORDER_EIGHTHS,
        "space": 0,
        "color": "000000",
    }
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    padding = {
        "top": std.TABLE_PADDING_UPRIGHT,
        "left": std.TABLE_PADDING,
        "bottom": std.TABLE_PADDING_UPRIGHT,
        "right": std.TABLE_PADDING,
    }
    return w(
        "tblPr",
        w("tblW", w=sum(measured.widths), type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *(w(side, **line) for side in sides)),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=value, type="dxa") for side, value in padding.items())),
    ) + w("tblGrid", *(w("gridCol", w=value) for value in measured.widths))
