"""What is flagged: a module a family of checks, each check one function for one code."""

from duban.checks import (
    answers,
    consistency,
    cos,
    deadlines,
    history,
    inspections,
    magnitude,
    parts,
    plans,
    presence,
    texts,
    versions,
)
from duban.checks.hygiene import is_ruled_out, levelled, put_aside, ruled_out, tidy
from duban.checks.registry import Context, run

__all__ = [
    "Context",
    "answers",
    "consistency",
    "cos",
    "deadlines",
    "history",
    "inspections",
    "is_ruled_out",
    "levelled",
    "magnitude",
    "parts",
    "plans",
    "presence",
    "put_aside",
    "ruled_out",
    "run",
    "texts",
    "tidy",
    "versions",
]
