"""The fast reader of .xlsx sheets: regular expressions over the one shape that programs write.

Excel, WPS, LibreOffice, openpyxl and XlsxWriter write ``<c r="B5" s="3" t="s"><v>7</v></c>``. A
part that consists of nothing else is read here, several times faster than any XML parser could;
anything that does not match to the last character (comments, prefixes, other encodings, missing
addresses, damage) is None here and goes to the reference reader.
"""

from __future__ import annotations

import re

from duban.a1 import column_number
from duban.intake.book import Sheet
from duban.intake.cells import SheetBuilder, Texts, merged_range, unescape
from duban.intake.frame import Frame, SheetPart

_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DECLARATION = re.compile(
    r'\ufeff?<\?xml version="1\.0"(?: encoding="(?:utf|UTF)-8")?'
    r'(?: standalone="(?:yes|no)")? ?\?>\s*+'
)
_TEXT = r"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_ATTRIBUTES = r'(?: [\w:]+="[^"<>\x00-\x1f]*")*+'
_T = rf'<t(?:(?: xml:space="(preserve)")?>({_TEXT})</t>|/>)'
_FORMULA = rf"<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>)"
_CELL = (
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]+)")?'
    rf"(?:/>|>({_FORMULA})?(?:<v>({_TEXT})</v>|(<v/>))?(<is>{_T}</is>)?</c>)"
)
_TOKEN = re.compile(rf"({_CELL}|<row{_ATTRIBUTES}/?>|</row>)")
_RUN_STYLE = r"(?:<rPr>(?:<(?!/rPr>)[^<>]*+>)*+</rPr>|<rPr/>)?"
_PHONETIC = rf"(?:<rPh{_ATTRIBUTES}><t>{_TEXT}</t></rPh>)*+(?:<phoneticPr{_ATTRIBUTES}/>)?"
_RUNS = rf"((?:<r>{_RUN_STYLE}<t{_ATTRIBUTES}>{_TEXT}</t></r>)*+)"
_STRING = re.compile(rf"(<si>(?:{_T}|{_RUNS}){_PHONETIC}</si>|<si/>)")
_RUN = re.compile(rf"<r>{_RUN_STYLE}{_T}</r>")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}));)?")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"/>')
_WINDOW = 1 << 20


class _Odd(Exception):
    """The part has another shape than this reader knows."""


class _Columns(dict[str, int]):
    def __missing__(self, letters: str) -> int:
        self[letters] = column_number(letters)
        return self[letters]


_COLUMNS = _Columns()


def read_strings(content: bytes) -> Texts | None:
    """The shared strings, or None when the part has an unusual shape."""
    try:
        part, at = _opened(content, "sst")
        start, end = part.index(">", at) + 1, part.rindex("</sst>")
        stored, length = [], 0
        for whole, preserve, text, runs in _STRING.findall(part, start, end):
            length += len(whole)
            stored.append(unescape(_joined(runs) if runs else _plain(preserve, text)))
    except (_Odd, ValueError):
        return None
    return Texts.of(stored) if length == end - start else None


def read_sheet(
    content: bytes, part: SheetPart, frame: Frame, texts: Texts, room: int
) -> Sheet | None:
    """The sheet with at most ``room`` cells, or None when the part has an unusual shape.

    Raises Refused when the shape is as usual and the content is not to be read.
    """
    builder = SheetBuilder(part, frame, texts, room)
    try:
        xml, at = _opened(content, "worksheet")
        start, end = _sheet_data(xml, at)
        while start < end:
            cut = xml.find("<row", start + _WINDOW, end) if end - start > _WINDOW else end
            cut = end if cut < 0 else cut
            if _read_tokens(_TOKEN.findall(xml, start, cut), builder) != cut - start:
                return None
            start = cut
    except (_Odd, ValueError):
        return None
    for reference in _MERGE.findall(xml, end):
        found = merged_range(reference)
        if found is not None:
            builder.merged.append(found)
    return builder.sheet()


def _read_tokens(tokens: list[tuple[str, ...]], builder: SheetBuilder) -> int:
    """Adds the cells among ``tokens``; the number of characters that all tokens cover."""
    length = depth = 0
    for whole, letters, row, style, kind, formula, value, empty, inline, preserve, text in tokens:
        length += len(whole)
        if not letters:
            depth += 0 if whole.endswith("/>") else -1 if whole == "</row>" else 1
        elif whole.endswith("</c>"):
            column = _COLUMNS[letters]
            stored = _plain("preserve", value) if value or "<v>" in whole or empty else None
            builder.add(
                (int(row), column),
                kind or "n",
                int(style) if style else 0,
                stored,
                bool(formula),
                _plain(preserve, text) if inline else None,
            )
    if depth:
        raise _Odd
    return length


def _opened(content: bytes, root: str) -> tuple[str, int]:
    """The part as text and where its root element starts. Raises _Odd, ValueError."""
    part = content.decode("utf-8")
    declaration = _DECLARATION.match(part)
    at = declaration.end() if declaration else 0
    if (
        not part.startswith(f"<{root} ", at)
        or _NAMESPACE not in part[at : part.index(">", at)]
        or not part.rstrip().endswith(f"</{root}>")
        or "<!" in part
        or part.find("<?", at) >= 0
    ):
        raise _Odd
    return part, at


def _sheet_data(xml: str, at: int) -> tuple[int, int]:
    """Start and end of what <sheetData> contains. Raises _Odd, ValueError."""
    if xml.find("<sheetData/>", at) >= 0 and xml.count("<sheetData") == 1:
        at = xml.index("<sheetData/>")
        return at, at
    if xml.count("<sheetData") != 1 or xml.count("</sheetData>") != 1:
        raise _Odd
    return xml.index("<sheetData>", at) + len("<sheetData>"), xml.index("</sheetData>", at)


def _joined(runs: str) -> str:
    """The text of the runs of a rich text."""
    found = _RUN.findall(runs)
    if len(found) != runs.count("<r>"):
        raise _Odd
    return "".join(_plain(preserve, text) for preserve, text in found)


def _plain(preserve: str, text: str) -> str:
    """Text between two tags as an XML parser hands it on; blanks around it go unless preserved."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return text if preserve else text.strip(" \t\n")


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _ENTITIES[name]
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    # XML 1.0 §2.2: what no character reference may stand for.
    allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    if not allowed and not 0x10000 <= code < 0x110000:
        raise _Odd
    return chr(code)
