"""What a unit changed from the version of its form that it had sent before."""

from __future__ import annotations

from collections.abc import Iterator

from duban.catalogue import flag
from duban.checks.registry import Context, check
from duban.merge import changes, version_before
from duban.model import Finding

_SHOWN = 5


@check("revised")
def revised(context: Context) -> Iterator[Finding]:
    """One for each form in use that says something else than the version before it."""
    for used in context.intake.submissions:
        before = version_before(context.intake.of(used.unit, used.form), used)
        if not used.used or before is None:
            continue
        found = list(changes(before, used))
        if not found:
            continue
        shown = "；".join(str(change) for change in found[:_SHOWN])
        more = f"等{len(found)}处" if len(found) > _SHOWN else ""
        yield flag(
            "revised",
            f"第{used.version}次报送与第{before.version}次相比改动{len(found)}处：{shown}{more}",
            "无需处理；逐处对照用 explain 加单位名称查看。",
            unit=context.taskmap.unit(used.unit).name,
            source=found[0].source,
        )
