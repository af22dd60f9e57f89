"""How a workbook that goes back is marked: cells coloured and commented, and a list in front."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from duban.a1 import address, column_letters, quoted
from duban.model import Finding
from duban.rowheight import row_height
from duban.sheetxml import spelt
from duban.text import cell_text

if TYPE_CHECKING:
    from duban.workbooks.bookcopy import BookCopy

LIST = "退改清单"
"""The sheet in front."""
MARK = "退改："
"""How each comment of ours begins; a cell that has one was marked by us."""

_FILL = (
    '<fill><patternFill patternType="solid"><fgColor rgb="FF{0}"/><bgColor rgb="FF{0}"/>'
    "</patternFill></fill>"
)
_RED, _HEAD = _FILL.format("F8CBAD"), _FILL.format("D9E2F3")
_SIDES = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
_BORDER = f"<border>{_SIDES}<diagonal/></border>"
_WRAPPED = '<alignment vertical="center" wrapText="1"/>'
_COLUMNS = {"位置": 16, "等级": 8, "问题": 50, "处理办法": 46, "所填内容": 24}
_SIZE, _TITLE_SIZE, _TITLE_HEIGHT = 11, 16, 32
_HEAD_ROW = 3


def mark(book: BookCopy, findings: Sequence[Finding]) -> None:
    """Colours each cell that is to be mended and says in its comment what is wrong with it.

    A finding without a cell, or on a sheet that there is not, marks nothing. The colour lies over
    the cell's own as a conditional format, so that it can be taken away.
    """
    from duban.workbooks.comments import plain

    sheets, red = book.named(), book.overlay(_RED)
    said: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        place = finding.source.sheet, finding.source.cell
        said.setdefault(place, []).append(f"{finding.message}。{finding.advice}")
    for (name, cell), words in said.items():
        if name not in sheets or not cell:
            continue
        sheet = sheets[name]
        at = sheet.shown(cell)
        before = [sheet.comments[at].text] if at in sheet.comments else []
        text = cell_text("\n".join([MARK + "\n".join(words), *before]))
        lines = sum(1 + len(line) // 18 for line in text.split("\n"))
        sheet.comments[at] = plain("督办", text, width=280, height=24 + 20 * lines)
        sheet.lay_over(at, red)


def add_list(book: BookCopy, findings: Sequence[Finding], title: str, how: str) -> None:
    """The first sheet: ``title``, ``how`` to go about it, every finding with a link to its cell."""
    text, link = (
        book.style(_font("宋体", link=linked), border=_BORDER, alignment=_WRAPPED)
        for linked in (False, True)
    )
    head = book.style(_font("黑体"), _HEAD, _BORDER, _WRAPPED)
    cover = (
        book.style(_font("黑体", _TITLE_SIZE), alignment=_WRAPPED),
        book.style(_font("楷体"), alignment=_WRAPPED),
    )
    widths = list(_COLUMNS.values())
    tall = row_height([(sum(widths), how)], _SIZE)
    rows = [
        _row(1, [title], [cover[0]], _TITLE_HEIGHT),
        _row(2, [how], [cover[1]], tall),
        _row(_HEAD_ROW, list(_COLUMNS), [head] * len(widths), None),
    ]
    sheets, links = book.named(), []
    for number, finding in enumerate(findings, start=_HEAD_ROW + 1):
        source = finding.source
        texts = [
            f"{source.sheet}!{source.cell}" if source.cell else "",
            finding.severity.label,
            finding.message,
            finding.advice,
            finding.evidence,
        ]
        target = sheets.get(source.sheet) if source.cell else None
        styles = [link if target else text, *[text] * (len(texts) - 1)]
        height = row_height(zip(widths, texts, strict=True), _SIZE)
        rows.append(_row(number, texts, styles, height))
        if target:
            where = escape(f"{quoted(target.title)}!{source.cell}")
            links.append(f'<hyperlink ref="A{number}" location="{where}"/>')
    content = _content(widths, rows, links)
    book.put_first(LIST, content, f"${_HEAD_ROW}:${_HEAD_ROW}")


def _font(name: str, size: int = _SIZE, *, link: bool = False) -> str:
    line, colour = ("<u/>", '<color rgb="FF1F4E79"/>') if link else ("", "")
    return f'<font>{line}<sz val="{size}"/>{colour}<name val="{name}"/></font>'


def _row(number: int, texts: Sequence[str], styles: Sequence[int], height: float | None) -> str:
    """A row of texts that stay texts, whatever they begin with."""
    high = f' ht="{height}" customHeight="1"' if height else ""
    said = (escape(spelt(cell_text(text)), quote=False) for text in texts)
    cells = "".join(
        f'<c r="{address(number, column)}" s="{style}"'
        + (f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else "/>")
        for column, (text, style) in enumerate(zip(said, styles, strict=True), start=1)
    )
    return f'<row r="{number}"{high}>{cells}</row>'


def _content(widths: Sequence[float], rows: Sequence[str], links: Sequence[str]) -> str:
    """The list as the inside of a sheet's part: frozen head, one page wide on A4, landscape."""
    last = column_letters(len(widths))
    columns = "".join(
        f'<col min="{column}" max="{column}" width="{width}" customWidth="1"/>'
        for column, width in enumerate(widths, start=1)
    )
    top = f"A{_HEAD_ROW + 1}"
    return (
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{_HEAD_ROW}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{top}" sqref="{top}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
        f"<sheetData>{''.join(rows)}</sheetData>"
        f'<mergeCells count="2"><mergeCell ref="A1:{last}1"/><mergeCell ref="A2:{last}2"/>'
        "</mergeCells>"
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    )
