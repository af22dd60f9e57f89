"""The outputs: one module each, made of the Compilation and nothing else."""

from __future__ import annotations

from datetime import date

from duban.compilation import Compilation
from duban.emit.circular import circular
from duban.emit.ledger import ledger
from duban.emit.letters import letters
from duban.emit.machine import machine
from duban.emit.page import page
from duban.emit.papers import Stationery, print_paper
from duban.gongwen.problem import Problem

__all__ = ["emit"]


def emit(
    compilation: Compilation, stationery: Stationery, due: date
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """File name → bytes of everything in output/<period>/, and what is wrong in the templates.

    ``due`` is the day by which letters ask for an answer.
    """
    files = {
        "compilation.json": machine(compilation),
        "看板.html": page(compilation),
        "进展汇总.xlsx": ledger(compilation),
    }
    papers = {"督查通报.docx": circular(compilation), **letters(compilation, due)}
    problems: list[Problem] = []
    for name, paper in papers.items():
        document, wrong = print_paper(paper, stationery, compilation.settings, compilation.as_of)
        problems += wrong
        if document is not None:
            files[name] = document
    return files, tuple(problems)
