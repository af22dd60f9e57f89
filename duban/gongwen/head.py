"""版头: what stands above the text of the first page, one function for each format (7.2, 10)."""

from __future__ import annotations

from duban.gongwen import standard as std
from duban.gongwen.document import Document, Format
from duban.gongwen.measure import ends, widest, width
from duban.gongwen.style import Style
from duban.gongwen.xml import Face, Piece, Rule, Shape, blank, join, paragraph, run, space, w

_PLAIN = Shape(align="left")
_MARK_ASCENT = 0.82
"""Share of the size from the baseline to the ink's upper edge of a Song character."""
_LEAST_SCALE = 20
"""Percent of their width; a name that is still too long is no name and may wrap."""
_BASELINE = 0.8
"""Where the baseline stands in an exact line, as word processors place it."""


def head(document: Document, style: Style) -> list[Piece]:
    """The paragraphs of the head; a letter's mark and rules are in its header (``pages``)."""
    if document.format is Format.LETTER:
        return _letter_head(document, style)
    lines = _corner(document, style)
    joint = len(document.mark) > 1
    if document.format is Format.BULLETIN:
        mark = _mark(document, style, std.MASTHEAD_TOP, std.MASTHEAD_SIZE, len(lines))
    elif joint:
        mark = _joint_mark(document, style, len(lines))
    else:
        mark = _mark(document, style, std.MARK_TOP, std.MARK_SIZE, len(lines))
    return [*lines, *mark, *_under_mark(document, style)]


def _corner(document: Document, style: Style) -> list[Piece]:
    """份号, 密级 and 紧急程度, downwards; 密级 keeps to the second line (7.2.1–7.2.3)."""
    song = Face(style.fangsong, style.latin, spacing=std.CONDENSE)
    hei = Face(style.heiti, style.latin, spacing=std.CONDENSE)
    lines = []
    if document.copy_number or document.secrecy:
        lines.append(paragraph(_PLAIN, run(document.copy_number, song)))
    lines += [
        paragraph(_PLAIN, run(text, hei)) for text in (document.secrecy, document.urgency) if text
    ]
    return lines


def mark_face(text: str, style: Style, largest: int, chars: float = 0) -> Face:
    """The red face in which ``text`` stays on one line of 版心: smaller first, then condensed."""
    wide = chars or width(text)
    # 0.96 leaves what the glyphs' side bearings need; 26 pt is the least that looks right.
    fits = int(std.TEXT_WIDTH * 0.96 / wide / 10) if wide else largest
    size = max(min(largest, fits), std.SIZE_2 + 8)
    scale = max(_LEAST_SCALE, min(100, int(fits / size * 100)))
    return Face(style.xiaobiaosong, "", size, std.RED, 0, scale)


def mark_line(size: int) -> int:
    """Exact line of a mark of that size (half-points), in twips."""
    return size * 12


def mark_ink(size: int) -> float:
    """Where the ink of such a line begins under the line's upper edge."""
    return _BASELINE * mark_line(size) - _MARK_ASCENT * size * 10


def _spacer(top: int, size: int, lines_above: int) -> list[Piece]:
    """The space that puts the ink of a mark of that size ``top`` below the edge of 版心."""
    rest = round(top - mark_ink(size) - lines_above * std.LINE)
    return [space(rest)] if rest >= std.LEAST_LINE else []


def _mark(document: Document, style: Style, top: int, largest: int, above: int) -> list[Piece]:
    text = "".join(document.mark) + document.mark_suffix
    if not text:
        return []
    face = mark_face(text, style, largest)
    shape = Shape(align="center", line=mark_line(face.size), snap=False)
    return [*_spacer(top, face.size, above), paragraph(shape, run(text, face))]


