"""A PDF as glyphs, lines and rules. Lengths are mm from the upper left corner of the paper."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from msgspec import Struct

MM = 25.4 / 72


class Glyph(Struct, frozen=True):
    """One character: ``x0`` its origin, ``x1`` where the next would begin, ``angle`` in degrees."""

    char: str
    x0: float
    x1: float
    baseline: float
    size: float
    font: str
    colour: tuple[int, int, int]
    angle: int = 0

    @property
    def top(self) -> float:
        """Upper edge of the em box: 0.88 of the size above the baseline."""
        return self.baseline - 0.88 * self.size * MM

    @property
    def bottom(self) -> float:
        return self.baseline + 0.12 * self.size * MM


class Line(Struct, frozen=True):
    """Upright glyphs on one baseline, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(g.char for g in self.glyphs)

    @property
    def inked(self) -> tuple[Glyph, ...]:
        return tuple(g for g in self.glyphs if not g.char.isspace())

    @property
    def x0(self) -> float:
        return self.inked[0].x0

    @property
    def x1(self) -> float:
        return self.inked[-1].x1

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def baseline(self) -> float:
        return self.inked[0].baseline

    @property
    def size(self) -> float:
        return max(g.size for g in self.inked)

    @property
    def top(self) -> float:
        return min(g.top for g in self.inked)

    @property
    def bottom(self) -> float:
        return max(g.bottom for g in self.inked)


class Rule(Struct, frozen=True):
    """A straight stroke along one axis, however the PDF draws it."""

    x0: float
    x1: float
    y0: float
    y1: float
    colour: tuple[int, int, int]

    @property
    def horizontal(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0

    @property
    def thickness(self) -> float:
        return min(self.x1 - self.x0, self.y1 - self.y0)

    @property
    def y(self) -> float:
        return (self.y0 + self.y1) / 2


class Page(Struct, frozen=True):
    """One page; ``turned`` are the glyphs that do not stand upright."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    turned: tuple[Glyph, ...]
    rules: tuple[Rule, ...]

    @property
    def landscape(self) -> bool:
        return self.width > self.height

    def across(self) -> tuple[Rule, ...]:
        """The horizontal rules from the top down."""
        return tuple(sorted((r for r in self.rules if r.horizontal), key=lambda r: (r.y, r.x0)))


def read(path: Path) -> tuple[Page, ...]:
    """Every page of the PDF at ``path``."""
    document = pdfium.PdfDocument(path)
    try:
        return tuple(_page(document[index], index + 1) for index in range(len(document)))
    finally:
        document.close()


def ink_top(path: Path, page: int, x0: float, x1: float, y0: float, y1: float) -> float:
    """The upper edge of the ink in a window of ``page`` (from 1), measured on a raster."""
    document = pdfium.PdfDocument(path)
    try:
        scale = 4
        bitmap = document[page - 1].render(scale=scale, grayscale=True)
        buffer, stride = bytes(bitmap.buffer), bitmap.stride
        left, right = (int(x / MM * scale) for x in (x0, x1))
        for row in range(int(y0 / MM * scale), int(y1 / MM * scale)):
            if min(buffer[row * stride + left : row * stride + right]) < 200:
                return row / scale * MM
    finally:
        document.close()
    raise AssertionError(f"nothing printed between {y0} and {y1} mm")


def _page(page: pdfium.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    glyphs = list(_glyphs(page, height))
    upright = [g for g in glyphs if g.angle == 0]
    found = (_rule(item, height) for item in page.get_objects())
    rules = tuple(dict.fromkeys(rule for rule in found if rule))
    return Page(
        number,
        width * MM,
        height * MM,
        tuple(_lines(upright)),
        tuple(g for g in glyphs if g.angle),
        rules,
    )


def _glyphs(page: pdfium.PdfPage, height: float) -> Iterator[Glyph]:
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    channels = [ctypes.c_uint() for _ in range(4)]
    for index in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetFontInfo(text, index, name, 128, flags)
        raw.FPDFText_GetFillColor(text, index, *channels)
        angle = round(raw.FPDFText_GetCharAngle(text, index) * 57.29578) % 360
        yield Glyph(
            chr(raw.FPDFText_GetUnicode(text, index)),
            x.value * MM,
            box.right * MM,
            (height - y.value) * MM,
            raw.FPDFText_GetFontSize(text, index),
            name.value.decode("utf-8", "replace").partition("+")[2] or name.value.decode(),
            (channels[0].value, channels[1].value, channels[2].value),
            angle,
        )
    text.close()


def _lines(glyphs: list[Glyph]) -> Iterator[Line]:
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: (g.baseline, g.x0)):
        if row and glyph.baseline - row[0].baseline > 0.5:
            yield from _line(row)
            row = []
        row.append(glyph)
    yield from _line(row)


def _line(row: list[Glyph]) -> Iterator[Line]:
    if any(not g.char.isspace() for g in row):
        yield Line(tuple(sorted(row, key=lambda g: g.x0)))


def _rule(item: pdfium.PdfObject, height: float) -> Rule | None:
    if item.type != raw.FPDF_PAGEOBJ_PATH:
        return None
    fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    channels = [ctypes.c_uint() for _ in range(4)]
    colour = raw.FPDFPageObj_GetStrokeColor if stroke.value else raw.FPDFPageObj_GetFillColor
    if not (fill.value or stroke.value) or not colour(item, *channels):
        return None
    left, bottom, right, top = item.get_bounds()
    if stroke.value:
        # PDFium widens a stroke's bounds by its whole width on every side.
        raw.FPDFPageObj_GetStrokeWidth(item, width)
        pen = width.value
        left, right, bottom, top = left + pen, right - pen, bottom + pen, top - pen
        if right - left < top - bottom:
            left, right = left - pen / 2, right + pen / 2
        else:
            bottom, top = bottom - pen / 2, top + pen / 2
    if min(right - left, top - bottom) > 6:
        return None
    return Rule(
        left * MM,
        right * MM,
        (height - top) * MM,
        (height - bottom) * MM,
        (channels[0].value, channels[1].value, channels[2].value),
    )
