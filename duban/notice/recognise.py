"""Recognises the task list in a notice, whatever its shape, and says how."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from duban.model import Group, Task, Unit
from duban.notice.blocks import Blocks, NotANotice
from duban.notice.damage import damaged
from duban.notice.flattened import read_flattened
from duban.notice.paragraphs import read_paragraphs
from duban.notice.refusal import why_not
from duban.notice.register import groups_of, near_names, units_of
from duban.notice.resolve import resolve
from duban.notice.rows import Listing, Remark
from duban.notice.rules import lead_rules
from duban.notice.spaced import read_lined, read_spaced
from duban.notice.tables import read_tables


class Recognised(Struct, frozen=True):
    """What a notice says: tasks, the units and groups it names, and what a person must know.

    ``rules_applied`` are the notice's own rules on who leads; ``remarks`` the report's other lines.
    """

    tasks: tuple[Task, ...]
    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    shape: str
    rules_applied: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def recognise(blocks: Blocks) -> Recognised | NotANotice:
    """The task list in ``blocks``, or why there is none."""
    listing = _listing(blocks)
    if not listing:
        return why_not(blocks)
    paragraphs = list(blocks.paragraphs())
    cells = [cell.text for table in blocks.tables() for row in table.rows for cell in row]
    rules = lead_rules([*(p.text for p in paragraphs), *cells])
    resolved = resolve(listing.rows, rules)
    printed = list(dict.fromkeys(n for t in resolved.tasks for n in (*t.leads, *t.cos)))
    units = units_of(printed, resolved.merged)
    groups, group_remarks = groups_of(printed, units)
    remarks = (
        *listing.remarks,
        *_miscounted(listing),
        *resolved.remarks,
        *damaged(paragraphs),
        *near_names(units),
        *group_remarks,
    )
    return Recognised(resolved.tasks, units, groups, listing.shape, resolved.rules, remarks)


def _miscounted(listing: Listing) -> list[Remark]:
    """Chapters that hold more or fewer tasks than their headings announce."""
    remarks = []
    for chapter, announced in listing.announced.items():
        found = sum(row.chapter == chapter and row.part <= 1 for row in listing.rows)
        if found != announced:
            remarks.append(
                Remark(
                    "项数不符",
                    f"“{chapter}”写明{announced}项，实际读到{found}项。",
                    "请对照原件核实是否漏项。",
                )
            )
    return remarks


def _listing(blocks: Blocks) -> Listing | None:
    """The first shape that finds rows; tables are the surest, running text the last."""
    paragraphs = list(blocks.paragraphs())
    tables = read_tables(blocks.blocks)
    running = (
        read_spaced(paragraphs)
        or read_lined(paragraphs)
        or read_flattened(paragraphs)
        or read_paragraphs(paragraphs)
    )
    if not tables or not running:
        return tables or running
    beside = Remark(
        "未采用的段落",
        f"表格之外另有{len(running.rows)}段文字写明了责任单位，任务以表格为准，这些段落未采用。",
        "如属表格以外的任务，请在“任务”表补入。",
        place=running.rows[0].place,
    )
    return replace(tables, remarks=(*tables.remarks, beside))