def _joint_mark(document: Document, style: Style, above: int) -> list[Piece]:
    """Names stacked, the sponsor first, each spread over the same width; 文件 beside them."""
    names, suffix = document.mark, document.mark_suffix
    room = widest(names) + width(suffix)
    # Beyond three bodies the first page must still show text (7.2.4).
    largest = std.MARK_SIZE if len(names) <= 3 else std.MARK_SIZE * 3 // len(names)
    face = mark_face("", style, largest, room + 0.5)
    unit = face.size * 10 * face.scale // 100
    gap = unit // 2 if suffix else 0
    right = min(round(width(suffix) * unit) + 20 + gap, std.TEXT_WIDTH // 2)
    left = min(round(widest(names) * unit) + 20, std.TEXT_WIDTH - right)
    shape = Shape(align="distribute", line=mark_line(face.size), snap=False)
    stacked = join(paragraph(shape, run(name, face)) for name in names)
    beside = paragraph(
        Shape(align="right", line=mark_line(face.size), snap=False), run(suffix, face)
    )
    cells = w("tc", w("tcPr", w("tcW", w=left, type="dxa")), stacked)
    if suffix:
        centred = w("tcPr", w("tcW", w=right, type="dxa"), w("vAlign", val="center"))
        cells += w("tc", centred, beside.xml)
    table = w(
        "tbl",
        w(
            "tblPr",
            w("tblW", w=left + right, type="dxa"),
            w("jc", val="center"),
            w("tblLayout", type="fixed"),
            w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa")),
        ),
        w("tblGrid", w("gridCol", w=left), w("gridCol", w=right) if suffix else ""),
        w("tr", w("trPr", w("cantSplit")), cells),
    )
    height = len(names) * mark_line(face.size)
    return [*_spacer(std.MARK_TOP, face.size, above), Piece(table, (height,))]


def _rule(style: Style) -> Rule:
    return Rule("single", style.rule, std.RULE_GAP_POINTS)


def _under_mark(document: Document, style: Style) -> list[Piece]:
    """发文字号 and 签发人, or 期号, issuer and date; the red rule 4 mm below them.

    A document with none of these and no mark has no head, hence no rule.
    """
    body = Face(style.fangsong, style.latin, spacing=std.CONDENSE)
    if document.issue or document.issuer:
        return _issue(document, style, body)
    gap = [blank(std.MARK_GAP_LINES)] if document.mark else []
    if document.signers:
        return [*gap, *_upward(document, style, body)]
    if not document.mark and not document.number:
        return []
    centred = Shape(align="center", rule=_rule(style))
    return [*gap, paragraph(centred, run(document.number, body))]


def _issue(document: Document, style: Style, body: Face) -> list[Piece]:
    """期号 (and 发文字号, 签发人 where there is one), then issuer and date in one line."""
    signers = f"签发人：{'　'.join(document.signers)}" if document.signers else ""
    centred = Shape(align="center")
    above = (document.issue, document.number, signers)
    # An ideographic space keeps the text one character in without shortening the rule.
    shape = Shape(align="left", rule=_rule(style), tabs=(("right", std.TEXT_WIDTH - std.CHAR),))
    return [
        blank(),
        *(paragraph(centred, run(text, body)) for text in above if text),
        paragraph(shape, run(ends(f"\u3000{document.issuer}", document.date, std.CHARS - 1), body)),
    ]


def _upward(document: Document, style: Style, body: Face) -> list[Piece]:
    """签发人, two names a row, turned names under the first; 发文字号 level with the last row."""
    kai = Face(style.kaiti, style.latin, spacing=std.CONDENSE)
    names = [f"{n[0]}\u3000{n[1]}" if len(n) == 2 else n for n in document.signers]
    # One a row where two would run into 发文字号.
    room = std.CHARS - 8 - width(document.number)
    most = 2 if 2 * widest(tuple(names)) + 1 <= room else 1
    rows = [names[i : i + most] for i in range(0, len(names), most)]
    wide = max(width("\u3000".join(row)) for row in rows)
    first_name = round(max(4, std.CHARS - 1 - wide) * std.CHAR)
    lines = []
    for index, row in enumerate(rows):
        last = index == len(rows) - 1
        start = run(f"\u3000{document.number}" if last else "", body)
        label = "签发人：" if index == 0 else ""
        tabs = (("left", first_name - round(width(label) * std.CHAR)),)
        shape = Shape(align="left", rule=_rule(style) if last else None, tabs=tabs)
        lines.append(paragraph(shape, start, run(f"\t{label}", body), run("\u3000".join(row), kai)))
    return lines


def _letter_head(document: Document, style: Style) -> list[Piece]:
    """发文字号 at the right under the upper double line, the other elements left of it (10.1)."""
    body = Face(style.fangsong, style.latin, spacing=std.CONDENSE)
    hei = Face(style.heiti, style.latin, spacing=std.CONDENSE)
    left = [(document.copy_number, body), (document.secrecy, hei), (document.urgency, hei)]
    shown = [(text, face) for text, face in left if text] or [("", body)]
    tab = (("right", std.TEXT_WIDTH),)
    lines = []
    for index, (text, face) in enumerate(shown):
        number = run(f"\t{document.number}" if index == 0 else "", body)
        lines.append(paragraph(Shape(align="left", tabs=tab), run(text, face), number))
    return lines
