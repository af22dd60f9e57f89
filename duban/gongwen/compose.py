"""The document as sections: head, text, attachments and 版记 in their order and on their pages."""

from __future__ import annotations

from msgspec import Struct

from duban.gongwen import standard as std
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
from duban.gongwen.pages import Page, letter_top
from duban.gongwen.signature import signature
from duban.gongwen.style import Style
from duban.gongwen.xml import Piece, Shape, paragraph, space


class Section(Struct, frozen=True):
    """Pages of one kind; ``top`` is what the first page loses to a letter's header."""

    page: Page
    content: list[Piece]
    top: int = 0


def compose(
    document: Document, style: Style, text_pages: int | None, headless: bool
) -> list[Section]:
    """The text, then the attachments, a section wherever the paper turns, 版记 at the end.

    ``text_pages`` are the pages before 版记, None to count them; ``headless`` leaves the head to
    a base document, which is taken to be as high as the engine's.
    """
    first = Page(letter_head=document.format is Format.LETTER and not headless)
    top = letter_top(document, style) if document.format is Format.LETTER else 0
    above = head(document, style)
    if headless:
        top, above = top + sum(piece.height for piece in above) or std.MARK_TOP, []
    main, moved = _text(document, style, above, top)
    found = [Section(first, main, top)]
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
            found.append(Section(Page(landscape=wide), content))
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
    found: list[Section], foot: list[Piece], style: Style, text_pages: int | None
) -> list[Section]:
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
        return [*found, Section(Page(numbered=False), [space(std.LEAST_LINE), turned, *foot])]
    return [*found, Section(Page(), foot)]


def _counted(found: list[Section]) -> tuple[int, int]:
    """Pages of all sections and how much of the last one is used."""
    pages = used = 0
    for part in found:
        height = std.TEXT_WIDTH if part.page.landscape else std.TEXT_HEIGHT
        count, used = fill(part.content, height, part.top)
        pages += count
    return pages, used
