"""The outputs: one module each, made of the Compilation and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from duban.compilation import Compilation
from duban.emit.circular import circular
from duban.emit.ledger import ledger
from duban.emit.machine import machine
from duban.gongwen.problem import Problem

__all__ = ["emit"]


def emit(
    compilation: Compilation, templates: Mapping[str, str]
) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """File name → bytes of everything in output/<period>/, and what is wrong in the templates."""
    document, problems = circular(compilation, templates)
    files = {
        "compilation.json": machine(compilation),
        "进展汇总.xlsx": ledger(compilation),
    }
    if document is not None:
        files["督查通报.docx"] = document
    return files, problems
