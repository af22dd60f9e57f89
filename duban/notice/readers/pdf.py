"""PDF documents with a text layer: running text, and ruled tables joined over the pages."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from duban.notice.blocks import Block, Blocks, NotANotice
from duban.notice.readers.package import DAMAGED
from duban.notice.readers.pdf_lines import Line, lines_of, paragraph_of, runs_of
from duban.notice.readers.pdf_tables import Printed, printed_tables, table_of

_MOST_PAGES = 300
_FEW = 20
"""Characters a page on average: with less text than this the document is a scan."""
# The number of an item: '7.', '(7)', '7筹建', a line of its own, and no quantity ('7个').
_LABEL = re.compile(
    r"[(（]?(\d{1,3})(?:[)）、．]|\.(?!\d)| (?=[\u4e00-\u9fff“《])|(?=[\u4e00-\u9fff“《])"
    r"(?![个家条项件名人户处座所公亿万千百元亩吨米月日年期号类级批次天小分%‰台套张平立美以左多余])"
    r"(?!.?(?:街道|小学|中学|医院))|$)"
)
_CHAPTER = re.compile(
    "[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|第.{1,3}[章部]"
)
_PAGE_NUMBER = re.compile(r"[-—–·\s]*\d{1,4}[-—–·\s]*|第\s*\d+\s*页.*|\d+\s*/\s*\d+")


class _Page(Struct, frozen=True):
    number: int
    items: tuple[Line | Printed, ...]
    readable: int
    unreadable: int


class _Complaints(logging.Handler):
    """Counts what pdfminer finds wrong, instead of letting it write to the screen.

    A font without measurements is harmless and common.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += "FontBBox" not in record.getMessage()

    def __enter__(self) -> _Complaints:
        logger = logging.getLogger("pdfminer")
        logger.addHandler(self)
        logger.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        logger = logging.getLogger("pdfminer")
        logger.removeHandler(self)
        logger.propagate = True


def read_pdf(data: bytes) -> Blocks | NotANotice:
    """The document's paragraphs and tables; a scan or an encrypted document is not a notice."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with _Complaints() as complaints, pdfplumber.open(io.BytesIO(data)) as document:
            count = len(document.pages)
            if count > _MOST_PAGES:
                return NotANotice(
                    f"文件有{count}页，超过可读取的{_MOST_PAGES}页。",
                    "请只保留任务清单部分后导入。",
                )
            pages = [_page(page, n) for n, page in enumerate(document.pages, start=1)]
    except (PDFException, PdfminerException) as fault:
        if isinstance(fault, PDFPasswordIncorrect) or any(
            isinstance(cause, PDFPasswordIncorrect) for cause in fault.args
        ):
            return NotANotice("PDF文件设有打开密码。", "请取消密码后重新导入。")
        return DAMAGED
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        # pdfminer meets damaged documents with these.
        return DAMAGED
    readable = sum(page.readable for page in pages)
    unreadable = sum(page.unreadable for page in pages)
    if readable < max(_FEW * len(pages), unreadable, 1):
        return NotANotice(
            "PDF里没有可读取的文字，一般是扫描件。", "请索取可编辑的原件，或识别为文字后重新导入。"
        )
    blocks, notes = _blocks(_unnumbered(pages)), []
    if complaints.count:
        notes.append(f"PDF内部有{complaints.count}处错误，内容可能不全，请核对原件。")
    if unreadable:
        notes.append(f"有{unreadable}个字符的字体缺少编码信息，以“(cid:…)”代替，请核对原件。")
    return Blocks(tuple(blocks), "pdf", tuple(notes))


def _page(page: Any, number: int) -> _Page:
    """The lines and tables of one page from the top down."""
    chars = [char for char in page.dedupe_chars().chars if char.get("upright", True)]
    tables, rest = printed_tables(page, chars)
    lines = lines_of(rest)
    items: list[Line | Printed] = sorted([*lines, *tables], key=lambda item: item.top)
    page.close()
    unreadable = sum(char["text"].startswith("(cid:") for char in chars)
    return _Page(number, tuple(items), len(chars) - unreadable, unreadable)


def _unnumbered(pages: Sequence[_Page]) -> list[_Page]:
    """``pages`` without their page numbers at the foot or the head.

    A bare number is one where it counts the pages; else it may be an item's that a page ends with.
    """
    for at in (-1, 0):
        edges = [page.items[at] if page.items else None for page in pages]
        texts = [edge.text.strip() if isinstance(edge, Line) else "" for edge in edges]
        bare = [
            int(t) - p.number if t.isdecimal() else None for t, p in zip(texts, pages, strict=True)
        ]
        counting = {ahead for ahead in bare if ahead == 0 or bare.count(ahead) > 1} - {None}
        pages = [
            replace(page, items=page.items[:-1] if at else page.items[1:])
            if _PAGE_NUMBER.fullmatch(text) and (ahead is None or ahead in counting)
            else page
            for page, text, ahead in zip(pages, texts, bare, strict=True)
        ]
    return list(pages)


def _blocks(pages: Sequence[_Page]) -> list[Block]:
    """Lines joined to paragraphs, tables to what page breaks parted."""
    lines = [item for page in pages for item in page.items if isinstance(item, Line)]
    left = min((line.left for line in lines), default=0.0)
    right = max((line.right for line in lines), default=0.0)
    # Some programs end every line with a blank, and then it tells nothing.
    blanks = 2 * sum(line.blank > 0 for line in lines) < len(lines)
    blocks: list[Block] = []
    tables = 0
    for number, group in _groups(pages):
        if isinstance(group, Printed):
            tables += 1
            blocks.append(table_of(group, f"表{tables}"))
        else:
            for run in _numbered_apart(runs_of(group, left, right, indents=True)):
                blocks.append(paragraph_of(run, blanks, f"第{number}页"))
    return blocks


def _numbered_apart(runs: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """``runs`` parted where a full line is followed by the next number or by a chapter."""
    last = 0
    for run in runs:
        start = 0
        for at, line in enumerate(run):
            label = _LABEL.match(line.text)
            number = int(label[1]) if label else 0
            ended = at > 0 and run[at - 1].text[-1] in "。；;）)】〕]"
            chapter = ended and _CHAPTER.match(line.text)
            if at > 0 and (number == last + 1 or chapter):
                yield run[start:at]
                start = at
            if number and start == at:
                last = number
        yield run[start:]


def _groups(pages: Sequence[_Page]) -> Iterator[tuple[int, Printed | list[Line]]]:
    """Runs of lines and whole tables, each with the page it begins on."""
    begun = 0
    group: Printed | list[Line] = []
    for page in pages:
        for item in page.items:
            if isinstance(item, Line) and isinstance(group, list):
                begun = begun if group else page.number
                group.append(item)
            elif isinstance(item, Printed) and isinstance(group, Printed) and item.follows(group):
                group = group.with_more(item)
            else:
                if group:
                    yield begun, group
                begun, group = page.number, [item] if isinstance(item, Line) else item
    if group:
        yield begun, group
