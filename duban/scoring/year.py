"""A year's scores, whole and month by month."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from duban.escalation import Facts, Step
from duban.register import TaskMap
from duban.scoring.score import Scores, score


class Year(Struct, frozen=True):
    """全年考核: the scores over all periods together, and each period's own, ascending.

    All look back from the last period: a bonus that did not last counts in none of them.
    """

    whole: Scores
    months: tuple[Scores, ...]


def score_year(taskmap: TaskMap, history: Sequence[Facts], steps: Sequence[Step]) -> Year:
    """The scores of the periods of ``history``, with the steps that were climbed over them."""
    names = tuple(facts.period.name for facts in history)
    months = tuple(score(taskmap, history, steps, (name,)) for name in names)
    return Year(score(taskmap, history, steps, names), months)
