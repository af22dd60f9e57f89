"""What if a rule were different: changed rules from words, and what changes in the scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from duban.register import schema
from duban.rules import NAMES, PARAMETERS, ScoreRule
from duban.scoring.score import Score, Scores
from duban.text import clean

_COLUMNS = {schema.SCORES.column(name).header: name for name in ("points", "cap", "co")}
_MOST = 1000


class Unusable(Struct, frozen=True):
    """Why an assumption cannot be followed, and what to do."""

    message: str
    advice: str


class Change(Struct, frozen=True):
    """One unit's score as it is and as it would be."""

    now: Score
    then: Score

    @property
    def difference(self) -> Decimal:
        """Points that the unit would gain."""
        return self.then.total - self.now.total


def changed_rules(rules: Sequence[ScoreRule], words: str) -> tuple[ScoreRule, ...] | Unusable:
    """``rules`` with '红灯=-3', '红灯.封顶=10' or '红灯.协办系数=0.6' put in.

    An event that has no row yet gets one; its 分值 has then to be given.
    """
    name, _, value = (clean(part) for part in words.replace("＝", "=").partition("="))
    event, _, header = name.partition(".")
    column = _COLUMNS.get(header or schema.SCORES.column("points").header)
    if event not in (*PARAMETERS, *NAMES) or column is None:
        return Unusable(
            f"假设“{words}”写法不对。",
            "请写成 红灯=-3、红灯.封顶=10 或 红灯.协办系数=0.6，名称见任务图“考核规则”表。",
        )
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > _MOST:
        return Unusable(f"假设“{words}”的取值不是可用的数。", f"请填绝对值不超过{_MOST}的数。")
    if (column != "points" or event in PARAMETERS) and number < 0:
        return Unusable(f"假设“{words}”的取值不能是负数。", "只有事件的分值可以是负数。")
    if all(rule.event != event for rule in rules):
        if column != "points":
            return Unusable(f"考核规则中没有“{event}”。", f"请先假设它的分值，如 {event}=-1。")
        return (*rules, ScoreRule(event, number))
    change: dict[str, Any] = {column: number}
    return tuple(replace(rule, **change) if rule.event == event else rule for rule in rules)


def compare(now: Scores, then: Scores) -> Iterator[Change]:
    """The units whose total or place would change, in the present order of places."""
    after = {row.unit.code: row for row in then.rows}
    for row in now.ranked:
        other = after[row.unit.code]
        if (row.total, row.place) != (other.total, other.place):
            yield Change(row, other)
