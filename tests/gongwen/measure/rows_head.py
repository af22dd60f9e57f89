"""Rows B, H and K: the head of 文件, 信函 and bulletin."""

from __future__ import annotations

import re

from duban.gongwen.document import Format
from tests.gongwen.measure.pdf import Rule, ink_top
from tests.gongwen.measure.printed import (
    CHAR,
    LEFT,
    PITCH,
    RED,
    RIGHT,
    TOP,
    Piece,
    Printed,
    between,
    in_font,
    near,
)

_FIRST = TOP + 0.8 * PITCH
"""Baseline of line 1 of 版心."""


def _letter(printed: Printed) -> bool:
    return printed.document.format is Format.LETTER


def _corner(printed: Printed, text: str, role: str, line: int | None) -> None:
    if not text:
        return
    piece = printed.locate(text)[0]
    near(piece.x0, LEFT, 1.5, f"left edge of {text}")
    near(piece.size, 16, 0.5, f"size of {text}")
    if role == "heiti":
        in_font([piece], role, text)
    if line is not None and not _letter(printed):
        near(piece.baseline, _FIRST + (line - 1) * PITCH, 1.5, f"line of {text}")


def B01(printed: Printed) -> None:
    number = printed.document.copy_number
    if number:
        assert re.fullmatch(r"\d{6}", number), f"份号 {number}"
    _corner(printed, number, "fangsong", 1)


def B02(printed: Printed) -> None:
    _corner(printed, printed.document.secrecy, "heiti", 2)


def B03(printed: Printed) -> None:
    document = printed.document
    _corner(printed, document.urgency, "heiti", None)
    order = [t for t in (document.copy_number, document.secrecy, document.urgency) if t]
    lines = [printed.locate(text)[0].baseline for text in order]
    assert lines == sorted(lines) and len(set(lines)) == len(lines), f"order of {order}"


def _mark(printed: Printed) -> list[Piece]:
    return [piece for name in printed.document.mark for piece in printed.locate(name)]


def B04(printed: Printed) -> None:
    pieces = _mark(printed)
    if not pieces or _letter(printed):
        return
    first = pieces[0]
    top = ink_top(printed.pdf, 1, first.x0, first.x1, first.top - 1, first.bottom)
    if printed.document.format is Format.BULLETIN:  # a convention: 20 mm, more under 密级
        between(top - TOP, 18, 37, "upper edge of the masthead")
    else:
        near(top, TOP + 35, 2, "upper edge of the mark")
    if suffix := printed.document.mark_suffix:
        pieces = [*pieces, printed.locate(suffix)[0]]
    centre = (min(p.x0 for p in pieces) + max(p.x1 for p in pieces)) / 2
    near(centre, 106, 2, "centre of the mark")


def B05(printed: Printed) -> None:
    document = printed.document
    pieces = _mark(printed)
    for piece in pieces:
        assert all(g.colour == RED for g in piece.glyphs), f"{piece.text} is not red"
    in_font(pieces, "xiaobiaosong", "mark")
    if len(document.mark) > 1 and document.mark_suffix and not _letter(printed):
        suffix = printed.locate(document.mark_suffix)[0]
        middle = (min(p.top for p in pieces) + max(p.bottom for p in pieces)) / 2
        near((suffix.top + suffix.bottom) / 2, middle, 2, "文件 beside the names")
        assert suffix.x0 > max(p.x1 for p in pieces) - 1, "文件 is not right of the names"


def B06(printed: Printed) -> None:
    document = printed.document
    pieces = _mark(printed)
    if len(document.mark) == 1:
        pieces = printed.locate(document.mark[0] + document.mark_suffix)
    assert len(pieces) == len(document.mark), "a mark is broken over lines"
    for piece in pieces:
        assert piece.line.x0 >= LEFT - 2 and piece.line.x1 <= RIGHT + 2, "mark beyond 版心"


def B07(printed: Printed) -> None:
    number = printed.document.number
    if number:
        text = "".join(p.text for p in printed.locate(number))
        assert re.fullmatch(r"[^\d〔〕]+〔\d{4}〕[1-9]\d*号", text), f"发文字号 {text}"


def _under(printed: Printed) -> Piece:
    """The last line above the red rule of a 文件 or bulletin."""
    document = printed.document
    return printed.locate(document.number or document.issuer or document.date)[0]


def B08(printed: Printed) -> None:
    document = printed.document
    if not document.number or not document.mark or _letter(printed):
        return
    piece = printed.locate(document.number)[0]
    if document.signers:
        near(piece.x0, LEFT + CHAR, 0.35 * CHAR, "发文字号 one character in")
        last = printed.locate(_spaced(document.signers[-1]))[0]
        near(piece.baseline, last.baseline, 0.5, "发文字号 level with the last signer")
        return
    near(piece.centre, 106, 2, "centre of 发文字号")
    gap = piece.top - max(p.bottom for p in _mark(printed))
    between(gap / PITCH, 1.6, 3.1, "blank lines under the mark")


def _spaced(name: str) -> str:
    return f"{name[0]}{name[1]}" if len(name) == 2 else name


