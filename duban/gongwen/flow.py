"""Where pages end, by counting lines: what the engine must know before a word processor lays out.

Counting is exact for the standard's own grid of 22 by 28 as long as lines hold Chinese text;
punctuation, Latin words and table rows may move an end by a line or a row.
"""

from __future__ import annotations

from collections.abc import Iterable

from duban.gongwen import standard as std
from duban.gongwen.xml import Piece


def fill(pieces: Iterable[Piece], page_height: int, top: int = 0) -> tuple[int, int]:
    """Number of pages that ``pieces`` take, and how much of the last one is used, in twips.

    ``top`` is what the first page has lost to its header.
    """
    pages, used = 1, top
    for piece in pieces:
        if piece.new_page:
            pages, used = pages + 1, 0
        used += piece.repeated
        for height in piece.heights:
            if used + height > page_height and used:
                pages, used = pages + 1, piece.repeated
            used += height
    return pages, used


def pitch_with_signature(room: int, lines: int, signature: int) -> int:
    """The line pitch that leaves no signature alone on page 2, for a text of one paragraph.

    ``room`` is what page 1 has for the paragraph's ``lines`` and the ``signature`` (twips). Closer
    lines bring the signature back, wider ones send a line after it: 7.3.5.5 allows both.
    """
    if lines * std.LINE > room or lines * std.LINE + signature <= room:
        return std.LINE
    # What follows lines of another pitch may go on with the next line of the page's grid.
    closer = (room - signature - std.LINE) // lines
    wider = room // lines + std.CHAR // 10
    return closer if std.LINE - closer <= wider - std.LINE else wider
