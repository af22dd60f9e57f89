"""Which figures of a text tell an indicator's own cumulative value, and which are about others.

A figure that might be of a month, a single project or a plan is passed over: a text full of
figures is what is wanted, and a false alarm would teach units to leave them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from duban.model import Indicator, Role
from duban.quantity import convert, measure_of
from duban.quantity.figures import Figure, find_figures, fold

_BREAK = re.compile(r"[,。;:!\n(（、]")
_NOT_THE_SUM = re.compile(
    "本月|当月|本期|本周|本季|上月|上旬|中旬|下旬|其中|同比|环比|较|比上|去年|上年|目标|计划|任务|力争"
    "|预计|拟|将|争取|确保|总投资|概算|预算|剩余|还差|尚|未|每|平均|人均|日均|最高|不足|超|第|围绕|聚焦"
    "|按照|对照|要求|下降|减少|负|回落|下滑|低于|全省|全国"
)
_MONTH = re.compile(r"\d{1,2}月")
_YEAR = re.compile(r"20\d\d年(?!\s*\d)")
_UP_TO = re.compile(r"截[至止]|以来|[至到\-—~]\s*\d{1,2}月|月[底末]")
_OPENING = re.compile(
    r"(?:截[至止].*|目前|今年以来|年初以来|\d{1,2}月?[至\-—~]\d{1,2}月份?|全[市县区]|我[局委办市县区]"
    r"|已|共计?|合计|总计|累计|全年)*"
    r"(?:完成|实现|达到?|新增|建成|落实)(?P<object>\D{0,8})"
)
_OF_THE_TARGET = re.compile(
    r"(?:已|累计|目前)*(?:完成率|完成比例)(?:达到?|为|:)?|(?:已|累计|完成)*(?:完成|占)"
    r"(?:了)?(?:全年|年度)(?:目标)?(?:任务)?(?:数|总量)?的?"
)
_WHOLE = re.compile("全[市县区]")
"""What a co-organiser tells of the whole is not its own part."""
_LINK = re.compile(
    "(?:累计|共计?|合计|总计|已经?|全部|完成|实现|达成?|达到|为|是|额|总额|总量|数量?|面积|到|了|:)*"
)
"""What may stand between an indicator's name and its value; 缺口, 拨付, 可 make it another's."""


class Claim(Struct, frozen=True):
    """``words`` of a text that say ``value``, in the row's measure or in per cent of its target.

    ``slack`` is how far off a rounded figure may be: half of its last digit.
    """

    words: str
    value: Decimal
    slack: Decimal


class Told(Struct, frozen=True):
    """A text and the figures in it, found once."""

    folded: str
    figures: tuple[Figure, ...]


def told(text: str) -> Told:
    """``text`` read for its figures."""
    folded = fold(text)
    return Told(folded, find_figures(folded))


def values_in(text: Told, row: Any) -> Iterator[Claim]:
    """Every figure of ``text`` that could be told in the row's measure, whatever it is about."""
    for figure in text.figures:
        claim = _claim(text.folded, figure, row.measure)
        if claim is not None:
            yield claim


def claims_of(text: Told, row: Any, indicators: Sequence[Indicator]) -> Iterator[Claim]:
    """The figures that tell the row's cumulative value; ``indicators`` are all of its task."""
    folded = text.folded
    same = [i for i in indicators if convert(Decimal(1), i.measure, row.measure) is not None]
    for figure in text.figures:
        head, time = _head(folded, figure.start)
        if row.role == Role.CO and _WHOLE.search(head):
            continue
        claim = _claim(folded, figure, row.measure)
        if claim is None or not _is_exact(folded, figure) or _is_of_a_month(head, time):
            continue
        if measure_of(figure.measure).dimension != measure_of(row.measure).dimension:
            continue
        if _names(head, row.indicator_name, same) or (len(same) == 1 and _opens(head, row)):
            yield claim


def shares_of(text: Told) -> Iterator[Claim]:
    """The completion rates, in per cent, that ``text`` tells of the year's target."""
    for figure in text.figures:
        head, _ = _head(text.folded, figure.start)
        claim = _claim(text.folded, figure, "%")
        if claim is not None and _is_exact(text.folded, figure) and _OF_THE_TARGET.fullmatch(head):
            yield claim


def _is_exact(folded: str, figure: Figure) -> bool:
    """Whether it is told as it is: no range, no 余, nothing that describes another thing."""
    described = folded.startswith("的", figure.stop)
    return not (figure.high or figure.vague or figure.hedge or described)


def _claim(folded: str, figure: Figure, measure: str) -> Claim | None:
    value = convert(figure.value, figure.measure, measure)
    exponent = figure.value.as_tuple().exponent
    if value is None or not isinstance(exponent, int):
        return None
    slack = convert(Decimal(5).scaleb(min(exponent, 0) - 1), figure.measure, measure)
    assert slack is not None
    return Claim(folded[figure.start : figure.stop], value, slack)


def _head(folded: str, start: int) -> tuple[str, str]:
    """What stands before a figure in its clause, and the clause before that."""
    clauses = _BREAK.split(folded[:start])
    return clauses[-1].strip(), clauses[-2].strip() if len(clauses) > 1 else ""


def _is_of_a_month(head: str, before: str) -> bool:
    """Whether it is told of a day, a month or another year: '3月新增', '3月15日,新增'."""
    for words in (head, before if len(before) <= 12 else ""):
        if words.startswith(("本月", "当月", "本期", "上月", "其中")):
            return True
        if _YEAR.search(words) or (_MONTH.search(words) and not _UP_TO.search(words)):
            return True
    return False


def _names(head: str, name: str, indicators: Sequence[Indicator]) -> bool:
    """Whether the clause names the indicator right before the figure, and no longer-named one."""
    name = fold(name)
    if not name or name not in head:
        return False
    longer = (fold(i.name) for i in indicators if len(i.name) > len(name))
    if any(name in other and other in head for other in longer):
        return False
    before, _, after = head.rpartition(name)
    return _LINK.fullmatch(after.strip()) is not None and not _NOT_THE_SUM.search(before)


def _opens(head: str, row: Any) -> bool:
    """Whether the clause is about the indicator without naming it: '完成投资3.2亿元'."""
    match = _OPENING.fullmatch(head)
    if match is None or _NOT_THE_SUM.search(head):
        return False
    what = match["object"].removeprefix("了").strip()
    if not what:
        return "累计" in head
    name = fold(row.indicator_name)
    return any(what[n : n + 2] in name for n in range(len(what) - 1))
