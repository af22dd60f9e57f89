"""From a document to the bytes of a .docx."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any

from duban.gongwen import standard as std
from duban.gongwen.body import (
    annotation,
    attachment_list,
    attachment_opening,
    attendance,
    blocks,
    opening,
)
from duban.gongwen.document import Document, Format
from duban.gongwen.head import head
from duban.gongwen.imprint import imprint
from duban.gongwen.package import package
from duban.gongwen.pages import Page, parts, references, section
from duban.gongwen.signature import signature
from duban.gongwen.style import STANDARD, Style
from duban.gongwen.xml import Piece, join, space
from duban.ooxml import normalise
from duban.text import clean


def render(document: Document, style: Style = STANDARD, *, moment: datetime) -> bytes:
    """``document`` as a .docx; ``moment`` (aware) is written as its date of creation.

    The same arguments give the same bytes.
    """
    document = _cleaned(document)
    sections = _sections(document, style)
    body = "".join(
        join(part.content)
        + (section(part.page) if last else space(std.LEAST_LINE, section(part.page)).xml)
        for part, last in zip(sections, [*[False] * (len(sections) - 1), True], strict=True)
    )
    used = {name for part in sections for name in references(part.page).values()}
    linked = {name: xml for name, xml in parts(document, style).items() if name in used}
    return normalise(package(body, linked, style, document.title.replace("\n", "")), moment)


@dataclass(frozen=True, slots=True)
class _Section:
    page: Page
    content: list[Piece]


def _cleaned(value: Any) -> Any:
    """``value`` with every text in it cleaned of what XML forbids or hides."""
    if type(value) is str:
        return clean(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _cleaned(getattr(value, f.name)) for f in fields(value)})
    return value


def _sections(document: Document, style: Style) -> list[_Section]:
    """The text, then the attachments, a section wherever the paper turns, 版记 at the end."""
    moved = False
    first = Page(letter_head=document.format is Format.LETTER)
    signed = signature(document, style)
    listed = attachment_list(document, style)
    found = [
        _Section(
            first,
            [
                *head(document, style),
                *opening(document, style, recipients=not moved),
                *blocks(document.body, style, std.TEXT_WIDTH, keep_last=bool(signed or listed)),
                *listed,
                *signed,
                *annotation(document, style),
                *attendance(document, style),
            ],
        )
    ]
    for index, attachment in enumerate(document.attachments):
        wide = attachment.landscape
        same = found[-1].page.landscape == wide
        content = [
            *attachment_opening(document, index, style, wide, new_page=same),
            *blocks(attachment.body, style, std.TEXT_HEIGHT if wide else std.TEXT_WIDTH, False),
        ]
        if same:
            found[-1].content.extend(content)
        else:
            found.append(_Section(Page(landscape=wide), content))
    foot = imprint(document, style, recipients=moved)
    if foot and (found[-1].page.landscape or style.imprint_alone):
        found.append(
            _Section(Page(even=style.imprint_alone, numbered=not style.imprint_alone), foot)
        )
    else:
        found[-1].content.extend(foot)
    return found
