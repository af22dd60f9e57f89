"""A value whose power of ten betrays another measure than the column's: 万 for 亿, 亩 for 万亩."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from duban.checks.registry import Context, check
from duban.checks.rows import flag_row
from duban.figures import BEYOND, plain
from duban.model import Direction, Finding, Kind
from duban.quantity import Measure, measure_of

_TEN = Decimal(10)
_WORDS = {1: "十", 3: "一千", 4: "一万", 8: "一亿"}
_SCALED = {"金额": (4, 8), "面积": (4, 8)}
"""Dimensions whose measures come in 万 and 亿."""
_THOUSANDS = dict.fromkeys(("重量", "长度", "体积", "功率", "电量"), (3, 4))
_RATES = ("比例", "百分点")


@check("measure_mismatch")
def measure_mismatch(context: Context) -> Iterator[Finding]:
    """One for each value that only a slip of measure explains."""
    for row in context.answered:
        if message := mismatch(context, row):
            yield flag_row(
                "measure_mismatch",
                row,
                "value",
                message,
                f"请按“{row.measure}”核对改正；确实无误的，由办公室在“核定”表中以“更正数值”确认。",
            )


def mismatch(context: Context, row: Any) -> str:
    """How a reported value differs by a power of ten from what could be expected; '' if not.

    What is within 错位免查倍数 of the share of the year gone by is no slip of a thousand. Otherwise
    the value, moved by 10³, 10⁴ or 10⁸, must come near the period before, or near the target
    where nothing was reported before. A tenfold value must also pass the year's target.
    """
    value = row.reported
    if not value or not row.indicator or row.kind == Kind.GROWTH or abs(value) >= BEYOND:
        return ""
    measure = measure_of(row.measure)
    if row.direction == Direction.AT_MOST or value < 0 or measure.dimension in _RATES:
        return ""
    cumulative = row.kind == Kind.CUMULATIVE
    expected = row.target * context.period.month / 12 if cumulative else row.target
    earlier = context.before(row)
    before = earlier.reported if earlier is not None else None
    if before is not None and before > 0:
        return _against(row, before, "上期", _of_before(row, measure, expected, context), context)
    if expected > 0 and not _near(value, expected, context):
        powers = _powers(measure) if _is_scaled(measure) else ()
        return _against(row, expected, "序时进度" if cumulative else "目标值", powers, context)
    return ""


def _of_before(row: Any, measure: Measure, expected: Decimal, context: Context) -> tuple[int, ...]:
    """The powers by which a value may have jumped; none where it is as could be expected."""
    tenfold = (1,) if 0 < row.target < row.reported else ()
    usual = expected > 0 and _near(row.reported, expected, context)
    return tenfold if usual else (*tenfold, *_powers(measure))


def _near(value: Decimal, expected: Decimal, context: Context) -> bool:
    span = context.taskmap.settings.usual_span
    return expected / span <= value <= expected * span


def _powers(measure: Measure) -> tuple[int, ...]:
    return (_SCALED | _THOUSANDS).get(measure.dimension, (4,))


def _is_scaled(measure: Measure) -> bool:
    """Whether anybody would tell the quantity in thousands: not what counts houses or schools."""
    return measure.dimension in _SCALED | _THOUSANDS or measure.size >= 1000


def _against(
    row: Any, reference: Decimal, name: str, powers: tuple[int, ...], context: Context
) -> str:
    """The message if ``row``'s value, moved by one of ``powers``, comes near ``reference``."""
    span = context.taskmap.settings.mismatch_span
    # A cumulative value does not fall: below the period before it is no better explained.
    least = reference if name == "上期" and row.kind == Kind.CUMULATIVE else reference / span
    value = f"累计完成值{plain(row.reported)}{row.measure}"
    for power in powers:
        times = _TEN**power
        smaller, larger = row.reported / times, row.reported * times
        if least <= smaller <= reference * span:
            said = f"{value}约为{name}的{_WORDS[power]}倍，可能多填了零或用错计量单位"
            return f"{said}，疑为{plain(smaller)}{row.measure}"
        if power > 1 and least <= larger <= reference * span:
            said = f"{value}约为{name}的{_WORDS[power]}分之一，可能用错计量单位"
            return f"{said}，疑为{plain(larger)}{row.measure}"
    return ""
