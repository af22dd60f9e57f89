"""What a unit changed from one version of its form to the next, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from duban.forms.fields import FORMS
from duban.merge.frame import text_of
from duban.model import Entry, Role, Source, Submission
from duban.text import shorten

_WORDS = 24


class Change(Struct, frozen=True):
    """One cell that says something else than in the version before; ``field`` is its header."""

    task: str
    role: Role
    field: str
    before: str
    after: str
    source: Source

    def __str__(self) -> str:
        before, after = (
            f"“{shorten(t, _WORDS)}”" if t else "空" for t in (self.before, self.after)
        )
        return f"第{self.task}项（{self.role.label}）“{self.field}”由{before}改为{after}"


def changes(before: Submission, after: Submission) -> Iterator[Change]:
    """Every entry cell of ``after`` that differs from ``before``, in the rows' order.

    A row that only one of the two has counts as one with blank cells in the other; then the cell
    is where it stood.
    """
    form = FORMS[after.form]
    old, new = _by_row(before), _by_row(after)
    for key in dict.fromkeys((*new, *old)):
        then, now = old.get(key), new.get(key)
        held, file = (now, after) if now else (then, before)
        assert held is not None
        task, _, role = held.assignment.split("/")
        for field in form.entries:
            said = [_said(entry, field.name) for entry in (then, now)]
            if said[0] != said[1]:
                cell = held.cells.get(field.name)
                place = Source(file.receipt.path, held.sheet, cell.address if cell else "")
                yield Change(task, Role(role), field.header, said[0], said[1], place)


def version_before(mine: Sequence[Submission], used: Submission) -> Submission | None:
    """The last version with entries that came before the one in use; ``mine`` are of one form."""
    earlier = [s for s in mine if s.version < used.version and s.entries and s.form is used.form]
    return earlier[-1] if earlier else None


def _by_row(submission: Submission) -> dict[tuple[str, int], Entry]:
    return {(entry.assignment, entry.indicator): entry for entry in submission.entries}


def _said(entry: Entry | None, name: str) -> str:
    return text_of(entry.cells.get(name)) if entry else ""
