"""The border between lead and co-organiser cells where flattened text does not show it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duban.model import Doubt
from duban.notice.duties import NOTHING, by_names
from duban.notice.rows import UnitCell
from duban.notice.words import UNIT_COLUMNS, Column
from duban.text import name_list

DUE = re.compile(
    r"(?:20\d\d年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}日|[上中下]旬|底|末|初)?(?:前|之前|以前)?.{0,8}"
    r"|(?:20\d\d年|今年|本年|当年)?(?:年底|年末|全年|年内|上半年|下半年|[一二三四]季度)(?:前|内)?.{0,8}"
    r"|20\d\d年(?:底|末|内)?前?|长期|持续推进|常态化|长期坚持|按时间节点"
)
_PERSON = re.compile(
    r"[\u4e00-\u9fff][\u4e00-\u9fff×xX*某]{1,3}(?:(?:常务)?副?(?:市长|县长|区长|主任|书记))?"
)

_LISTED = 3


def cell_kind(text: str) -> Column | None:
    """What a cell without header can be: CO stands for any units, LEADER, DUE, None for text."""
    if DUE.fullmatch(text):
        return Column.DUE
    if by_names(text):
        return Column.CO
    return Column.LEADER if _PERSON.fullmatch(text) else None


def border_doubt(
    units: tuple[str, ...], why: str, *, alone: bool = False, whole: bool = False
) -> Doubt:
    """Every border that the text allows between lead and co-organiser cells."""
    borders = range(1 if alone else min(2, len(units)), len(units) + (1 if whole else 0))
    return Doubt(
        f"{why}，压平的文字看不出牵头单位与协办单位的分界",
        tuple(f"牵头：{name_list(units[:at])}；协办：{_rest(units[at:])}" for at in borders),
    )


def _rest(units: tuple[str, ...]) -> str:
    if len(units) > _LISTED:
        return f"其余{len(units)}家（自{units[0]}起）"
    return name_list(units) or "（空）"


def unit_cells(
    cells: Sequence[str], columns: Sequence[Column | None]
) -> tuple[tuple[UnitCell, ...], Doubt | None]:
    """Cells of units in order under the unit columns in order; the doubt where they are too many.

    Fewer cells than columns: the last columns are empty, because a task without a lead is rare
    and one without co-organiser is common.
    """
    roles = [column for column in columns if column in UNIT_COLUMNS and column is not None]
    given = [cell for cell in cells if not NOTHING.fullmatch(cell)]
    if len(given) <= len(roles):
        pairs = zip(roles, cells if len(cells) <= len(roles) else given, strict=False)
        return tuple(UnitCell(r, cell) for r, cell in pairs if not NOTHING.fullmatch(cell)), None
    if len(roles) == 1:
        return (UnitCell(roles[0], "\n".join(given)),), None
    found = (UnitCell(roles[0], given[0]), UnitCell(roles[1], "\n".join(given[1:])))
    return found, border_doubt(tuple(given), "单位多于栏目", alone=True, whole=True)
