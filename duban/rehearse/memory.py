"""What a rehearsed month leaves to the next one: what was true, what was said, what was spoiled."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field

from duban.rehearse.texts import Filled


class Said(Struct, frozen=True):
    """What one row of a returned form says: ``value`` None where no number stands in its cell."""

    value: Decimal | None
    progress: str


class Memory(Struct, frozen=True):
    """The months before this one, as far as this one goes on from them.

    ``truth``: row id → the last faultless answer; ``said``: row id → what stood in the form that
    was used, the period right before first; ``resting``: unit code → tasks in which a fault was
    planted last month: they are told right this month.
    """

    truth: Mapping[str, Filled] = field(default_factory=dict)
    said: tuple[Mapping[str, Said], ...] = ()
    resting: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def before(self, row_id: str) -> Said | None:
        """What the row said in the period right before."""
        return self.said[0].get(row_id) if self.said else None
