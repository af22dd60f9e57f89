"""A mail's parts where they lie in it (RFC 2046, 5.1): nothing is copied but headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import Message

from duban.parcels.windows import Window

_HEAD = 4 << 20
_DEEPEST = 100
_BLANK_LINE = re.compile(rb"(?:\r\n|\r(?!\n)|\n)(?:\r\n|\r|\n)")
_END_OF_LINE = re.compile(rb"[ \t]*(?:\r\n|\r|\n)|[ \t]*\Z")
_LONGEST_TAIL = 1000

Parse = Callable[[bytes], tuple[Message, int]]
"""Makes a message of its headers; tells how many bytes at the end are none.

A line that is no header ends them without a blank line.
"""


def leaves(message: Message, body: Window, parse: Parse) -> Iterator[tuple[Message, bool, Window]]:
    """(headers, whether it stands within multipart/related, body) of each part without parts.

    In the mail's order. Raises RecursionError where parts lie too deep within each other.
    """
    yield from _leaves(message, body, parse, related=False, depth=0)


def has_parts(message: Message, body: Window) -> bool:
    """Whether the message has the parts that its headers announce."""
    boundary = _boundary(message)
    return boundary is not None and any(True for _ in _parts(body, boundary))


def opened(whole: Window, parse: Parse) -> tuple[Message, Window]:
    """The headers of what lies in the window, and the window of its body."""
    head = whole.head(_HEAD)
    if head.startswith((b"\r\n", b"\n")):
        start = 2 if head.startswith(b"\r\n") else 1
        return parse(b"")[0], whole.part(whole.start + start, whole.end)
    blank = _BLANK_LINE.search(head)
    end = blank.end() if blank else len(head)
    message, early = parse(head[:end])
    return message, whole.part(whole.start + end - early, whole.end)


def _leaves(
    message: Message, body: Window, parse: Parse, *, related: bool, depth: int
) -> Iterator[tuple[Message, bool, Window]]:
    if depth > _DEEPEST:
        raise RecursionError
    boundary = _boundary(message)
    parts = list(_parts(body, boundary)) if boundary else []
    if not parts:
        yield message, related, body
        return
    related = related or message.get_content_type() == "multipart/related"
    for part in parts:
        yield from _leaves(*opened(part, parse), parse, related=related, depth=depth + 1)


def _boundary(message: Message) -> str | None:
    return message.get_boundary() if message.get_content_maintype() == "multipart" else None


def _parts(body: Window, boundary: str) -> Iterator[Window]:
    """The windows between the boundary's lines; the last one reaches as far as there is."""
    mark = b"--" + boundary.encode("utf-8", "surrogateescape")
    begun = -1
    at = body.find(mark, body.start)
    while at >= 0:
        after = at + len(mark)
        tail = body.part(after, after + _LONGEST_TAIL).head(_LONGEST_TAIL)
        last = tail.startswith(b"--")
        line = _END_OF_LINE.match(tail, 2 if last else 0)
        if line and _begins_line(body, at):
            if begun >= 0:
                yield body.part(begun, max(begun, _before_break(body, at)))
            if last:
                return
            begun = after + line.end()
        at = body.find(mark, after)
    if begun >= 0:
        yield body.part(begun, max(begun, _before_break(body, body.end)))


def _begins_line(body: Window, at: int) -> bool:
    return at == body.start or body.buffer[at - 1 : at] in (b"\n", b"\r")


def _before_break(body: Window, at: int) -> int:
    """The line break before a boundary, or at the very end, is none of the part's."""
    last = body.buffer[max(body.start, at - 2) : at]
    return at - (2 if last == b"\r\n" else last[-1:] in (b"\r", b"\n"))
