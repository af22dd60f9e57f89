"""Web pages saved as .html or .mht: text in reading order, tables with their spans expanded."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator

from lxml import etree, html

from duban.notice.blocks import Block, Blocks, NotANotice, Paragraph, Table, TableCell
from duban.notice.readers.decode import decode
from duban.notice.readers.number_forms import written
from duban.notice.readers.package import DAMAGED
from duban.text import clean

_DROPPED = re.compile(
    "script|style|noscript|template|head|nav|iframe|object|svg|canvas|select|option|button|input"
    "|textarea|audio|video|map|footer|aside"
)
_LINES = re.compile(
    "p|div|li|ul|ol|dl|dt|dd|h[1-6]|section|article|main|header|form|fieldset|center|blockquote|pre"
    "|address|figure|figcaption|body|html|caption|thead|tbody|tfoot|tr|td|th"
)
_LIST_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_SPAN = 200
_BREAK = "\n"
_EDGE = "\v"
"""Where a block begins or ends; no page holds it, XML and HTML forbid the character."""
_EDGES = re.compile("\n?[ \t]*\v[ \t\v]*")
_FEW = 50
"""Characters: a page with less text than this shows its content by a program, or not at all."""
_FEW_BESIDE_A_LOGIN = 400
"""Characters: a page that asks for a password and says no more than this is a login page."""


def read_html(data: bytes) -> Blocks | NotANotice:
    """The page's paragraphs and tables; a login page or a page without text is not a notice."""
    declared = _DECLARED.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii", "replace") if declared else "")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded.text)
    try:
        # Without huge_tree a page is cut off silently at ten million characters.
        parser = html.HTMLParser(no_network=True, huge_tree=True)
        root = html.document_fromstring(text, parser=parser)
        blocks = tuple(_Page().blocks(root))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _EMPTY
    except RecursionError:
        return DAMAGED
    characters = sum(
        len(b.text) if isinstance(b, Paragraph) else sum(len(c.text) for r in b.rows for c in r)
        for b in blocks
    )
    asks_password = any(
        str(field.get("type") or "").lower() == "password" for field in root.iter("input")
    )
    if asks_password and characters < _FEW_BESIDE_A_LOGIN:
        return NotANotice(
            "这是网站的登录页面，不是通知。", "请登录后打开通知正文，将网页另存为文件再导入。"
        )
    if not characters or (characters < _FEW and root.find(".//script") is not None):
        return _EMPTY
    return Blocks(blocks, "html", (decoded.note,) if decoded.note else ())


_EMPTY = NotANotice(
    "网页里没有正文。",
    "请在浏览器中打开通知，待正文显示后全选复制，粘贴到文本文件或WPS文字再导入。",
)


