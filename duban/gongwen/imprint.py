"""版记: 抄送, 印发机关 and 印发日期 between their lines at the foot of the last page (7.4).

A floating table holds it at the lower edge of 版心. It is placed from the page, which is what
Word, WPS and LibreOffice all honour, and stands between two paragraphs of least height.
"""

from __future__ import annotations

from duban.gongwen import standard as std
from duban.gongwen.document import Document, Format
from duban.gongwen.measure import ends, line_count, width
from duban.gongwen.style import Style
from duban.gongwen.xml import Face, Piece, Shape, paragraph, run, space, w

_CHARS = std.TEXT_WIDTH / std.CHAR_4


def imprint(document: Document, style: Style, recipients: bool) -> list[Piece]:
    """The whole 版记; ``recipients`` says that 主送机关 are moved into it (7.3.2). [] if empty."""
    letter = document.format is Format.LETTER
    sent = _sent(document, recipients)
    printed = not letter and bool(document.printed_by or document.printed_on)
    if not sent and not printed:
        return []
    lines = sum(_lines(label, names) for label, names in sent)
    if printed:
        lines += 1 + _printer(document).count("\n")
    pitch = min(std.IMPRINT_LINE, (std.TEXT_HEIGHT - std.LINE) // lines)
    # What would still fill more than a page cannot float; it is a table in the text then.
    floating = pitch >= std.IMPRINT_LEAST_LINE
    pitch = max(pitch, std.IMPRINT_LEAST_LINE)
    rows = ["".join(_addressees(*entry, style, pitch) for entry in sent)] if sent else []
    if printed:
        rows.append(_printed(document, style, pitch))
    table = _table(rows, lined=not letter, floating=floating)
    least = space(std.LEAST_LINE)
    return [least, Piece(table, (lines * pitch,)), least]


def _sent(document: Document, recipients: bool) -> list[tuple[str, str]]:
    """Labels and names: 主送 above 抄送 with no line between them (7.4.2)."""
    sent = [("主送：", document.recipients)] if recipients and document.recipients else []
    if document.copies_to:
        sent.append(("抄送：", document.copies_to))
    return [(label, names.rstrip("：:。.") + "。") for label, names in sent]


def _lines(label: str, names: str) -> int:
    return line_count(names, _CHARS - 2 - width(label))


def _addressees(label: str, names: str, style: Style, pitch: int) -> str:
    """One character in from both sides, turned lines after the colon (7.4.2)."""
    face = Face(style.fangsong, style.latin, std.SIZE_4)
    hanging = round(width(label) * std.CHAR_4)
    shape = Shape(
        left=std.CHAR_4 + hanging,
        right=std.CHAR_4,
        first=-hanging,
        line=pitch,
        snap=False,
    )
    return paragraph(shape, run(label + names, face)).xml


def _printed(document: Document, style: Style, pitch: int) -> str:
    """印发机关 at the left, 印发日期 with 印发 at the right, one character in (7.4.3)."""
    face = Face(style.fangsong, style.latin, std.SIZE_4)
    shape = Shape(
        align="left",
        left=std.CHAR_4,
        line=pitch,
        snap=False,
        tabs=(("right", std.TEXT_WIDTH - std.CHAR_4),),
    )
    return paragraph(shape, run(_printer(document), face)).xml


def _printer(document: Document) -> str:
    date = document.printed_on
    if date and not date.endswith("印发"):
        date += "印发"
    return ends(document.printed_by, date, _CHARS - 2)


def _table(rows: list[str], lined: bool, floating: bool) -> str:
    place: dict[str, str | int] = {
        "leftFromText": 0,
        "rightFromText": 0,
        "vertAnchor": "margin",
        "horzAnchor": "page",
    }
    thick: dict[str, str | int] = {
        "val": "single",
        "sz": std.IMPRINT_THICK_EIGHTHS,
        "space": 0,
        "color": "000000",
    }
    thin = {**thick, "sz": std.IMPRINT_THIN_EIGHTHS}
    borders = w("tblBorders", w("top", **thick), w("bottom", **thick), w("insideH", **thin))
    properties = w(
        "tblPr",
        w("tblpPr", **place, tblpX=std.LEFT, tblpYSpec="bottom") if floating else "",
        w("tblOverlap", val="never") if floating else "",
        w("tblW", w=std.TEXT_WIDTH, type="dxa"),
        borders if lined else "",
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa")),
    )
    whole = w("trPr", w("cantSplit")) if floating else ""
    cell = w("tcPr", w("tcW", w=std.TEXT_WIDTH, type="dxa"))
    body = "".join(w("tr", whole, w("tc", cell, row)) for row in rows)
    return w("tbl", properties, w("tblGrid", w("gridCol", w=std.TEXT_WIDTH)), body)
