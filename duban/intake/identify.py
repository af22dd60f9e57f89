"""Who a returned workbook belongs to, by what is inside it; never by its file name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from duban.forms.rows import split_row_id
from duban.intake.found import Found
from duban.model import FormKind
from duban.register import TaskMap


class Confidence(StrEnum):
    """How an identity was established, strongest first."""

    SIGNED = "signed"
    """A token that this office's key signed."""
    TOKEN = "token"
    """A token whose signature does not hold, confirmed by the unit's row ids or cover."""
    CONTENT = "content"
    """The unit's name on the cover, or row ids of one unit only."""
    SENDER = "sender"
    """The registered sender's address alone."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose form it is. ``contradiction`` names what in the workbook speaks for another unit."""

    unit: str
    period: str
    form: FormKind
    confidence: Confidence
    contradiction: str = ""


def identify(found: Found, taskmap: TaskMap, sender: str) -> Identity | None:
    """The identity of a workbook that has a form's table; None when nothing tells whose it is."""
    if not found.tables or is_foreign(found, taskmap):
        return None
    form = found.tables[0].kind
    cover = taskmap.unit_named(found.cover_unit) if found.cover_unit else None
    on_cover = cover.code if cover else ""
    by_rows = _unit_of_rows(found, taskmap)
    for opened in found.tokens:
        unit, period = opened.token.unit, opened.token.period
        if not taskmap.has_code(unit) or not (opened.genuine or unit in (by_rows, on_cover)):
            continue
        confidence = Confidence.SIGNED if opened.genuine else Confidence.TOKEN
        against = _against(taskmap, unit, (on_cover, by_rows))
        return Identity(unit, period, form, confidence, against)
    if on_cover or by_rows:
        unit = on_cover or by_rows
        against = _against(taskmap, unit, (by_rows,))
        return Identity(unit, found.cover_period, form, Confidence.CONTENT, against)
    known = [u.code for u in taskmap.units if sender and sender.lower() in _lower(u.emails)]
    if len(known) == 1:
        return Identity(known[0], found.cover_period, form, Confidence.SENDER)
    return None


def is_foreign(found: Found, taskmap: TaskMap) -> bool:
    """Whether another place's office issued the workbook: units of the same name are everywhere."""
    return bool(found.tokens) and not any(
        opened.genuine or opened.token.place == taskmap.settings.place for opened in found.tokens
    )


def _unit_of_rows(found: Found, taskmap: TaskMap) -> str:
    """The one unit that all row ids name, or ''."""
    ids = (split_row_id(row.row_id) for table in found.tables for row in table.rows)
    units = Counter(identity[0].split("/")[1] for identity in ids if identity)
    return next(iter(units)) if len(units) == 1 and taskmap.has_code(next(iter(units))) else ""


def _against(taskmap: TaskMap, unit: str, others: Iterable[str]) -> str:
    names = [taskmap.unit(code).name for code in others if code and code != unit]
    return "、".join(dict.fromkeys(names))


def _lower(texts: Iterable[str]) -> set[str]:
    return {text.lower() for text in texts}
