"""Every row of the standard that can be measured, by its id."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.gongwen.measure import rows_head, rows_page, rows_text
from tests.gongwen.measure.printed import Printed

ROWS: dict[str, Callable[[Printed], None]] = {
    name: check
    for module in (rows_page, rows_head, rows_text)
    for name, check in vars(module).items()
    if re.fullmatch(r"[A-Z]\d\d[a-z]?", name)
}
"""Each asserts one row; a row whose element the document lacks holds."""


def broken(printed: Printed) -> dict[str, str]:
    """The rows that do not hold, with what was measured."""
    found = {}
    for name, check in sorted(ROWS.items()):
        try:
            check(printed)
        except AssertionError as error:
            found[name] = str(error).split("\n")[0]
    return found
