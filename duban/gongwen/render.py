"""From a document to the bytes of a .docx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from duban.gongwen import standard as std
from duban.gongwen.compose import compose
from duban.gongwen.document import Document
from duban.gongwen.package import package
from duban.gongwen.pages import parts, references, section
from duban.gongwen.style import STANDARD, Style
from duban.gongwen.xml import join, space
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
    sections = compose(document, style, text_pages, headless=base is not None)
    *before, last = sections
    # A section ends with its properties in a paragraph, the last one with them in the body.
    ends = [space(std.LEAST_LINE, section(part.page)).xml for part in before]
    body = "".join(
        join(part.content) + end
        for part, end in zip(sections, [*ends, section(last.page)], strict=True)
    )
    used = {name for part in sections for name in references(part.page).values()}
    linked = {name: xml for name, xml in parts(document, style).items() if name in used}
    if base is not None:
        from duban.gongwen.base import on_base

        return normalise(on_base(base, body, linked, style, document), moment)
    return normalise(package(body, linked, style, document.title.replace("\n", "")), moment)


def render_all(
    documents: Sequence[Document], style: Style = STANDARD, *, moment: datetime
) -> bytes:
    """Several documents in one .docx, to be printed at once: each as ``render`` prints it alone.

    Each begins a page, numbered from 1; with ``Style.duplex`` a sheet. Raises ValueError if there
    are none.
    """
    if not documents:
        raise ValueError("no documents to print")
    bodies: list[tuple[str, str]] = []
    linked: dict[str, str] = {}
    for number, given in enumerate(documents):
        document = _cleaned(given)
        own = parts(document, style)
        sections = compose(document, style, None, headless=False)
        for place, part in enumerate(sections):
            first = place == 0
            page = replace(part.page, opens=first, new_sheet=first and style.duplex)
            names = _named({n: own[n] for n in references(page).values()}, linked, number)
            properties = section(page)
            for name, known in names.items():
                properties = properties.replace(f'r:id="{name}"', f'r:id="{known}"')
            bodies.append((join(part.content), properties))
    *before, (text, properties) = bodies
    # As in ``render``: a section ends with its properties in a paragraph, the last one without.
    inner = [body + space(std.LEAST_LINE, ends).xml for body, ends in before]
    title = documents[0].title.replace("\n", "")
    return normalise(
        package("".join(inner) + text + properties, linked, style, clean(title)), moment
    )


def _named(own: Mapping[str, str], linked: dict[str, str], number: int) -> dict[str, str]:
    """Name → name under which the part stands in ``linked``, put there where it is new."""
    names = {}
    for name, xml in own.items():
        names[name] = name if linked.setdefault(name, xml) == xml else f"{name}{number}"
        linked[names[name]] = xml
    return names


def _cleaned(value: Any) -> Any:
    """``value`` with every text in it cleaned of what XML forbids or hides."""
    if type(value) is str:
        return clean(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if isinstance(value, Struct):
        names = value.__struct_fields__
        return replace(value, **{name: _cleaned(getattr(value, name)) for name in names})
    return value