def page_of_archive(data: bytes) -> bytes | None:
    """The HTML page inside a web archive (.mht), its encoding declared in it; None without one."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            charset = part.get_content_charset()
            if not isinstance(content, bytes):
                return None
            head = f'<meta charset="{charset}">'.encode() if charset else b""
            return head + content
    return None


class _Page:
    """Walks a page once, gathering running text and tables in order."""

    def __init__(self) -> None:
        self._tables = 0
        self._lines = 0
        self._number = ""

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        text: list[str] = []
        for piece in self.pieces(root):
            if isinstance(piece, str):
                text.append(piece)
                continue
            yield from self._paragraphs(text)
            text = []
            yield piece
        yield from self._paragraphs(text)

    def _paragraphs(self, pieces: list[str]) -> Iterator[Paragraph]:
        text = _EDGES.sub(_BREAK, _EDGE + "".join(pieces) + _EDGE)[1:-1]
        for line in text.split(_BREAK) if text else ():
            self._lines += 1
            yield Paragraph(clean(line), f"第{self._lines}行")

    def pieces(self, element: etree._Element, as_typed: bool = False) -> Iterator[str | Table]:
        """Text and tables of ``element``, with _BREAK and _EDGE between its lines."""
        if _is_dropped(element):
            return
        tag = str(element.tag).lower()
        if tag == "br":
            yield _BREAK
            return
        if tag == "table" and _is_data(element):
            self._tables += 1
            yield _table(element, f"表{self._tables}")
            return
        as_typed = as_typed or tag == "pre"
        edge = _EDGE if _LINES.fullmatch(tag) else ""
        if tag == "li":
            self._number = _number(element)
        yield edge + self._said(element.text, as_typed)
        for child in element:
            yield from self.pieces(child, as_typed)
            yield self._said(child.tail, as_typed)
        yield edge

    def _said(self, text: str | None, as_typed: bool) -> str:
        """Text as a browser shows it, behind the number of the list item that it begins."""
        said = (text or "") if as_typed else _flow(text)
        if said.strip() and self._number:
            said, self._number = self._number + said.lstrip(), ""
        return said


def _is_dropped(element: etree._Element) -> bool:
    if isinstance(element, etree._Comment | etree._ProcessingInstruction | etree._Entity):
        return True
    hidden = element.get("hidden") is not None or _HIDDEN.search(str(element.get("style") or ""))
    return bool(hidden or _DROPPED.fullmatch(str(element.tag).lower()))


def _flow(text: str | None) -> str:
    """Text of a page as it flows: a line break in the source is a blank, none between Chinese."""
    text = re.sub(r"(?<=[^\x00-\xff])[ \t]*[\r\n]\s*(?=[^\x00-\xff])", "", text or "")
    return re.sub(r"[ \t]*[\r\n]\s*", " ", text)


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds cells of a list rather than the layout of a page."""
    if table.find(".//table") is not None:
        return False
    rows = list(table.iter("tr"))
    return len(rows) > 1 and any(len(_cells(row)) > 1 for row in rows)


def _number(item: etree._Element) -> str:
    """The number that a browser shows before an item of an ordered list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    number = _span(parent.get("start"), 1)
    for other in parent.iterchildren("li"):
        number = _span(other.get("value"), number)
        if other is item:
            break
        number += 1
    return written(number, _LIST_FORMS.get(str(parent.get("type")), "decimal")) + "."


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("td", "th") and not _is_dropped(cell)]


def _table(element: etree._Element, place: str) -> Table:
    """Rows with rowspan and colspan expanded, as a browser lays them out (HTML §4.9.12)."""
    rows: list[tuple[TableCell, ...]] = []
    above: dict[int, tuple[int, str]] = {}
    for row in (r for r in element.iter("tr") if not _is_dropped(r)):
        cells: list[TableCell] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in _cells(row):
            _add_covered(cells, above, below)
            text = _cell_text(cell)
            down = _span(cell.get("rowspan"), 1)
            for n in range(min(max(_span(cell.get("colspan"), 1), 1), _MOST_SPAN)):
                if down > 1:
                    below[len(cells)] = (down - 1, text)
                cells.append(TableCell(text, n > 0))
        _add_covered(cells, above, below)
        above = above | below
        rows.append(tuple(cells))
    return Table(tuple(rows), place)


def _add_covered(
    cells: list[TableCell], above: dict[int, tuple[int, str]], below: dict[int, tuple[int, str]]
) -> None:
    """Appends the cells that reach down from earlier rows; column → (rows left, text)."""
    while len(cells) in above:
        column = len(cells)
        left, text = above.pop(column)
        if left > 1:
            below[column] = (left - 1, text)
        cells.append(TableCell(text, True))


def _cell_text(cell: etree._Element) -> str:
    pieces = _Page().pieces(cell)
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    return "\n".join(
        line for part in _EDGES.sub(_BREAK, text).split(_BREAK) if (line := clean(part))
    )


def _span(text: object, default: int) -> int:
    return int(text) if isinstance(text, str) and re.fullmatch("[0-9]{1,5}", text) else default
