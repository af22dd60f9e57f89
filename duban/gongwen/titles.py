"""A long title broken into centred lines that read and look right (GB/T 9704—2012, 7.3.1).

The standard asks for lines complete in sense, arranged as a trapezium or a diamond. Words,
numbers with their measure, and what stands in 《》“”（） are kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice, pairwise

from msgspec import Struct

from duban.gongwen.lexicon import LONGEST, PREFIXES, SUFFIXES, WORDS

_NUMERAL = "0-9０-９一二三四五六七八九十百千万亿两〇零"
_MEASURE = (
    "年度?|个?月份?|[日号]|季度|届|代|次|期|批|项|个|件|条|类|家|户|名|人|大|轮|周年?"
    "|万?亩|亿?元|公里|%|％"
)
_WHOLE = re.compile(
    rf"第?[{_NUMERAL}]+(?:[.．][0-9０-９]+)?(?:[—\-－~至][{_NUMERAL}]+)?(?:{_MEASURE})?"
    r"|[A-Za-z]+[A-Za-z0-9+.\-]*"
    r"|\s+"
)
_PAIRS = {"《": "》", "“": "”", "（": "）", "〔": "〕", "(": ")", "〈": "〉", "‘": "’", "【": "】"}
_CLOSING = frozenset("》”）〕)〉’】、，。；：！？,;:!?…")
_PARTICLES = frozenset("的之地得了着等")
_JOINING = frozenset("和与及暨或")
_LEADING = ("关于", "对", "在", "向", "将", "为", "以", "由", "被", "把")

# Costs of a break, in rising order of ugliness; only their order and rough distance matter.
_FREE, _GOOD, _WORD, _POOR, _BAD, _NEVER = 0.0, 1.0, 3.0, 9.0, 30.0, 200.0
_FORCED = 20.0
"""What a break inside 《》 costs on top: only two stubs or a rectangle are worse."""
_LINE_COST = 6.0
_LONGEST_TITLE = 200
"""Characters up to which the best shape is searched; the time for it grows with their cube."""
_LONGEST_WHOLE = 12
"""What stands in a pair of marks and is no longer than this is never broken."""


class _Piece(Struct, frozen=True):
    """An unbreakable run and what a line break after it costs."""

    text: str
    cost: float = _WORD
    known: bool = True


def width(text: str) -> float:
    """``text`` in characters: a full-width one is 1, digits, Latin letters and blanks are ½."""
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def break_title(title: str, most: float, keep: Sequence[str] = ()) -> tuple[str, ...]:
    """``title`` as lines of at most ``most`` full-width characters.

    A '\\n' in it is a break placed by hand and always kept; only a part that does not fit is
    broken further. ``keep`` lists phrases (names) that stay whole. Never returns an empty line;
    '' gives ().
    """
    parts = [part.strip() for part in title.split("\n")]
    return tuple(line for part in parts if part for line in _break(part, most, tuple(keep)))


def _break(title: str, most: float, keep: tuple[str, ...]) -> list[str]:
    total = width(title)
    if total <= most:
        return [title]
    pieces = _pieces(title, most, keep)
    if total > _LONGEST_TITLE:
        return _filled(pieces, most)
    fewest = int(-(-total // most))
    counts = range(fewest, len(pieces) + 1)
    found = (
        (best[0] + _LINE_COST * count, best[1])
        for count in counts
        if (best := _best(pieces, count, total / count, most))
    )
    # Wide pieces may need more lines than their sum; beyond a few more, no shape gets better.
    lines = min(islice(found, 4), key=lambda candidate: candidate[0])[1]
    return [line.strip() for line in lines]


def _filled(pieces: Sequence[_Piece], most: float) -> list[str]:
    """Each line as full as it gets, for a text so long that no shape could be seen in it."""
    lines = [""]
    for piece in pieces:
        if width(lines[-1]) + width(piece.text) > most:
            lines.append("")
        lines[-1] += piece.text
    return [line.strip() for line in lines if line.strip()]


def _best(
    pieces: Sequence[_Piece], count: int, mean: float, most: float
) -> tuple[float, tuple[str, ...]] | None:
    """The cheapest way to set ``pieces`` in ``count`` lines, or None if there is none."""
    starts = [0.0]
    for piece in pieces:
        starts.append(starts[-1] + width(piece.text))

    @cache
    def tail(first: int, left: int, before: float, falling: bool) -> tuple[float, tuple[int, ...]]:
        best: tuple[float, tuple[int, ...]] = (float("inf"), ())
        for end in range(first + 1, len(pieces) + 1):
            length = starts[end] - starts[first]
            if length > most:
                break
            if (end == len(pieces)) != (left == 1):
                continue
            cost = _line_cost(length, before, falling, mean)
            rest: tuple[float, tuple[int, ...]] = (0.0, ())
            if left > 1:
                now_falling = falling or (before > 0 and length < before)
                rest = tail(end, left - 1, length, now_falling)
                cost += pieces[end - 1].cost
            if cost + rest[0] < best[0]:
                best = (cost + rest[0], (end, *rest[1]))
        return best

    cost, ends = tail(0, count, 0.0, False)
    if not ends:
        return None
    bounds = (0, *ends)
    return cost, tuple("".join(p.text for p in pieces[a:b]) for a, b in pairwise(bounds))


def _line_cost(length: float, before: float, falling: bool, mean: float) -> float:
    """What a line costs by its length, the one before it, and whether the lines already narrow."""
    cost = 12 * ((length - mean) / mean) ** 2
    if length < max(4.0, mean / 2):
        cost += _BAD
    if before:
        difference = length - before
        if falling and difference > 0:
            cost += 2 * _BAD
        elif abs(difference) < 1:
            cost += _POOR
    return cost


def _pieces(title: str, most: float, keep: tuple[str, ...]) -> list[_Piece]:
    """``title`` cut at every place where a line may end, with what ending there costs."""
    pieces: list[_Piece] = []
    for span, quoted in _spans(title):
        if not quoted:
            pieces += _words(span, keep)
        elif width(span) <= _LONGEST_WHOLE:
            pieces.append(_Piece(span))
        else:
            inner = _words(span[1:-1], keep)
            pieces.append(_Piece(span[0], _NEVER))
            pieces += [_Piece(p.text, p.cost + _FORCED) for p in inner]
            pieces.append(_Piece(span[-1]))
    return _fit(_priced(_glued(pieces)), most)


def _spans(title: str) -> list[tuple[str, bool]]:
    """``title`` as (text, is it enclosed in a pair of marks), pairs nested ones included."""
    spans: list[tuple[str, bool]] = []
    plain = at = 0
    while at < len(title):
        end = _partner(title, at) if title[at] in _PAIRS else -1
        if end < 0:
            at += 1
            continue
        spans += [(title[plain:at], False), (title[at : end + 1], True)]
        plain = at = end + 1
    spans.append((title[plain:], False))
    return [span for span in spans if span[0]]


def _partner(title: str, at: int) -> int:
    """Where the mark that opens at ``at`` is closed, -1 if it is not."""
    opening, closing, depth = title[at], _PAIRS[title[at]], 0
    for index in range(at, len(title)):
        depth += (title[index] == opening) - (title[index] == closing)
        if depth == 0:
            return index
    return -1


def _words(text: str, keep: tuple[str, ...]) -> list[_Piece]:
    """``text`` in words: the fewest of the lexicon; what it does not know stays in one run."""
    size = len(text)
    cost = [0.0] + [float("inf")] * size
    came = [(0, True)] * (size + 1)
    for at in range(size):
        for end, known in _options(text, at, keep):
            price = cost[at] + (1.0 if known else 1.6)
            if price < cost[end]:
                cost[end], came[end] = price, (at, known)
    words: list[_Piece] = []
    end = size
    while end:
        start, known = came[end]
        words.append(_Piece(text[start:end], known=known))
        end = start
    return words[::-1]


def _options(text: str, at: int, keep: tuple[str, ...]) -> list[tuple[int, bool]]:
    """(end, known) of everything that may be one word from ``at`` on."""
    phrases = [p for p in keep if p and text.startswith(p, at)]
    if phrases:
        return [(at + max(map(len, phrases)), True)]
    options = [(at + 1, text[at] in _PARTICLES | _JOINING | _CLOSING)]
    if match := _WHOLE.match(text, at):
        options.append((match.end(), True))
    ends = range(at + 1, min(len(text), at + LONGEST) + 1)
    options += [(end, True) for end in ends if text[at:end] in WORDS]
    if text.startswith("关于", at):
        options.append((at + 2, True))
    return options


def _glued(pieces: list[_Piece]) -> list[_Piece]:
    """Neighbours joined that no line may part: marks, particles, affixes, unknown runs."""
    glued: list[_Piece] = []
    for piece in pieces:
        before = glued[-1] if glued else None
        if before is not None and _belongs(before, piece):
            glued[-1] = _Piece(
                before.text + piece.text, max(piece.cost, _WORD), before.known and piece.known
            )
        else:
            glued.append(piece)
    return glued


def _belongs(before: _Piece, piece: _Piece) -> bool:
    if piece.text[0] in _CLOSING or piece.text[0] in _PARTICLES:
        return True
    if before.text in PREFIXES:
        return True
    if not before.known and before.text[-1] not in _CLOSING | _PARTICLES | _JOINING:
        return (not piece.known and len(before.text) < 6 and before.text[-1] not in SUFFIXES) or (
            piece.text in SUFFIXES
        )
    return piece.text in SUFFIXES


def _priced(pieces: list[_Piece]) -> list[_Piece]:
    """``pieces`` with the cost of a break after each, by what meets there."""
    return [
        _Piece(a.text, max(a.cost if a.cost != _WORD else 0.0, _meeting(a, b)), a.known)
        for a, b in pairwise(pieces)
    ] + pieces[-1:]


def _meeting(above: _Piece, below: _Piece) -> float:
    """The cost of ending a line with ``above`` and beginning the next with ``below``."""
    before, after = above.text, below.text
    if after.startswith("关于"):
        return _FREE
    if before in _LEADING or before in _JOINING:
        return _BAD
    if re.search(r"[0-9０-９年月]$", before) and re.match(r"[0-9０-９]", after):
        return _BAD
    if before.endswith(("、", "，", "；", "：", " ")):
        return _FREE
    if before.endswith(("的", "》", "”")) or after in _JOINING or after[0] in "《“":
        return _GOOD
    # Where the lexicon knows neither side, the break may be in the middle of a word.
    unknown = (not above.known) + (not below.known)
    return _WORD + (_POOR if unknown == 2 else unknown)


def _fit(pieces: list[_Piece], most: float) -> list[_Piece]:
    """Runs longer than a line cut into single characters, at a price paid only when forced."""
    fitting: list[_Piece] = []
    for piece in pieces:
        if width(piece.text) <= most:
            fitting.append(piece)
        else:
            fitting += [_Piece(c, _NEVER) for c in piece.text[:-1]]
            fitting.append(_Piece(piece.text[-1], piece.cost))
    return fitting
