"""Sums and percentages that a text states, worked out again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

_NUMBER = r"(?<![\d.])\d{1,15}(?:\.\d{1,9})?(?!\d)"
_MEASURE = "[\u4e00-\u9fff]{1,3}?"
_COUNT = re.compile(
    rf"(?<![\d.第年月—\-])({_NUMBER})(个单位|项|个|家|件|条|次|户|人|名|期|亿元|万元|万亩|亩|公里)"
)
_SHARE = re.compile(
    rf"({_NUMBER})({_MEASURE})[，、（]?(?:仅|约|共)?占(?:总数|比|全部|总量|[^，。；\d]{{0,8}})?的?({_NUMBER})%"
)


def wrong_shares(
    text: str, wholes: tuple[Decimal, ...] = (), slack: Decimal = Decimal(0)
) -> Iterator[tuple[str, str]]:
    """(passage, what it should be) for each '33项，占24.5%' that no whole nearby explains.

    Wholes are the counts of the same measure earlier in ``text``, and ``wholes``. A share whose
    whole is not known at all is passed over. Rounding is half up, as many decimals as printed;
    a printed share may be ``slack`` points off.
    """
    for match in _SHARE.finditer(text):
        part, measure, printed = Decimal(match[1]), match[2], Decimal(match[3])
        before = [Decimal(m[1]) for m in _COUNT.finditer(text[: match.start()]) if m[2] == measure]
        likely = [whole for whole in (*before, *wholes) if whole >= part and whole]
        if likely and all(abs(_percent(part, w, printed) - printed) > slack for w in likely):
            whole = max(likely)
            right = _percent(part, whole, printed)
            yield match[0], f"{part}{measure}占{whole}{measure}的{right}%"


def wrong_sums(text: str) -> Iterator[tuple[str, str]]:
    """(passage, sum of its parts) for each 'N项，其中A a项、B b项、C c项' that does not add up.

    The total may end the sentence before 其中. Parts that exceed it are always reported, parts
    that fall short of it only if there are three or more: two may be examples.
    """
    previous = ""
    for sentence in text.split("。"):
        head, among, tail = sentence.partition("其中")
        totals = list(_COUNT.finditer(head or previous)) if among else []
        previous = sentence
        if not totals:
            continue
        total, measure = Decimal(totals[-1][1]), totals[-1][2]
        parts = [Decimal(m[1]) for m in _COUNT.finditer(tail) if m[2] == measure]
        added = sum(parts, Decimal(0))
        if added > total or (len(parts) >= 3 and added != total):
            yield f"{totals[-1][0]}，其中{tail.lstrip('，')}", f"{added}{measure}"


def wrong_figures(text: str, figures: Mapping[str, Decimal]) -> Iterator[tuple[str, str]]:
    """(passage, the figure) for each named figure that ``text`` states otherwise.

    A name is looked for with its number right behind it: '已完成33项' against {'已完成': 33}.
    """
    for name, figure in sorted(figures.items()):
        stated = re.compile(rf"{re.escape(name)}(?:的|有|共|为|计|了)?({_NUMBER})(?!\d)")
        for match in stated.finditer(text):
            if figure.quantize(Decimal(match[1]), ROUND_HALF_UP) != Decimal(match[1]):
                yield match[0], f"{figure:f}"


def _percent(part: Decimal, whole: Decimal, like: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(like, ROUND_HALF_UP)
