"""Word documents (.docx) as they read when every tracked change is accepted.

Text boxes come after the paragraph they are anchored at. Headers, footers, footnotes, comments,
hidden text and pictures are no part of a list and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct, field

from duban.notice.blocks import Block, Blocks, NotANotice, Paragraph, Table, TableCell
from duban.notice.readers.docx_numbers import Numbering, W, numbering_of
from duban.notice.readers.package import DAMAGED, Package
from duban.text import clean

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS = {f"{W}{n}" for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_INLINE = _WRAPPERS | {f"{W}{n}" for n in ("hyperlink", "fldSimple", "dir", "bdo")}
_DROPPED = {f"{W}{n}" for n in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "rt")}
_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_MOST_COLUMNS = 64
_FEW = 20
"""Characters: a document with pictures and less text than this is a photograph."""


class _Reader(Struct):
    numbering: Numbering
    paragraphs: int = 0
    tables: int = 0
    changes: int = 0
    boxes: list[etree._Element] = field(default_factory=list)


def read_docx(package: Package) -> Blocks | NotANotice:
    """The document's paragraphs and tables."""
    document = package.first(r"word/document\d*\.xml")
    body = None if document is None else document.find(f"{W}body")
    if document is None or body is None:
        return DAMAGED
    numbering = numbering_of(
        package.first(r"word/numbering\d*\.xml"), package.first(r"word/styles\d*\.xml")
    )
    reader = _Reader(numbering)
    blocks = tuple(_blocks(body, reader))
    if _written(blocks) < _FEW and package.has_pictures:
        return NotANotice(
            "文档里只有图片，没有文字。", "请索取可编辑的原件，或将图片识别为文字后重新导入。"
        )
    notes = (f"文档有{reader.changes}处修订，按已接受处理。",) if reader.changes else ()
    return Blocks(blocks, "docx", notes)


def _written(blocks: tuple[Block, ...]) -> int:
    """Characters of text."""
    count = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            count += len(block.text)
        else:
            count += sum(len(cell.text) for row in block.rows for cell in row)
    return count


def _blocks(parent: etree._Element, reader: _Reader) -> Iterator[Block]:
    """Paragraphs and tables under ``parent``; a paragraph whose mark was deleted joins the next."""
    carried = ""
    for element in _elements(parent, reader):
        if element.tag == f"{W}tbl":
            yield _table(element, reader)
            continue
        reader.paragraphs += 1
        text = carried + reader.numbering.next_number(element) + _text(element, reader)
        if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            carried = text
            continue
        carried = ""
        place = f"第{reader.paragraphs}段"
        yield from (Paragraph(clean(line), place) for line in text.split("\n"))
        boxes, reader.boxes = reader.boxes, []
        for box in boxes:
            yield from _blocks(box, reader)
    if carried:
        yield Paragraph(clean(carried), f"第{reader.paragraphs}段")


def _elements(parent: etree._Element, reader: _Reader) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, through content controls and accepted insertions."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _elements(child, reader)
        elif child.tag == f"{_MC}AlternateContent":
            yield from _elements(_chosen(child), reader)
        elif child.tag in (f"{W}del", f"{W}moveFrom"):
            reader.changes += 1


def _text(element: etree._Element, reader: _Reader) -> str:
    """The text of a paragraph or of something in it."""
    said = ""
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            said += child.text or ""
        elif tag in _SIGNS:
            said += "" if child.get(f"{W}type") in ("page", "column") else _SIGNS[tag]
        elif tag == f"{W}r":
            said += "" if _hidden(child) else _text(child, reader)
        elif tag in _DROPPED:
            reader.changes += tag in (f"{W}del", f"{W}moveFrom")
        elif tag in _INLINE:
            reader.changes += tag == f"{W}ins"
            said += _text(child, reader)
        elif tag == f"{_MC}AlternateContent":
            said += _text(_chosen(child), reader)
        elif tag in (f"{W}ruby", f"{W}rubyBase"):
            said += _text(child, reader)
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            reader.boxes.extend(child.iter(f"{W}txbxContent"))
    return said


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false")


def _chosen(alternatives: etree._Element) -> etree._Element:
    """One of two renderings of the same thing, so that no text box is read twice."""
    choice = alternatives.find(f"{_MC}Choice")
    fallback = alternatives.find(f"{_MC}Fallback")
    for chosen in (choice, fallback):
        if chosen is not None:
            return chosen
    return alternatives


def _table(element: etree._Element, reader: _Reader) -> Table:
    reader.tables += 1
    place = f"表{reader.tables}"
    rows: list[tuple[TableCell, ...]] = []
    for row in _wrapped(element, f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is not None:
            reader.changes += 1
            continue
        rows.append(_row(row, rows[-1] if rows else (), reader))
    return Table(tuple(rows), place)


def _wrapped(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _wrapped(child, tag)


def _row(
    row: etree._Element, above: tuple[TableCell, ...], reader: _Reader
) -> tuple[TableCell, ...]:
    cells: list[TableCell] = [TableCell()] * _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
    for cell in _wrapped(row, f"{W}tc"):
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            continue
        # The cell is read even where a merge covers it, so that list numbers count along.
        text = "\n".join(_lines(cell, reader))
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        across = cell.find(f"{W}tcPr/{W}hMerge")
        continued = False
        if merge is not None and merge.get(f"{W}val") != "restart" and len(cells) < len(above):
            text, continued = above[len(cells)].text, True
        elif across is not None and across.get(f"{W}val") != "restart" and cells:
            text, continued = cells[-1].text, True
        cells.append(TableCell(text, continued))
        span = _count(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
        cells.extend([TableCell(text, True)] * (span - 1))
    return tuple(cells)


def _lines(cell: etree._Element, reader: _Reader) -> Iterator[str]:
    """The lines of a cell that say something, those of tables and text boxes in it included."""
    for block in _blocks(cell, reader):
        if isinstance(block, Paragraph):
            if block.text:
                yield block.text
        else:
            for row in block.rows:
                yield from (c.text for c in row if c.text and not c.continued)


def _count(element: etree._Element | None, default: int) -> int:
    text = "" if element is None else str(element.get(f"{W}val") or "")
    return min(int(text), _MOST_COLUMNS) if text.isascii() and text.isdigit() else default
