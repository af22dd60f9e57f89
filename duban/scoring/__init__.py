"""考核评分: each unit's score over one period or a year, led back to the events it counts."""

from duban.scoring.score import Mark, Score, Scores, Tally, score
from duban.scoring.whatif import Change, Unusable, changed_rules, compare
from duban.scoring.year import Year, score_year

__all__ = [
    "Change",
    "Mark",
    "Score",
    "Scores",
    "Tally",
    "Unusable",
    "Year",
    "changed_rules",
    "compare",
    "score",
    "score_year",
]
