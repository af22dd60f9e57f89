"""What is flagged: a module a family of checks, each check one function for one code."""

from duban.checks import answers, consistency, deadlines, history, presence
from duban.checks.hygiene import ruled_out, tidy
from duban.checks.registry import Context, run

__all__ = [
    "Context",
    "answers",
    "consistency",
    "deadlines",
    "history",
    "presence",
    "ruled_out",
    "run",
    "tidy",
]
