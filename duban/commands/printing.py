"""PDF beside the Word files, and which fonts this machine lacks for printing them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from duban.commands.session import Session, read_taskmap
from duban.emit.papers import style_of
from duban.gongwen.fonts import aliases, installed_fonts, missing, needed
from duban.gongwen.pdf import find_soffice, to_pdf
from duban.gongwen.style import STANDARD, Style

_SECONDS = 300.0
"""For one call of LibreOffice: a circular of 1,000 rows takes about half a minute."""


def with_pdf(
    files: Mapping[str, bytes], style: Style, suffixes: tuple[str, ...] = (".docx",)
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """A PDF for each of ``files`` that ends so, and notes on what did not come and on fonts.

    PDFs carry the time of their making: they are outside the promise of same bytes.
    """
    words = {name: data for name, data in files.items() if name.endswith(suffixes)}
    fonts = installed_fonts()
    made: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="duban-print-") as folder:
        stems = {f"{number:04d}": name for number, name in enumerate(sorted(words))}
        paths = [Path(folder) / f"{stem}{Path(name).suffix}" for stem, name in stems.items()]
        for path in paths:
            path.write_bytes(words[stems[path.stem]])
        names = needed(style)
        done, problems = to_pdf(
            paths, Path(folder) / "pdf", find_soffice(), _SECONDS, aliases(names, fonts)
        )
        for path in done:
            made[str(PurePosixPath(stems[path.stem]).with_suffix(".pdf"))] = path.read_bytes()
    lacking = [str(lack) for lack in missing(names, fonts)]
    return made, (*(f"{p.message}。{p.advice}。" for p in problems), *lacking)


def fonts_report(session: Session) -> list[str]:
    """Which fonts of the office's documents this machine lacks, a line each."""
    years = session.workspace.years()
    settings = read_taskmap(session, years[-1])[0].settings if years else None
    style = style_of(settings) if settings else STANDARD
    lacking = missing(needed(style), installed_fonts())
    if not lacking:
        return [f"公文所用字体齐全：{'、'.join(needed(style))}。"]
    return [
        *(str(lack) for lack in lacking),
        "请安装以上字体（正版字库），或在任务图“设置”表中改用本机已有的字体。",
    ]
