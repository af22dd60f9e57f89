"""assess: the year's scores as a workbook, and what they would be under other rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from duban.commands.compiling import compile_quietly
from duban.commands.session import Session, read_file, read_taskmap, taskmap_in
from duban.compilation import Compilation
from duban.emit.assessment import FILE_NAME, assessment
from duban.escalation import climb
from duban.model import Severity
from duban.register import TaskMap, schema
from duban.scoring import Change, Score, Unusable, Year, changed_rules, compare, score_year
from duban.workspace import Stop

_SHOWN = 10
"""Units that the screen names, from the first place down."""


def assess_year(session: Session, year: int) -> list[str]:
    """Writes output/<year>/考核评分.xlsx; returns lines for the screen. Raises Stop."""
    with session.workspace.lock("考核"):
        compilation = _last_of(session, year)
        scored = _scored(compilation.taskmap, compilation)
        files = {FILE_NAME: assessment(compilation, scored)}
        published = session.workspace.publish(str(year), files)
    ranked = scored.whole.ranked
    lines = [
        f"{year}年考核评分：{len(scored.whole.periods)}期，{len(ranked)}个单位。",
        *(f"{_place(row, ranked)} {row.unit.name} {row.total}分" for row in ranked[:_SHOWN]),
    ]
    if len(ranked) > _SHOWN:
        lines.append(f"……其余{len(ranked) - _SHOWN}个单位见工作簿。")
    state = "已更新" if published.changed else "内容没有变化"
    lines.append(f"成果在 output/{year}/{FILE_NAME}（{state}）。")
    return [*lines, *published.notes()]


def _place(row: Score, ranked: Sequence[Score]) -> str:
    """'第3名', '并列第3名' where another unit has it too."""
    shared = sum(other.place == row.place for other in ranked) > 1
    return f"{'并列' if shared else ''}第{row.place}名"


def what_if(session: Session, year: int, assumptions: Sequence[str]) -> list[str]:
    """How scores and places would change under ``assumptions``; nothing is written. Raises Stop.

    Each is '红灯=-3' (see ``changed_rules``) or the path of a workbook with sheets of rules.
    """
    compilation = _last_of(session, year)
    taskmap = compilation.taskmap
    now = _scored(taskmap, compilation)
    for words in assumptions:
        taskmap = _assumed(session, taskmap, words)
    changes = list(compare(now.whole, _scored(taskmap, compilation).whole))
    head = f"假设{'、'.join(assumptions)}：{len(now.whole.rows)}个单位中，"
    if not changes:
        return [f"{head}得分和名次都没有变化。"]
    return [f"{head}{len(changes)}个单位的得分或名次有变化。", *map(_told, changes)]


def _told(change: Change) -> str:
    now, then = change.now, change.then
    places = f"第{now.place}名" + (f"→第{then.place}名" if then.place != now.place else "")
    return f"{now.unit.name}：{now.total}→{then.total}（{change.difference:+}），{places}"


def _last_of(session: Session, year: int) -> Compilation:
    """The year's last period with returns, all before it as its memory. Raises Stop."""
    taskmap, _ = read_taskmap(session, year)
    known = {period.name for period in taskmap.periods}
    periods = [name for name in session.workspace.periods() if name in known]
    if not periods:
        raise Stop(
            f"{year}年还没有任何一期有收件文件夹，不能计分。",
            f"请先按月收件、编制，如 compile {year}-03。",
        )
    return compile_quietly(session, periods[-1])


def _scored(taskmap: TaskMap, compilation: Compilation) -> Year:
    history = [*(known.facts for known in compilation.earlier), compilation.facts]
    return score_year(taskmap, history, climb(taskmap, history))


def _assumed(session: Session, taskmap: TaskMap, words: str) -> TaskMap:
    path = Path(words)
    if "=" not in words.replace("＝", "=") or path.is_file():
        return _with_rules_of(session, taskmap, path)
    made = changed_rules(taskmap.scores, words)
    if isinstance(made, Unusable):
        raise Stop(made.message, made.advice, exit_code=2)
    return replace(taskmap, scores=made)


def _with_rules_of(session: Session, taskmap: TaskMap, path: Path) -> TaskMap:
    """``taskmap`` with the rules of another workbook; its other sheets do not matter."""
    other, findings = taskmap_in(session, read_file(path), taskmap.year)
    sheets = (schema.LADDER.name, schema.SCORES.name)
    if not any(sheet in sheets for sheet, _ in other.places):
        raise Stop(f"{path.name} 中没有“{'”或“'.join(sheets)}”表。", "请用任务图的副本修改后再试。")
    for wrong in findings:
        if wrong.severity is Severity.ERROR and wrong.source.sheet in sheets:
            place = f"{path.name} {wrong.source.sheet}!{wrong.source.cell}"
            raise Stop(f"{place} {wrong.message}", wrong.advice)
    return replace(taskmap, ladder=other.ladder, scores=other.scores)
