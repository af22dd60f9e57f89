"""pack: what a meeting needs, in one folder and, where LibreOffice is at hand, bound in one PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from duban.commands.browser import find_browser, page_to_pdf
from duban.commands.compiling import PACK, stationery, stop_at_error
from duban.commands.printing import with_pdf
from duban.commands.session import Session, find_period, read_file, read_taskmap
from duban.emit.ledger import FILE as LEDGER
from duban.emit.letters import BATCH, FOLDER
from duban.emit.pack import Part, cover
from duban.emit.papers import print_paper, style_of
from duban.forms.ledger import LEDGER as SUPERIOR
from duban.gongwen.binding import bind, first_pages, pages_of
from duban.model import Period
from duban.ooxml import without_sheets
from duban.register import Settings
from duban.workspace import Stop

BOUND = "会议材料.pdf"
_CIRCULAR = ("督查通报.docx", "通报附件.xlsx")
_PAGE = "看板.html"
_OF_THE_OFFICE = ("问题清单", SUPERIOR.sheet, "全量数据")
"""Sheets that the office works with: dozens of pages that no meeting reads, left unprinted."""


def pack(session: Session, name: str) -> list[str]:
    """Writes output/<period>/会议材料/ from the outputs as they stand; lines for the screen.

    They are not compiled anew: a circular that was touched up in Word goes in as it is. Raises
    Stop where there are none.
    """
    workspace = session.workspace
    with workspace.lock("装订会议材料"):
        taskmap, _ = read_taskmap(session, int(name[:4]))
        period = find_period(taskmap, name)
        files = _outputs(session, name)
        as_of = datetime.fromisoformat(json.loads(files.pop("compilation.json"))["as_of"])
        numbered = {
            f"{number:02d}-{PurePath(path).name}": data
            for number, (path, data) in enumerate(files.items(), start=1)
        }
        bound, notes = _bound(session, period, as_of, taskmap.settings, numbered)
        published = workspace.publish(f"{name}/{PACK}", {**numbered, **bound})
    place = f"output/{name}/{PACK}/"
    done = f"会议材料{len(numbered)}份，在 {place}。"
    return [done, *(f"已装订成 {file}。" for file in bound), *notes, *published.notes()]


def _outputs(session: Session, name: str) -> dict[str, bytes]:
    """Path → bytes of what goes into the pack, in its order. Raises Stop."""
    folder = session.workspace.output(name)
    if not (folder / "compilation.json").is_file():
        raise Stop(f"{name} 还没有编制成果。", f"请先运行 compile {name}，再装订会议材料。")
    batch = folder / FOLDER / BATCH
    letters = [batch] if batch.is_file() else sorted((folder / FOLDER).glob("*.docx"))
    circular = [folder / part for part in _CIRCULAR]
    wanted = [folder / "compilation.json", *circular, *letters, folder / LEDGER, folder / _PAGE]
    return {
        path.relative_to(folder).as_posix(): read_file(path) for path in wanted if path.is_file()
    }


def _bound(
    session: Session,
    period: Period,
    as_of: datetime,
    settings: Settings,
    files: Mapping[str, bytes],
) -> tuple[dict[str, bytes], list[str]]:
    """The one PDF, and notes on what did not come; nothing is bound with a part missing."""
    style = style_of(settings)
    papers = {
        name: without_sheets(data, _OF_THE_OFFICE) if name.endswith(".xlsx") else data
        for name, data in files.items()
        if not name.endswith(".html")
    }
    printed, notes = with_pdf(papers, style, (".docx", ".xlsx"))
    if len(printed) < len(papers):
        return {}, [*notes, "没有装订成一册，请分别打印各份材料。"]
    page, said = _page(files)
    printed |= page
    names = [f"{PurePath(name).stem}.pdf" for name in files]
    pdfs = [printed[name] for name in names if name in printed]
    titles = [PurePath(name).stem.partition("-")[2] for name in names if name in printed]
    # The cover with its contents is the first part; its own length does not hang on the numbers.
    counts = [pages_of(pdf) for pdf in pdfs]
    front = _cover(session, period, as_of, settings, titles, counts, 1)
    if (pages := pages_of(front)) > 1:
        front = _cover(session, period, as_of, settings, titles, counts, pages)
    return {BOUND: bind([front, *pdfs])}, [*said, *notes]


def _page(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[str]]:
    """The page printed, as a PDF of its name, and a note where it could not be."""
    name = next((name for name in files if name.endswith(".html")), "")
    if not name:
        return {}, []
    browser = find_browser()
    made = page_to_pdf(files[name], browser) if browser else None
    if made is None:
        return {}, ["本机没有可用于打印的浏览器，看板未装订，请在浏览器中另行打印。"]
    return {f"{PurePath(name).stem}.pdf": made}, []


def _cover(
    session: Session,
    period: Period,
    as_of: datetime,
    settings: Settings,
    titles: list[str],
    counts: list[int],
    own: int,
) -> bytes:
    """The cover printed, if it takes ``own`` pages itself. Raises Stop."""
    firsts = first_pages([own, *counts])[1:]
    parts = [Part(*part) for part in zip(titles, counts, firsts, strict=True)]
    paper = cover(settings, period, as_of, parts)
    document, wrong = print_paper(paper, stationery(session, period.name), settings, as_of)
    stop_at_error(wrong)
    assert document is not None, "a paper without an error is printed"
    printed, notes = with_pdf({"cover.docx": document}, style_of(settings))
    if not printed:
        raise Stop("会议材料的封面没有印成。", "".join(notes))
    return printed["cover.pdf"]
