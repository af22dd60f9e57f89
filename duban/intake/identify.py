"""Who a returned workbook belongs to, by what is inside it; never by its file name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from duban.forms.rows import split_row_id
from duban.forms.token import Token
from duban.intake.found import Found, FoundTable
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


class Identity(Struct, frozen=True):
    """Whose form it is. ``contradiction`` names what in the workbook speaks for another unit;

    ``token`` is the one that told, None where none did.
    """

    unit: str
    period: str
    form: FormKind
    confidence: Confidence
    contradiction: str = ""
    token: Token | None = None


def identify(found: Found, taskmap: TaskMap, sender: str) -> Identity | None:
    """The identity of a workbook that has a form's table; None when nothing tells whose it is."""
    if not found.tables or is_foreign(found, taskmap):
        return None
    form = found.tables[0].kind
    cover = taskmap.unit_named(found.cover_unit) if found.cover_unit else None
    on_cover = cover.code if cover else ""
    by_rows = _unit_of_rows(found.tables, taskmap)
    for opened in found.tokens:
        unit, period = opened.token.unit, opened.token.period
        if not taskmap.has_code(unit) or not (opened.genuine or unit in (by_rows, on_cover)):
            continue
        confidence = Confidence.SIGNED if opened.genuine else Confidence.TOKEN
        against = _against(taskmap, unit, (on_cover, by_rows))
        return Identity(unit, period, form, confidence, against, opened.token)
    if on_cover or by_rows:
        unit = on_cover or by_rows
        against = _against(taskmap, unit, (by_rows,))
        return Identity(unit, found.cover_period, form, Confidence.CONTENT, against)
    known = senders_units(taskmap, sender)
    if len(known) == 1:
        return Identity(known[0], found.cover_period, form, Confidence.SENDER)
    return None


def parts(found: Found, taskmap: TaskMap) -> tuple[Found, ...]:
    """``found`` taken apart by unit, where its tables surely are different units'; else itself.

    A table is surely a unit's by its row ids or, where it has none, by its own cover. A table that
    is nobody's stays with the first.
    """
    strays = nobodys(found, taskmap)
    found = replace(found, tables=tuple(t for t in found.tables if t not in strays))
    owners = _owners(found, taskmap)
    units = list(dict.fromkeys(owner for owner in owners if owner))
    if len(units) < 2:
        return (found,)
    return tuple(
        replace(
            found,
            tokens=tuple(opened for opened in found.tokens if opened.token.unit == unit),
            tables=tuple(
                table
                for table, owner in zip(found.tables, owners, strict=True)
                if (owner or units[0]) == unit
            ),
        )
        for unit in units
    )


def senders_units(taskmap: TaskMap, sender: str) -> list[str]:
    """Codes of the units at which the address is registered."""
    return [u.code for u in taskmap.units if sender and sender.lower() in _lower(u.emails)]


def nobodys(found: Found, taskmap: TaskMap) -> tuple[FoundTable, ...]:
    """Tables pasted beside or below another one of which nothing tells whose they are."""
    return tuple(table for table in found.tables if table.apart and not _owner(table, taskmap))


def _owners(found: Found, taskmap: TaskMap) -> list[str]:
    """The code of the unit of each table, or ''.

    One that does not say is the unit's whose table it goes on from, else the one's that the
    workbook was issued to.
    """
    issued = {opened.token.unit for opened in found.tokens if opened.genuine}
    owners: list[str] = []
    before: FoundTable | None = None
    for table in found.tables:
        owner = _owner(table, taskmap)
        if not owner and before and before.sheet == table.sheet:
            owner = owners[-1]
        if not owner and len(issued) == 1 and taskmap.has_code(next(iter(issued))):
            owner = next(iter(issued))
        owners.append(owner)
        before = table
    return owners


def _owner(table: FoundTable, taskmap: TaskMap) -> str:
    """The code of the one unit whose table it is, or ''."""
    if any(row.row_id for row in table.rows):
        return _unit_of_rows([table], taskmap)
    unit = taskmap.unit_named(table.cover_unit) if table.cover_unit else None
    return unit.code if unit else ""


def is_foreign(found: Found, taskmap: TaskMap) -> bool:
    """Whether another place's office issued the workbook: units of the same name are everywhere."""
    return bool(found.tokens) and not any(
        opened.genuine or opened.token.place == taskmap.settings.place for opened in found.tokens
    )


def _unit_of_rows(tables: Iterable[FoundTable], taskmap: TaskMap) -> str:
    """The one unit that all row ids name, or ''."""
    ids = (split_row_id(row.row_id) for table in tables for row in table.rows)
    units = Counter(identity[0].split("/")[1] for identity in ids if identity)
    return next(iter(units)) if len(units) == 1 and taskmap.has_code(next(iter(units))) else ""


def _against(taskmap: TaskMap, unit: str, others: Iterable[str]) -> str:
    names = [taskmap.unit(code).name for code in others if code and code != unit]
    return "、".join(dict.fromkeys(names))


def _lower(texts: Iterable[str]) -> set[str]:
    return {text.lower() for text in texts}