def B09(printed: Printed) -> None:
    document = printed.document
    if not document.signers or _letter(printed):
        return
    label = printed.locate("签发人：")[0]
    in_font([label], "fangsong", "签发人")
    rows: dict[float, list[Piece]] = {}
    for name in document.signers:
        piece = printed.locate(_spaced(name))[0]
        in_font([piece], "kaiti", name)
        rows.setdefault(round(piece.baseline, 1), []).append(piece)
    near(max(p.x1 for row in rows.values() for p in row), RIGHT - CHAR, 0.5 * CHAR, "signers")
    starts = [row[0].x0 for row in rows.values()]
    near(max(starts), min(starts), 1, "turned names under the first")
    gap = label.top - max(p.bottom for p in _mark(printed))
    between(gap / PITCH, 1.6, 3.1, "blank lines under the mark")


def _red(printed: Printed) -> list[Rule]:
    return [rule for rule in printed.pages[0].across() if rule.colour == RED]


def B10(printed: Printed) -> None:
    if _letter(printed) or not printed.document.mark:
        return
    rules = _red(printed)
    assert len(rules) == 1, f"{len(rules)} red rules"
    near(rules[0].y - _under(printed).bottom, 4, 1.5, "red rule below 发文字号")
    near(rules[0].x0, LEFT, 1.5, "left end of the red rule")
    near(rules[0].x1, RIGHT, 1.5, "right end of the red rule")
    between(rules[0].thickness, 0.3, 1.6, "thickness of the red rule")


def H01(printed: Printed) -> None:
    if not _letter(printed):
        return
    piece = _mark(printed)[0]
    top = ink_top(printed.pdf, 1, piece.x0, piece.x1, piece.top - 1, piece.bottom)
    near(top, 30, 2, "upper edge of the letter's mark")
    near(piece.line.centre, 106, 2, "centre of the letter's mark")
    assert not piece.line.text.endswith("文件"), "a letter's mark ends in 文件"


def _double(printed: Printed) -> list[Rule]:
    rules = _red(printed)
    assert len(rules) == 4, f"{len(rules)} red strokes, wanted two double lines"
    return rules


def H02(printed: Printed) -> None:
    if not _letter(printed):
        return
    thick, thin = _double(printed)[:2]
    assert thick.thickness > 2 * thin.thickness, "the upper double line is not thick over thin"
    mark = _mark(printed)[0]
    near(thick.y0 - (mark.baseline + 0.08 * mark.size * 25.4 / 72), 4, 2, "line below the mark")
    near(thick.x1 - thick.x0, 170, 2, "length of the double line")
    near((thick.x0 + thick.x1) / 2, 106, 2, "centre of the double line")


def H03(printed: Printed) -> None:
    if not _letter(printed):
        return
    thin, thick = _double(printed)[2:]
    assert thick.thickness > 2 * thin.thickness, "the lower double line is not thin over thick"
    near(297 - thick.y1, 20, 1.5, "lower double line above the edge of the paper")
    near(thick.x1 - thick.x0, 170, 2, "length of the double line")


def H05(printed: Printed) -> None:
    document = printed.document
    first = next((t for t in (document.copy_number, document.secrecy, document.urgency) if t), "")
    if _letter(printed) and first:
        gap = printed.locate(first)[0].top - _double(printed)[1].y1
        near(gap, 4.9, 2, f"{first} under the double line")


def H06(printed: Printed) -> None:
    if not _letter(printed) or not printed.document.number:
        return
    piece = printed.locate(printed.document.number)[0]
    near(piece.x1, RIGHT, 1.5, "right end of 发文字号")
    near(piece.top - _double(printed)[1].y1, 4.9, 2, "发文字号 under the double line")


def H07(printed: Printed) -> None:
    document = printed.document
    if not _letter(printed):
        return
    shown = (document.copy_number, document.secrecy, document.urgency, document.number)
    above = max(printed.locate(text)[0].bottom for text in shown if text)
    gap = printed.locate(document.title)[0].top - above
    between(gap / PITCH, 1.5, 3.3, "blank lines above a letter's title")


def H08(printed: Printed) -> None:
    if _letter(printed):
        below = [x.text for x in printed.pages[0].lines if x.baseline > 263]
        assert not below, f"a letter's first page has {below}"


def K01(printed: Printed) -> None:
    document = printed.document
    if document.format is Format.BULLETIN and document.issue:
        piece = printed.locate(document.issue)[0]
        near(piece.centre, 106, 2, "期号 centred")
        assert piece.top > _mark(printed)[0].bottom - 2, "期号 is not under the masthead"


def K02(printed: Printed) -> None:
    document = printed.document
    if document.format is Format.BULLETIN and document.issuer:
        issuer = printed.locate(document.issuer)[0]
        between(issuer.x0, LEFT - 0.5, LEFT + CHAR + 0.5, "编发单位 at the left")
        date = printed.locate(document.date)[0]
        between(date.x1, RIGHT - CHAR - 0.7, RIGHT + 0.5, "date at the right")
        near(issuer.baseline, date.baseline, 0.2, "编发单位 and date in one line")
