"""The outputs: one module each, made of the Compilation and nothing else."""

from __future__ import annotations

from duban.compilation import Compilation
from duban.emit.circular import circular
from duban.emit.ledger import ledger
from duban.emit.machine import machine
from duban.emit.papers import Stationery, print_paper
from duban.gongwen.problem import Problem

__all__ = ["emit"]


def emit(
    compilation: Compilation, stationery: Stationery
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """File name → bytes of everything in output/<period>/, and what is wrong in the templates."""
    files = {
        "compilation.json": machine(compilation),
        "进展汇总.xlsx": ledger(compilation),
    }
    paper = circular(compilation)
    document, problems = print_paper(paper, stationery, compilation.settings, compilation.as_of)
    if document is not None:
        files["督查通报.docx"] = document
    return files, problems
