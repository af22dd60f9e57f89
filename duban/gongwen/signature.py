"""署名 and 成文日期 in the three ways of 7.3.5: sealed, not sealed, with the signer's stamp.

Every paragraph keeps with the next, so that the signature never stands on a page without text.
"""

from __future__ import annotations

from msgspec.structs import replace

from duban.gongwen import standard as std
from duban.gongwen.document import Document, Format, Seal
from duban.gongwen.measure import widest, width
from duban.gongwen.style import Style
from duban.gongwen.xml import Face, Piece, Shape, blank, paragraph, run


def signature(document: Document, style: Style) -> list[Piece]:
    """The paragraphs from the blank lines above 署名 to the date."""
    dated_above = document.format is not Format.LETTER and (document.issue or document.issuer)
    if not document.signatories and (dated_above or not document.date):
        return []
    face = Face(style.fangsong, style.latin, spacing=std.CONDENSE)
    if document.seal is Seal.SEALED:
        return _sealed(document, face)
    if document.seal is Seal.UNSEALED:
        return _unsealed(document, face)
    return _stamped(document, face)


def _sealed(document: Document, face: Face) -> list[Piece]:
    """The date four characters from the right, the last body centred over it.

    Several bodies stand in rows with room for their seals; the last seal also covers the date.
    A name too long to be centred there (over 16 字) moves the date to the left with it.
    """
    half_date = min(width(document.date) * std.CHAR, std.TEXT_WIDTH) / 2
    half_name = min(widest(document.signatories) * std.CHAR, std.TEXT_WIDTH) / 2
    centre = round(std.TEXT_WIDTH - max(half_date + std.SEAL_DATE_RIGHT, half_name))
    rows = _seal_rows(document.signatories, centre)
    parts = [blank(std.SEAL_GAP_LINES, keep_next=True)]
    for index, (names, centres) in enumerate(rows):
        if index:
            lines = -(-std.SEAL_PITCH // std.LINE) - 1
            parts.append(blank(lines, keep_next=True))
        tabs = tuple(("center", at) for at in centres)
        text = "".join(f"\t{name}" for name in names)
        parts.append(paragraph(Shape(align="left", tabs=tabs, keep_next=True), run(text, face)))
    dated = _dated(document, right=round(std.TEXT_WIDTH - centre - half_date))
    return [*parts, paragraph(dated, run(document.date, face))]


def _dated(document: Document, right: int = 0, left: int = 0) -> Shape:
    """The date's own paragraph: so far from the right or, with ``left``, from the left.

    It keeps with an 附注, which would look forgotten on a page of its own.
    """
    place = Shape(align="left", left=left) if left else Shape(align="right", right=right)
    return replace(place, keep_lines=True, keep_next=bool(document.annotation))


def _seal_rows(
    names: tuple[str, ...], centre: int
) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Names by row with the centres they stand on: as many a row as their seals have room for."""
    if not names:
        return []
    pitch = max(std.SEAL_PITCH, round((widest(names) + 1) * std.CHAR))
    most = 1 + max(0, (centre - pitch // 2) // pitch)
    count = -(-len(names) // most)
    rows = []
    for index in range(count):
        row = names[index * most : (index + 1) * most]
        rows.append((row, tuple(centre - pitch * i for i in reversed(range(len(row))))))
    return rows


def _unsealed(document: Document, face: Face) -> list[Piece]:
    """The body two characters from the right, the date two characters in from its beginning."""
    names, date = document.signatories, document.date
    # What is wider than the page allows turns at its edge.
    wide, dated = min(widest(names), std.CHARS - 4), min(width(date), std.CHARS - 4)
    right = round(std.PLAIN_RIGHT + max(0.0, dated + 2 - wide) * std.CHAR)
    left = round(std.TEXT_WIDTH - right - wide * std.CHAR)
    parts = [blank(std.PLAIN_GAP_LINES, keep_next=True)]
    parts += [
        paragraph(Shape(align="left", left=left, keep_next=True), run(name, face)) for name in names
    ]
    # A date that reaches further right than the body ends two characters from the right itself.
    at_right = dated + 2 >= wide
    shape = (
        _dated(document, std.PLAIN_RIGHT) if at_right else _dated(document, left=left + std.INDENT)
    )
    return [*parts, paragraph(shape, run(date, face))]


def _stamped(document: Document, face: Face) -> list[Piece]:
    """The signer's office left of the place of his stamp, the date under both."""
    beside = std.SEAL_DATE_RIGHT + std.STAMP_WIDTH + std.PLAIN_RIGHT
    parts = [blank(std.STAMP_GAP_LINES, keep_next=True)]
    parts += [
        paragraph(Shape(align="right", right=beside, keep_next=True), run(name, face))
        for name in document.signatories
    ]
    dated = _dated(document, right=std.SEAL_DATE_RIGHT)
    return [*parts, blank(keep_next=True), paragraph(dated, run(document.date, face))]
