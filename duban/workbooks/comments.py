"""A sheet's comments: read, and written with the drawing that Excel shows them by.

Elements: ECMA-376 part 1, clause 18.7; the drawing: part 4, clause 19 (VML).
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from lxml import etree
from msgspec import Struct

from duban.a1 import position
from duban.sheetxml import NAMESPACE
from duban.workbooks.frame import MAIN

COMMENTS, DRAWING = "xl/comments{}.xml", "xl/drawings/vmlDrawing{}.vml"
"""The parts, by the number of their sheet."""
_PLAIN_WIDTH, _PLAIN_HEIGHT = 144, 79


class Comment(Struct, frozen=True):
    """Who says what; ``body`` is the XML of the text with its fonts. Sizes are in pixels."""

    author: str
    text: str
    body: str
    width: int = _PLAIN_WIDTH
    height: int = _PLAIN_HEIGHT


def plain(author: str, text: str, width: int, height: int) -> Comment:
    """A comment of one's own."""
    body = f'<text xmlns="{NAMESPACE}"><t xml:space="preserve">{escape(text)}</t></text>'
    return Comment(author, text, body, width, height)


def comments_of(root: Any) -> dict[str, Comment]:
    """Address → comment, from a comments part."""
    authors = [author.text or "" for author in root.iterfind(f"{MAIN}authors/{MAIN}author")]
    found: dict[str, Comment] = {}
    for comment in root.iterfind(f"{MAIN}commentList/{MAIN}comment"):
        number, text = comment.get("authorId") or "", comment.find(f"{MAIN}text")
        at = comment.get("ref") or ""
        if text is None or position(at) is None:
            continue
        known = number.isdecimal() and int(number) < len(authors)
        said = "".join(run.text or "" for run in text.iter(f"{MAIN}t"))
        body = etree.tostring(text, encoding="unicode", with_tail=False)
        found[at] = Comment(authors[int(number)] if known else "", said, body)
    return found


def commented(comments: Mapping[str, Comment], number: int) -> tuple[bytes, bytes]:
    """The two parts for the sheet of that number."""
    ordered = sorted(comments.items(), key=lambda pair: position(pair[0]) or (0, 0))
    authors = list(dict.fromkeys(comment.author for _, comment in ordered))
    listed = "".join(
        f'<comment ref="{at}" authorId="{authors.index(comment.author)}">{comment.body}</comment>'
        for at, comment in ordered
    )
    names = "".join(f"<author>{escape(author)}</author>" for author in authors)
    shapes = "".join(
        _shape(number * 1024 + place, at, comment)
        for place, (at, comment) in enumerate(ordered, start=1)
    )
    part = f"<authors>{names}</authors><commentList>{listed}</commentList>"
    return (
        f'<comments xmlns="{NAMESPACE}">{part}</comments>'.encode(),
        f"{_DRAWING_HEAD.format(number)}{shapes}</xml>".encode(),
    )


_DRAWING_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{}"/></o:shapelayout><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def _shape(number: int, at: str, comment: Comment) -> str:
    row, column = position(at) or (1, 1)
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        f"margin-left:59.25pt;margin-top:1.5pt;width:{comment.width}px;"
        f'height:{comment.height}px;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
        'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"/></v:textbox><x:ClientData ObjectType="Note">'
        "<x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
