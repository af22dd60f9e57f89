"""What a form had when it was issued, where the office changed its unit's tasks afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, combinations, islice

from msgspec import Struct

from duban.forms import token
from duban.forms.rows import FormRow, expected_rows, split_row_id
from duban.intake.found import Found
from duban.intake.identify import Confidence, Identity
from duban.model import FormKind, Role, natural_key
from duban.register import TaskMap

_TRIES = 5000
_PARTS = 3
_LONGEST_NUMBER = 6


class Since(Struct, frozen=True):
    """How a unit's rows changed after its form was issued.

    ``added`` were never on the form; ``dropped`` (row ids) stand on it and are asked no more.
    ``known``: the digest in the token tells the rows apart that the unit deleted itself.
    """

    added: tuple[FormRow, ...]
    dropped: frozenset[str]
    known: bool


def since_issued(found: Found, taskmap: TaskMap, identity: Identity) -> Since | None:
    """What changed since the form was issued; None when nothing did, or nothing is known of it.

    A token holds a digest of the rows as issued. Those that stand in the form, and those of
    today's that would make up the rest of the digest, were issued; the others came later.
    """
    made = identity.token
    if made is None or identity.confidence is not Confidence.SIGNED:
        return None
    expected = expected_rows(taskmap, identity.unit)
    if identity.form is not FormKind.PROGRESS or made.rows == token.digest(r.id for r in expected):
        return None
    standing = {row.row_id for table in found.tables for row in table.rows if row.row_id}
    mine = {name for name in standing if _is_of(name, identity.unit)}
    today = {row.id for row in expected}
    absent = [row.id for row in expected if row.id not in mine]
    deleted = next(
        (s for s in _subsets(absent) if token.digest(_ordered({*mine, *s})) == made.rows), None
    )
    later = () if deleted is None else tuple(set(absent) - set(deleted))
    added = tuple(row for row in expected if row.id in later)
    return Since(added, frozenset(mine - today), deleted is not None)


def _is_of(row_id: str, unit: str) -> bool:
    """Whether it is the id of a row that a form of the unit can have had."""
    split = split_row_id(row_id)
    parts = split[0].split("/") if split else []
    number, _, sub = parts[0].partition("-") if len(parts) == _PARTS else ("", "", "")
    sound = all(part.isdecimal() and len(part) <= _LONGEST_NUMBER for part in (number, sub or "0"))
    return len(parts) == _PARTS and sound and parts[1] == unit and parts[2] in tuple(Role)


def _ordered(ids: Iterable[str]) -> Sequence[str]:
    """Row ids in the order in which a form has them (``expected_rows``)."""

    def place(row_id: str) -> tuple[bool, tuple[int, int], int]:
        assignment, _, indicator = row_id.partition("#")
        task, _, role = assignment.split("/")
        return role != Role.LEAD, natural_key(task), int(indicator)

    return sorted(ids, key=place)


def _subsets(ids: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Subsets, the smallest first, as many as are worth trying."""
    sizes = (combinations(ids, size) for size in range(len(ids) + 1))
    return islice(chain.from_iterable(sizes), _TRIES)
