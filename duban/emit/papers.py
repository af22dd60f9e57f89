"""From a template and its values to an official document, the circular as every letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from duban.gongwen import markup, wording
from duban.gongwen.document import Document, Table
from duban.gongwen.problem import Problem
from duban.gongwen.proof import Expected, proofread
from duban.gongwen.render import render, render_all
from duban.gongwen.style import Style
from duban.gongwen.typography import typeset
from duban.model import Severity
from duban.register import Settings
from duban.store import Store, key_of

NOTHING_EXPECTED = Expected()
RED_HEAD = "红头.docx"
"""An office's own red-head document in templates/: its head stands in place of ours."""


class Stationery(Struct, frozen=True):
    """What an office's documents are made of: wording by file name, and its red-head document."""

    wordings: Mapping[str, str]
    red_head: bytes | None = None


class Paper(Struct, frozen=True):
    """One document to be: its template, what the template may print, the tables it may call."""

    template: str
    values: Mapping[str, object]
    tables: Mapping[str, Table] = {}
    expected: Expected = NOTHING_EXPECTED


@dataclass(slots=True)
class Press:
    """Prints papers for one moment; what it printed of the same before comes from the store.

    ``problems`` gathers what a person should know of them. A paper of which there is something to
    say is printed anew each time, so that it is said again.
    """

    stationery: Stationery
    style: Style
    moment: datetime
    store: Store = field(default_factory=Store)
    problems: list[Problem] = field(default_factory=list)
    _composed: dict[str, Document] = field(default_factory=dict)
    _office: str = field(init=False)
    """What all its papers have in common."""

    def __post_init__(self) -> None:
        self._office = key_of("office", self.stationery, self.style, self.moment)

    def printed(self, paper: Paper) -> bytes | None:
        """The .docx; None where there is a problem of severity ERROR."""
        key = self._key(paper)
        if kept := self.store.get(key):
            return kept
        document, problems = composed(paper, self.stationery)
        self.problems += problems
        if document is None:
            return None
        self._composed[key] = document
        base = self.stationery.red_head
        made = render(document, self.style, moment=self.moment, base=base)
        if not problems:
            self.store.put(key, made)
        return made

    def bound(self, papers: Sequence[Paper]) -> bytes:
        """Papers that were printed before, in one .docx."""
        keys = [self._key(paper) for paper in papers]
        whole = key_of("paper", *keys)
        if kept := self.store.get(whole):
            return kept
        documents = []
        for key, paper in zip(keys, papers, strict=True):
            document = self._composed.get(key) or composed(paper, self.stationery)[0]
            assert document is not None
            documents.append(document)
        made = render_all(documents, self.style, moment=self.moment)
        self.store.put(whole, made)
        return made

    def _key(self, paper: Paper) -> str:
        return key_of("paper", self._office, paper)


def print_paper(
    paper: Paper, stationery: Stationery, settings: Settings, moment: datetime
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The .docx, proofread, and what a person should know of it: file, line, what to do.

    None where there is a problem of severity ERROR; what could be put right was, and is said.
    """
    press = Press(stationery, style_of(settings), moment)
    return press.printed(paper), tuple(press.problems)


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
