"""From a document to the bytes of a .docx."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any

from duban.gongwen import standard as std
from duban.gongwen.base import on_base
from duban.gongwen.body import (
    annotation,
    attachment_list,
    attachment_opening,
    attendance,
    blocks,
    opening,
    shows_text_before_last,
)
from duban.gongwen.document import Document, Format
from duban.gongwen.flow import fill, pitch_with_signature
from duban.gongwen.head import head
from duban.gongwen.imprint import imprint
from duban.gongwen.package import package
from duban.gongwen.pages import Page, letter_top, parts, references, section
from duban.gongwen.signature import signature
from duban.gongwen.style import STANDARD, Style
from duban.gongwen.xml import Piece, Shape, join, paragraph, space
from duban.ooxml import normalise
from duban.text import clean


def render(
    document: Document,
    style: Style = STANDARD,
    *,
    moment: datetime,
    base: bytes | None = None,
    text_pages: int | None = None,
) -> bytes:
    """``document`` as a .docx; ``moment`` (aware) is written as its date of creation.

    ``base`` is an office's own red-head document: its head stands in place of the engine's.
    ``text_pages`` is the number of pages before 版记 as a word processor counted them, for
    ``Style.duplex``; None lets the engine count. The same arguments give the same bytes.
    """
    document = _cleaned(document)
    sections = _sections(document, style, text_pages, headless=base is not None)
    body = "".join(
        join(part.content)
        + (section(part.page) if last else space(std.LEAST_LINE, section(part.page)).xml)
        for part, last in zip(sections, [*[False] * (len(sections) - 1), True], strict=True)
    )
    used = {name for part in sections for name in references(part.page).values()}
    linked = {name: xml for name, xml in parts(document, style).items() if name in used}
    if base is not None:
        return normalise(on_base(base, body, linked, style, document), moment)
    return normalise(package(body, linked, style, document.title.replace("\n", "")), moment)


@dataclass(frozen=True, slots=True)
class _Section:
    """``top`` is what the first page loses to a letter's header."""

    page: Page
    content: list[Piece]
    top: int = 0


def _cleaned(value: Any) -> Any:
    """``value`` with every text in it cleaned of what XML forbids or hides."""
    if type(value) is str:
        return clean(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _cleaned(getattr(value, f.name)) for f in fields(value)})
    return value


def _sections(
    document: Document, style: Style, text_pages: int | None, headless: bool
) -> list[_Section]:
    """The text, then the attachments, a section wherever the paper turns, 版记 at the end.

    ``headless`` leaves the head to a base document; it is taken to be as high as the engine's.
    """
    first = Page(letter_head=document.format is Format.LETTER and not headless)
    top = letter_top(document, style) if document.format is Format.LETTER else 0
    above = head(document, style)
    if headless:
        top, above = top + sum(piece.height for piece in above) or std.MARK_TOP, []
    main, moved = _text(document, style, above, top)
    found = [_Section(first, main, top)]
    for index, attachment in enumerate(document.attachments):
        wide = attachment.landscape
        same = found[-1].page.landscape == wide
        content = [
            *attachment_opening(document, index, style, wide, new_page=same),
            *blocks(attachment.body, style, std.TEXT_HEIGHT if wide else std.TEXT_WIDTH),
        ]
        if same:
            found[-1].content.extend(content)
        else:
            found.append(_Section(Page(landscape=wide), content))
    return _with_imprint(found, imprint(document, style, recipients=moved), style, text_pages)


def _text(
    document: Document, style: Style, above: list[Piece], top: int
) -> tuple[list[Piece], bool]:
    """Head and text; whether the recipients had to leave for 版记, so that page 1 shows text."""
    headed = bool(above) or top > 0
    start = opening(document, style, recipients=True, headed=headed)
    used = top + sum(piece.height for piece in (*above, *start))
    moved = bool(document.recipients) and used + _SHOWN > std.TEXT_HEIGHT
    if moved:
        start = opening(document, style, recipients=False, headed=headed)
    listed, signed = attachment_list(document, style), signature(document, style)
    alone = bool(signed) and not listed
    held = shows_text_before_last(document.body)
    body = blocks(document.body, style, std.TEXT_WIDTH, keep_last=held and alone)
    if body and alone and not held:
        above_last = sum(piece.height for piece in (*above, *start, *body[:-1]))
        room = std.TEXT_HEIGHT - top - above_last
        rest = sum(piece.height for piece in signed)
        pitch = pitch_with_signature(room, len(body[-1].heights), rest)
        body = blocks(document.body, style, std.TEXT_WIDTH, pitch=pitch)
    text = [
        *above,
        *start,
        *body,
        *listed,
        *signed,
        *annotation(document, style),
        *attendance(document, style),
    ]
    return text, moved


_SHOWN = 2 * std.LINE
"""7.3.2, 7.3.3: the first page must show text; a heading and a line of it."""


def _with_imprint(
    found: list[_Section], foot: list[Piece], style: Style, text_pages: int | None
) -> list[_Section]:
    """版记 on the last page, or on a page of its own where it cannot be there."""
    if not foot:
        return found
    pages, used = _counted(found)
    pages = text_pages or pages
    fits = used + sum(piece.height for piece in foot) <= std.TEXT_HEIGHT
    last = found[-1]
    if not last.page.landscape and not (style.duplex and (pages % 2 or not fits)):
        last.content.extend(foot)
        return found
    if style.duplex and pages % 2 == 0:
        # The next even page leaves a blank one between; both go without a number (7.5).
        turned = paragraph(Shape(line=std.LEAST_LINE, snap=False, new_page=True))
        return [*found, _Section(Page(numbered=False), [space(std.LEAST_LINE), turned, *foot])]
    return [*found, _Section(Page(), foot)]


def _counted(found: list[_Section]) -> tuple[int, int]:
    """Pages of all sections and how much of the last one is used."""
    pages = used = 0
    for part in found:
        height = std.TEXT_WIDTH if part.page.landscape else std.TEXT_HEIGHT
        count, used = fill(part.content, height, part.top)
        pages += count
    return pages, used
