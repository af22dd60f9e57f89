"""How a standing explains itself in print."""

from __future__ import annotations

from decimal import Decimal

from duban.model import Direction, Indicator
from duban.standing.due import HUNDRED


def deviation(indicator: Indicator, pace: Decimal | None, gap: Decimal) -> str:
    """'低于序时进度20.2个百分点', '高于控制目标0.5个百分点', '与年度目标持平'."""
    direction = indicator.direction
    falling = direction is Direction.AT_MOST
    yardstick = _yardstick(indicator, pace)
    points = abs(gap)
    if not points:
        return f"与{yardstick}持平"
    if indicator.target == 0 and gap == -HUNDRED:
        return f"{'超出' if falling else '未达到'}{yardstick}"
    if direction is Direction.EQUALS and pace is None:
        return f"偏离{yardstick}{points}个百分点"
    return f"{'高' if (gap < 0) is falling else '低'}于{yardstick}{points}个百分点"


def explain(
    indicator: Indicator, progress: Decimal | None, pace: Decimal | None, gap: Decimal
) -> str:
    """'完成45.0%，序时75.0%，差30.0个百分点'."""
    if pace is None:
        done = [] if progress is None else [f"完成{progress}%"]
        return "，".join([*done, deviation(indicator, pace, gap)])
    due = f"序时{pace}%"
    if progress is None:
        return f"已用控制目标的{pace - gap}%，{due}，{deviation(indicator, pace, gap)}"
    points = abs(gap)
    difference = f"，{'差' if gap < 0 else '超'}{points}个百分点" if points else ""
    return f"完成{progress}%，{due}{difference}"


def nearly(indicator: Indicator, pace: Decimal | None) -> str:
    """What is said of a value below its pace or target by less than the yellow bound."""
    return f"基本达到{_yardstick(indicator, pace)}"


def _yardstick(indicator: Indicator, pace: Decimal | None) -> str:
    falling = indicator.direction is Direction.AT_MOST
    return "序时进度" if pace is not None else "控制目标" if falling else "年度目标"
