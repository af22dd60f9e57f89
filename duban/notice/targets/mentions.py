"""Figures that a sentence promises, each with the words that belong to it.

A figure is promised when something is built, added or completed in that number, or a quantity
reaches or keeps within it. Figures that only describe (投资126亿元的…项目, 途经5个区镇13个村,
年产30万吨) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from duban.notice.targets.wording import (
    ACTION,
    ACTION_END,
    BASE_VALUE,
    CONDITION,
    DESCRIBED,
    FREQUENCY,
    GENERIC_NOUN,
    LEADING,
    PLACES,
    REACH_END,
    REGION,
    SPENDING,
    TIME_LIMIT,
    TIME_MEASURES,
    VAGUE_END,
    WEAK_END,
)
from duban.quantity import measure_of
from duban.quantity.figures import Figure, find_figures

_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|:")
_JOINTS = "、|以及|和|及|与"
_MADE_A_BASIS = re.compile("为[^,]*(?:基础|核心|载体|依托|重点|抓手|单元)")
_OCCASIONS = frozenset({"次", "场", "场次", "期"})


class Mention(Struct, frozen=True):
    """A promised figure and the words around it; positions are in the text.

    ``before`` and ``after`` reach to the neighbouring figures, ``lead`` to the clause's beginning.
    """

    figure: Figure
    start: int
    before: str
    after: str
    lead: str
    doubts: tuple[str, ...] = ()

    @property
    def counted_after(self) -> bool:
        """Whether the thing measured follows the figure (新建9.1万亩高标准农田)."""
        head = bare(self.before)
        if not self.after:
            return False
        return not head or head.endswith("等") or ACTION_END.search(head) is not None


def mentions(text: str, start: int, end: int) -> Iterator[Mention]:
    """The promised figures of one sentence, clause by clause."""
    at = start
    for comma in (*_COMMA.finditer(text, start, end), None):
        stop = comma.start() if comma else end
        clause = text[at:stop]
        for mention in _apart(clause, _undescribed(clause)):
            if _promises(mention):
                figure = mention.figure
                moved = replace(
                    figure, start=figure.start + at, end=figure.end + at, stop=figure.stop + at
                )
                yield replace(mention, figure=moved, start=mention.start + at)
        at = comma.end() if comma else end


def _undescribed(clause: str) -> list[Figure]:
    """The figures of a clause that are not part of a description, a name or an enumeration."""
    kept: list[Figure] = []
    described_to = -1
    figures = find_figures(clause)
    for n, figure in enumerate(figures):
        following = figures[n + 1] if n + 1 < len(figures) else None
        before, after = clause[: figure.start], clause[figure.stop :]
        # 途经5个区镇13个村: what follows a description without a joint belongs to it.
        goes_on = described_to >= 0 and not re.search(
            f"{_JOINTS}|{ACTION.pattern}", clause[described_to : figure.start]
        )
        if goes_on or _is_place(before, after) or _is_basis(clause, after):
            described_to = figure.stop
        elif not (
            _describes(before, after)
            or _qualifies(clause, figure, following)
            or BASE_VALUE.search(before)
            or before.count("“") > before.count("”")
            or re.search(r"\d个$", before)
            or GENERIC_NOUN.match(after)
            or re.match(r"\s*\d", after)
            or (figure.measure in _OCCASIONS and FREQUENCY.search(before))
            or (figure.measure in TIME_MEASURES and not TIME_LIMIT.search(before))
        ):
            kept.append(figure)
    return kept


def _is_place(before: str, after: str) -> bool:
    """途经5个区镇, 全市12个乡镇; but not 其中城区60个, where nothing follows."""
    return PLACES.search(before) is not None or bool(after and REGION.search(before))


def _is_basis(clause: str, after: str) -> bool:
    """以2个片区5个流域为基础: a figure of what there is already."""
    return clause.startswith("以") and _MADE_A_BASIS.search(after) is not None


def _describes(before: str, after: str) -> bool:
    """投资126亿元的产业园, 占地500亩, 年产30万吨, (总投资30亿元): the size of something named."""
    if after.startswith("的") or DESCRIBED.search(before):
        return True
    return before.count("(") > before.count(")") and SPENDING.search(before) is not None


def _qualifies(clause: str, figure: Figure, following: Figure | None) -> bool:
    """Whether a figure belongs to the noun that the next figure counts (10亿元以上项目5个)."""
    if following is None or not (figure.hedge or "元" in figure.measure):
        return False
    between = clause[figure.stop : following.start]
    return bool(between) and not re.search(f"{_JOINTS}|{ACTION.pattern}", between)


def _apart(clause: str, figures: list[Figure]) -> list[Mention]:
    """Each figure with its own words: a joint (、和) after a figure parts it from the next one."""
    found: list[Mention] = []
    at = 0
    for n, figure in enumerate(figures):
        before = clause[at : figure.start]
        end = figures[n + 1].start if n + 1 < len(figures) else len(clause)
        rest = clause[figure.stop : end]
        joint = re.search(_JOINTS, rest) if n + 1 < len(figures) else None
        after = rest[: joint.start()] if joint else rest if n + 1 == len(figures) else ""
        start = at + len(before) - len(before.lstrip())
        after = re.sub(r"^\s*\(.*\)\s*$|^\)", "", after).rstrip()
        found.append(Mention(figure, start, before.strip(), after, clause[: figure.start]))
        at = figure.stop + (joint.end() if joint else 0)
    return _distributed(found)


def _distributed(row: list[Mention]) -> list[Mention]:
    """播种面积和总产量稳定在155万亩和12亿斤: bare figures in a row share out the words before."""
    done = list(row)
    for n, first in enumerate(row):
        count = 1
        while n + count < len(row) and not row[n + count].before:
            count += 1
        sharers = row[n : n + count]
        if count == 1 or not first.before or any(m.counted_after or m.after for m in sharers):
            continue
        head = bare(first.before)
        reach = REACH_END.search(head)
        tail = reach[0] if reach else ""
        heads = re.split(_JOINTS, head.removesuffix(tail).removesuffix("分别"))
        if len(heads) != count:
            heads = [head.removesuffix(tail)] * count
        doubt = "多个数值与多项内容依次对应，请核对"
        for k, mention in enumerate(sharers):
            done[n + k] = replace(
                mention, before=heads[k] + tail, start=first.start, doubts=(doubt,)
            )
    return done


def _promises(mention: Mention) -> bool:
    """Whether the figure is a result: of an action, a level reached, a thing counted."""
    head = LEADING.sub("", bare(mention.before), count=1)
    if not mention.after:
        return bool(head or ACTION.search(mention.lead))
    if REACH_END.search(head):
        return True
    if mention.counted_after:
        return bool(
            ACTION.search(mention.lead) or ACTION.search(mention.after) or _is_hoped(mention)
        )
    return not head or not measure_of(mention.figure.measure).counts


def _is_hoped(mention: Mention) -> bool:
    return bool(CONDITION.search(mention.lead) or WEAK_END.search(mention.before))


def bare(before: str) -> str:
    """``before`` without the words that hedge the number (近, 约, 超)."""
    before = before.rstrip()
    while (hedge := VAGUE_END.search(before)) and hedge[0].strip() != "等":
        before = before[: hedge.start()].rstrip()
    return before
