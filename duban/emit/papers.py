"""From a template and its values to an official document, the circular as every letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from duban.gongwen import markup, wording
from duban.gongwen.document import Document, Table
from duban.gongwen.problem import Problem
from duban.gongwen.proof import Expected, proofread
from duban.gongwen.render import render
from duban.gongwen.style import Style
from duban.gongwen.typography import typeset
from duban.model import Severity
from duban.register import Settings

NOTHING_EXPECTED = Expected()
RED_HEAD = "红头.docx"
"""An office's own red-head document in templates/: its head stands in place of ours."""


@dataclass(frozen=True, slots=True)
class Stationery:
    """What an office's documents are made of: wording by file name, and its red-head document."""

    wordings: Mapping[str, str]
    red_head: bytes | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One document to be: its template, what the template may print, the tables it may call."""

    template: str
    values: Mapping[str, object]
    tables: Mapping[str, Table] = field(default_factory=dict)
    expected: Expected = NOTHING_EXPECTED


def print_paper(
    paper: Paper, stationery: Stationery, settings: Settings, moment: datetime
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The .docx, proofread, and what a person should know of it: file, line, what to do.

    None where there is a problem of severity ERROR; what could be put right was, and is said.
    """
    document, problems = composed(paper, stationery)
    if document is None:
        return None, problems
    style, base = style_of(settings), stationery.red_head
    return render(document, style, moment=moment, base=base), problems


def composed(paper: Paper, stationery: Stationery) -> tuple[Document | None, tuple[Problem, ...]]:
    """The proofread document that ``print_paper`` prints; None where nothing can be printed."""
    values = {name: _typed(value) for name, value in paper.values.items()}
    filled, problems = wording.render(paper.template, stationery.wordings, values)
    if filled is None:
        return None, problems
    document, faults = markup.parse(filled.text, paper.template, paper.tables, filled.places)
    if faults:
        return None, faults
    document, remarks = proofread(document, paper.expected, paper.template)
    if any(remark.severity is Severity.ERROR for remark in remarks):
        return None, remarks
    return document, remarks


def _typed(value: object) -> object:
    """A value with its texts as official text is typed: what others wrote is no slip of ours.

    What the proofreader says it put right is then the template's own wording.
    """
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, Mapping):
        return {key: _typed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_typed(part) for part in value]
    return value


def style_of(settings: Settings) -> Style:
    """The fonts and switches that an office has set."""
    return Style(
        fangsong=settings.fangsong,
        xiaobiaosong=settings.xiaobiaosong,
        heiti=settings.heiti,
        kaiti=settings.kaiti,
        songti=settings.songti,
        latin=settings.latin,
        duplex=settings.duplex,
    )
