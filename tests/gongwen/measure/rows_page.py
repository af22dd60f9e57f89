"""Rows A, E, F, G and X of the standard: paper, type area, page numbers, tables, XML hygiene."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median

from msgspec.structs import replace

from duban.gongwen.document import Format
from tests.gongwen.measure.pdf import Glyph, Page
from tests.gongwen.measure.printed import (
    BLACK,
    BOTTOM,
    CHAR,
    CHAR_4,
    FONTS,
    LEFT,
    PITCH,
    RED,
    RIGHT,
    TOP,
    WIDE,
    Printed,
    W,
    between,
    near,
)

_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_TWIP = 25.4 / 1440
_CLOSING = "，。、；：！？）》”’〕"


def _ideographs(text: str) -> Counter[str]:
    return Counter(_IDEOGRAPH.findall(text))


def _margins(printed: Printed) -> list[tuple[bool, dict[str, float]]]:
    found = []
    for section in printed.xml.iter(f"{W}sectPr"):
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        assert size is not None and margins is not None
        sides = ("top", "right", "bottom", "left")
        lengths = {side: int(margins.get(f"{W}{side}") or 0) * _TWIP for side in sides}
        found.append((size.get(f"{W}orient") == "landscape", lengths))
    return found


def A01(printed: Printed) -> None:
    for page in printed.pages:
        sides = sorted((page.width, page.height))
        near(sides[0], 210, 1, "paper width")
        near(sides[1], 297, 1, "paper height")


def A02(printed: Printed) -> None:
    for landscape, margins in _margins(printed):
        if not landscape:
            near(margins["top"], TOP, 1, "天头 in the XML")
    for page in printed.flowing():
        near(page.lines[0].baseline - 0.8 * PITCH, TOP, 1, f"天头 on page {page.number}")


def A03(printed: Printed) -> None:
    for landscape, margins in _margins(printed):
        if not landscape:
            near(margins["left"], LEFT, 1, "订口 in the XML")
    turned = [p.line.x0 for _, pieces in printed.paragraphs() for p in pieces[1:]]
    if turned:
        near(min(turned), LEFT, 1, "订口")


def A04(printed: Printed) -> None:
    for landscape, margins in _margins(printed):
        if not landscape:
            near(210 - margins["left"] - margins["right"], 156, 1, "版心 width in the XML")
    for _, pieces in printed.paragraphs():
        for piece in pieces:
            end = [g for g in piece.glyphs if g.char not in _CLOSING][-1:]
            assert all(g.x1 <= RIGHT + 0.5 for g in end), f"beyond 版心: {piece.text}"


def A05(printed: Printed) -> None:
    for landscape, margins in _margins(printed):
        if not landscape:
            near(297 - margins["top"] - margins["bottom"], 225, 1, "版心 height in the XML")
    for page in printed.pages:
        if not page.landscape:
            text = [line for line in page.lines if line.baseline < BOTTOM + 1]
            assert all(line.bottom <= BOTTOM + 1 for line in text), f"below 版心, {page.number}"
    if full := _full(printed):
        for page in full:
            near(_slot_bottom(page), BOTTOM, 1.5, f"lower edge of the last line, {page.number}")


def _slot_bottom(page: Page) -> float:
    return max(x.baseline for x in page.lines if x.baseline < BOTTOM) + 0.2 * PITCH


def _full(printed: Printed) -> list[Page]:
    """Pages after the first whose last paragraph goes on to the next page: nothing is kept back."""
    going_on = {
        above.page.number
        for _, pieces in printed.paragraphs()
        for above, below in pairwise(pieces)
        if above.page is not below.page
    }
    return [page for page in printed.pages if page.number > 1 and page.number in going_on]


def A06(printed: Printed) -> None:
    fonts = {
        g.font
        for block, pieces in printed.paragraphs()
        if not block.level
        for piece in pieces
        for g in piece.glyphs
        if not (printed.style.latin and g.char.isascii())
    }
    assert all(font.startswith(FONTS["fangsong"]) for font in fonts), f"正文: {fonts}"


def A07(printed: Printed) -> None:
    for _, pieces in printed.paragraphs():
        for piece in pieces:
            near(piece.size, 16, 0.5, f"size of {piece.text[:10]}")


def A08(printed: Printed) -> None:
    # LibreOffice moves the baseline, not the line, by 0.5 mm where a second font has other metrics.
    jitter = 0.08 if printed.style.latin else 0.03
    for page in _full(printed):
        lines = [x.baseline for x in page.lines if x.baseline < BOTTOM]
        for above, below in pairwise(lines):
            steps = (below - above) / PITCH
            near(steps, max(1, round(steps)), jitter, f"line pitch on page {page.number}")
        count = round((lines[-1] - lines[0]) / PITCH) + 1
        assert count == 22, f"{count} lines on page {page.number}"


def A08b(printed: Printed) -> None:
    for page in printed.flowing():
        lines = [x.baseline for x in page.lines if x.baseline < BOTTOM]
        count = round((lines[-1] - TOP) / PITCH + 0.2)
        assert count >= 13, f"page {page.number} is left after {count} lines"


def A09(printed: Printed) -> None:
    for _, pieces in printed.paragraphs():
        for piece in pieces[:-1]:
            if len(_IDEOGRAPH.findall(piece.text)) == len(piece.text):
                indent = round((piece.x0 - LEFT) / CHAR)
                assert len(piece.text) + indent == 28, f"characters in “{piece.text}”"


def A10(printed: Printed) -> None:
    for page in _full(printed):
        lines = [x.baseline for x in page.lines if x.baseline < BOTTOM]
        pitch = median(b - a for a, b in pairwise(lines))
        between(22 * pitch, 220, 225.5, "22 lines")


def A11(printed: Printed) -> None:
    red = ""
    for page in printed.pages:
        for line in page.lines:
            for glyph in line.inked:
                assert glyph.colour in (BLACK, RED), f"colour of {glyph.char}: {glyph.colour}"
                red += glyph.char if glyph.colour == RED else ""
    mark = "".join(printed.document.mark) + printed.document.mark_suffix
    assert _ideographs(red) == _ideographs(mark), f"red: {red}"


def A13(printed: Printed) -> None:
    document = printed.document
    if document.format is Format.LETTER:  # 10.1: no 印发机关 and 印发日期
        document = replace(document, printed_by="", printed_on="")
    asked = _ideographs(repr(document))
    labels = "文件简报信函纪要加盖印章不签发人名"
    written = _ideographs("".join("".join(part.itertext()) for part in printed.parts().values()))
    seen = _ideographs(
        "".join(x.text for page in printed.pages for x in page.lines)
        + "".join(g.char for page in printed.pages for g in page.turned)
    )
    assert not written - seen, f"written, not printed: {written - seen}"
    lost = {c: n for c, n in (asked - seen).items() if c not in labels}
    assert not lost, f"asked for, not printed: {lost}"


def _number(page: Page) -> tuple[Glyph, ...]:
    if page.landscape:
        return tuple(g for g in page.turned if not g.char.isspace())
    below = [line for line in page.lines if line.baseline > BOTTOM + 1]
    return tuple(g for line in below for g in line.inked)


def _numbered(printed: Printed) -> list[tuple[Page, tuple[Glyph, ...]]]:
    letter = printed.document.format is Format.LETTER
    pages = [p for p in printed.pages if not (letter and p.number == 1)]
    blank = printed.style.duplex
    return [(p, n) for p in pages if (n := _number(p)) or not blank]


def E01(printed: Printed) -> None:
    for page, glyphs in _numbered(printed):
        text = "".join(g.char for g in glyphs)
        assert re.fullmatch(r"—[1-9]\d*—", text), f"page {page.number}: “{text}”"
        for glyph in glyphs:
            near(glyph.size, 14, 0.3, f"size of the page number, page {page.number}")
            assert glyph.font.startswith(FONTS["songti"]), f"page number in {glyph.font}"


def E02(printed: Printed) -> None:
    for page, glyphs in _numbered(printed):
        assert glyphs, f"no page number, page {page.number}"
        if not page.landscape:
            dash = glyphs[0].baseline - 0.36 * glyphs[0].size * 25.4 / 72
            near(dash, BOTTOM + 7, 1, f"dash of the page number, page {page.number}")


def E03(printed: Printed) -> None:
    for page, glyphs in _numbered(printed):
        assert glyphs, f"no page number, page {page.number}"
        if page.landscape:
            continue
        if page.number % 2:
            near(glyphs[-1].x1, RIGHT - CHAR_4, 0.35 * CHAR_4, f"page {page.number}, right")
        else:
            near(glyphs[0].x0, LEFT + CHAR_4, 0.35 * CHAR_4, f"page {page.number}, left")


def E04(printed: Printed) -> None:
    settings = printed.part("word/settings.xml")
    assert settings.find(f"{W}evenAndOddHeaders") is not None
    for section in printed.xml.iter(f"{W}sectPr"):
        for kind in ("header", "footer"):
            types = [e.get(f"{W}type") for e in section.findall(f"{W}{kind}Reference")]
            assert {"default", "even"} <= set(types), f"{kind}s of a section: {types}"


def E05(printed: Printed) -> None:
    for page, glyphs in _numbered(printed):
        assert "".join(g.char for g in glyphs) == f"—{page.number}—", f"page {page.number}"
    if printed.document.format is Format.LETTER:
        assert not _number(printed.pages[0]), "a letter's first page has a number"


def F01(printed: Printed) -> None:
    for page in printed.pages:
        if not page.landscape:
            continue
        glyphs = _number(page)
        assert glyphs and all(g.angle == 90 for g in glyphs), f"page {page.number}: not turned"
        # Clockwise text: the baseline is at the left, the em box reaches to the right of it.
        axis = glyphs[0].x0 + 0.36 * glyphs[0].size * 25.4 / 72
        near(axis, WIDE[0] - 7, 1.2, f"distance from the text, page {page.number}")
        first, last = glyphs[0].baseline, glyphs[-1].baseline + CHAR_4
        if page.number % 2:
            near(last, WIDE[3] - CHAR_4, 1.2, f"lower left, page {page.number}")
        else:
            near(first, WIDE[2] + CHAR_4, 1.2, f"upper left, page {page.number}")


def F02(printed: Printed) -> None:
    for landscape, margins in _margins(printed):
        if landscape:
            wanted = {"top": 28, "bottom": 26, "left": 35, "right": 37}
            for side, length in wanted.items():
                near(margins[side], length, 1.5, f"landscape {side}")


def G01(printed: Printed) -> None:
    for table in printed.tables():
        header = "".join(column.header for column in table.columns)
        cells = {c for row in table.rows for c in row if c and len(c) > 10}
        for page in printed.pages:
            text = "".join(line.text for line in page.lines)
            if page.rules and any(c in text for c in cells):
                assert Counter(header) <= Counter(text), f"no header row on page {page.number}"


def G02(printed: Printed) -> None:
    for row in printed.xml.iter(f"{W}tr"):
        assert row.find(f"{W}trPr/{W}cantSplit") is not None, "a row may be split"


def G03(printed: Printed) -> None:
    if not printed.tables():
        return
    for page in printed.pages:
        left, right, top, bottom = WIDE if page.landscape else (LEFT, RIGHT, TOP, BOTTOM)
        for rule in page.rules:
            if rule.colour == BLACK:
                assert rule.x0 >= left - 0.5 and rule.x1 <= right + 0.5, f"too wide: {rule}"
                assert rule.y0 >= top - 0.5 and rule.y1 <= bottom + 0.5, f"too high: {rule}"


def G05(printed: Printed) -> None:
    for page in printed.pages:
        for line in page.lines:
            assert all(g.size >= 9 for g in line.inked), f"too small: {line.text}"


def X01(printed: Printed) -> None:
    for name, part in {**printed.parts(), "styles": printed.part("word/styles.xml")}.items():
        for fonts in part.iter(f"{W}rFonts"):
            assert not any("Theme" in key for key in fonts.attrib), f"theme font in {name}"
    for name, part in printed.parts().items():
        for run in part.iter(f"{W}r"):
            text = "".join(t.text or "" for t in run.iter(f"{W}t"))
            if re.search("[\u4e00-\u9fff“”—…]", text):
                fonts = run.find(f"{W}rPr/{W}rFonts")
                assert fonts is not None, f"no font on “{text}” in {name}"
                assert fonts.get(f"{W}eastAsia"), f"no Chinese font on “{text}” in {name}"
                assert fonts.get(f"{W}hint") == "eastAsia", f"no hint on “{text}” in {name}"


def X02(printed: Printed) -> None:
    for page in printed.pages:
        for line in page.lines:
            for glyph in line.inked:
                if glyph.char in "“”‘’…—":
                    chinese = glyph.font.startswith(tuple(FONTS.values()))
                    assert chinese, f"{glyph.char} in {glyph.font}: {line.text[:20]}"


def X03(printed: Printed) -> None:
    for section in printed.xml.iter(f"{W}sectPr"):
        grid = section.find(f"{W}docGrid")
        assert grid is not None and grid.get(f"{W}type") == "lines", "no line grid"


def X04(printed: Printed) -> None:
    for name, part in printed.parts().items():
        for spacing in part.iterfind(f".//{W}pPr/{W}spacing"):
            assert spacing.get(f"{W}lineRule") == "exact", f"line pitch not exact in {name}"


def X05(printed: Printed) -> None:
    styles = printed.part("word/styles.xml")
    for name in ("widowControl", "autoSpaceDE", "autoSpaceDN"):
        values = [e.get(f"{W}val") for e in styles.iter(f"{W}{name}")]
        assert values and all(value in ("0", "false") for value in values), f"{name}: {values}"


def X07(printed: Printed) -> None:
    for _, pieces in printed.paragraphs():
        start = pieces[0].line.glyphs[0]
        assert not start.char.isspace(), f"indented by blanks: {pieces[0].text[:10]}"
