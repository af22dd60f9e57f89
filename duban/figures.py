"""Numbers as they are printed: one rounding rule, percentages that recompute and sum to 100.0."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

BEYOND = Decimal(10**15)
"""No figure of a report reaches this; Excel keeps no more than 15 digits of a number."""
_TENTH = Decimal("0.1")
_WIDE = Context(prec=100)
"""Rounds a share of a target that is next to nothing, too."""


def rounded(value: Decimal, places: int) -> Decimal:
    """``value`` to ``places`` decimals, halves away from zero, as offices round; never -0."""
    result = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)
    return abs(result) if result == 0 else result


def tenth(value: Decimal) -> Decimal:
    """``value`` to one decimal."""
    return rounded(value, 1)


def percent(part: int, whole: int) -> Decimal:
    """``part`` of ``whole`` in per cent to one decimal; 0.0 where there is nothing to divide by."""
    return tenth(Decimal(100) * part / whole) if whole else Decimal("0.0")


def shares(counts: Sequence[int]) -> list[Decimal]:
    """Each count's percentage to one decimal, by largest remainder, so that they sum to 100.0."""
    whole = sum(counts)
    if not whole:
        return [Decimal("0.0") for _ in counts]
    exact = [Decimal(1000) * count / whole for count in counts]
    floors = [value.to_integral_value(ROUND_FLOOR) for value in exact]
    left = 1000 - int(sum(floors))
    by_remainder = sorted(range(len(counts)), key=lambda i: (floors[i] - exact[i], i))
    for index in by_remainder[:left]:
        floors[index] += 1
    return [(value / 10).quantize(_TENTH) for value in floors]


def plain(value: Decimal) -> str:
    """``value`` without exponent and trailing zeros: '330', '9.1'."""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text
