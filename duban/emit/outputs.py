"""Everything that a compile puts into output/<period>/; what few periods have is loaded late."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duban.compilation import Compilation
from duban.emit.annexes import FILE as ANNEXES
from duban.emit.annexes import annex_book
from duban.emit.calls import CALL_LIST, call_list
from duban.emit.circular import circular
from duban.emit.cobook import cobooks
from duban.emit.ledger import FILE as LEDGER
from duban.emit.ledger import ledger
from duban.emit.letters import BATCH, FOLDER, letters
from duban.emit.machine import machine
from duban.emit.page import page
from duban.emit.papers import Press, Stationery, style_of
from duban.gongwen.problem import Problem
from duban.model import FormKind
from duban.store import Store

if TYPE_CHECKING:
    from duban.difference import Difference

__all__ = ["emit"]


def emit(
    compilation: Compilation,
    stationery: Stationery,
    due: date,
    since_issue: Difference | None = None,
    store: Store | None = None,
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """File name → bytes of everything in output/<period>/, and what is wrong in the templates.

    ``due`` is the day by which letters ask for an answer. A period that asks for no progress has
    no circular; one that asks for plans has their proposal. Where anything differs
    ``since_issue`` of the circular, a correction is proposed. Papers that ``store`` has are not
    printed again.
    """
    files = {
        "compilation.json": machine(compilation),
        "看板.html": page(compilation),
        LEDGER: ledger(compilation),
    }
    papers = letters(compilation, due)
    if FormKind.PROGRESS in compilation.period.forms:
        papers = {"督查通报.docx": circular(compilation), **papers}
        files[ANNEXES] = annex_book(compilation)
    if since_issue:
        from duban.emit.correction import FILE as CORRECTION
        from duban.emit.correction import correction

        papers[CORRECTION] = correction(compilation, since_issue)
    if FormKind.PLAN in compilation.period.forms:
        from duban.emit.planbook import FILE as PLANBOOK
        from duban.emit.planbook import planbook

        files[PLANBOOK] = planbook(compilation)
    files |= cobooks(compilation)
    press = Press(stationery, style_of(compilation.settings), compilation.as_of, store or Store())
    files |= {name: made for name, paper in papers.items() if (made := press.printed(paper))}
    batch = [papers[name] for name in papers if name in files and name.startswith(f"{FOLDER}/")]
    # An office's red-head document has room for one head: such letters are printed one by one.
    if len(batch) > 1 and stationery.red_head is None:
        files[f"{FOLDER}/{BATCH}"] = press.bound(batch)
    if calls := call_list(compilation, due):
        files[f"{FOLDER}/{CALL_LIST}"] = calls
    return files, tuple(press.problems)
