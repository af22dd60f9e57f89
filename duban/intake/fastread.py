"""The fast reader of .xlsx sheets: regular expressions over the one shape that programs write.

Excel, WPS, LibreOffice, openpyxl and XlsxWriter write ``<c r="B5" s="3" t="s"><v>7</v></c>``. A
part that consists of nothing else is read here, several times faster than any XML parser could;
anything that does not match to the last character (comments, prefixes, other encodings, missing
addresses, damage) is None here and goes to the reference reader.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from duban.a1 import MAX_COLUMN, MAX_ROW, column_number
from duban.intake.book import Sheet
from duban.intake.cells import SheetBuilder, Texts, merged_range, too_many_cells, unescape
from duban.intake.frame import Frame, SheetPart
from duban.intake.guard import Refused

_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_DECLARATION = re.compile(
    r'\ufeff?<\?xml version="1\.0"(?: encoding="(?:utf|UTF)-8")?'
    r'(?: standalone="(?:yes|no)")? ?\?>\s*+'
)
_TEXT = r"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_ATTRIBUTES = r'(?: [\w:]+="[^"<>&\x00-\x1f]*")*+'
_T = rf'<t(?:(?: xml:space="preserve")?>{_TEXT}</t>|/>)'
_T_PARTS = rf'<t(?:(?: xml:space="(preserve)")?>({_TEXT})</t>|/>)'
_FORMULA = rf"<f{_ATTRIBUTES}(?:/>|>{_TEXT}</f>)"

# The shape of whole rows first, then each cell that is not empty, then what such a cell contains.
_CELL_SHAPE = (
    r'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,6}")?(?: t="[a-zA-Z]{1,9}")?'
    rf"(?:/>|>(?:{_FORMULA})?(?:<v>{_TEXT}</v>|<v/>)?(?:<is>{_T}</is>)?</c>)"
)
_ROWS = re.compile(rf"(?:<row{_ATTRIBUTES}(?:/>|>(?:{_CELL_SHAPE})*+</row>))*+")
_CELL = re.compile(
    r'<c r="([A-Z]+)([0-9]+)"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?>'
    r"(?:<v>([0-9]{1,15})</v>|(.*?))</c>",
    re.DOTALL,
)
_CONTENT = re.compile(rf"({_FORMULA})?(?:<v>({_TEXT})</v>|(<v/>))?(<is>{_T_PARTS}</is>)?")

_RUN_STYLE = rf"(?:<rPr>(?:<[a-zA-Z]+{_ATTRIBUTES}/>)*+</rPr>|<rPr/>)?"
_PHONETIC = rf"(?:<rPh{_ATTRIBUTES}><t>{_TEXT}</t></rPh>)*+(?:<phoneticPr{_ATTRIBUTES}/>)?"
_STRING = re.compile(rf"(<si>(?:{_T_PARTS}|((?:<r>{_RUN_STYLE}{_T}</r>)*+)){_PHONETIC}</si>|<si/>)")
_RUN = re.compile(rf"<r>{_RUN_STYLE}{_T_PARTS}</r>")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}));)?")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"/>')
_WINDOW = 1 << 20


class _Odd(Exception):
    """The part has another shape than this reader knows."""


class _Columns(dict[str, int]):
    def __missing__(self, letters: str) -> int:
        number = column_number(letters)
        if number > MAX_COLUMN:
            raise _Odd
        self[letters] = number
        return number


_COLUMNS = _Columns()


def read_strings(content: bytes) -> Texts | None:
    """The shared strings, or None when the part has an unusual shape."""
    try:
        part, start = _opened(content, "sst")
        start, end = part.index(">", start) + 1, part.rindex("</sst>")
        _check_rest(part, start, end)
        stored, length = [], 0
        for whole, preserve, text, runs in _STRING.findall(part, start, end):
            length += len(whole)
            stored.append(_runs(runs) if runs else _plain(text, preserve))
    except (_Odd, ValueError):
        return None
    return Texts.of([unescape(text) for text in stored]) if length == end - start else None


def read_sheet(
    content: bytes, part: SheetPart, frame: Frame, texts: Texts, room: int
) -> Sheet | None:
    """The sheet with at most ``room`` cells, or None when the part has an unusual shape.

    Raises Refused when the shape is as usual and the content is not to be read.
    """
    builder = SheetBuilder(room=room, frame=frame, texts=texts)
    try:
        xml, start = _opened(content, "worksheet")
        start = xml.index("<sheetData", start)
        if xml.startswith("<sheetData>", start):
            start += len("<sheetData>")
            end = xml.index("</sheetData>", start)
        else:
            end = start = xml.index("<sheetData/>", start)
        _check_rest(xml, start, end)
        while start < end:
            cut = xml.find("<row", start + _WINDOW, end)
            cut = end if cut < 0 else cut
            if not _ROWS.fullmatch(xml, start, cut):
                return None
            _add_cells(_CELL.findall(xml, start, cut), builder)
            start = cut
    except (_Odd, ValueError):
        return None
    for reference in _MERGE.findall(xml, end):
        found = merged_range(reference)
        if found is not None:
            builder.merged.append(found)
    return builder.sheet(part.name, part.visible)


def _opened(content: bytes, root: str) -> tuple[str, int]:
    """The part as text and where its root element starts. Raises _Odd, ValueError."""
    part = content.decode("utf-8")
    declaration = _DECLARATION.match(part)
    start = declaration.end() if declaration else 0
    if (
        not part.startswith(f"<{root} ", start)
        or _NAMESPACE not in part[start : part.index(">", start)]
        or not part.endswith(f"</{root}>", 0, len(part.rstrip()))
        or "]]>" in part
    ):
        raise _Odd
    return part, start


def _check_rest(part: str, start: int, end: int) -> None:
    """What stands around the part's body must be well-formed and not hide or repeat it."""
    before, after = part[:start], part[end:]
    if "<!" in before or "<!" in after or "<sheetData" in after.removeprefix("<sheetData/>"):
        raise _Odd
    try:
        expat.ParserCreate("utf-8", "}").Parse((before + after).lstrip("\ufeff").encode(), True)
    except expat.ExpatError:
        raise _Odd from None


def _add_cells(found: list[tuple[str, ...]], builder: SheetBuilder) -> None:
    """Adds cells given as (letters, row, style, type, digits, content).

    The two common ones, a shared string and a whole number, are done with at once.
    """
    texts, raw = builder.texts.cleaned, builder.texts.raw
    dates = {str(style) for style in builder.frame.date_styles}
    cells = builder.cells
    for letters, row, style, kind, digits, content in found:
        at = (int(row), _COLUMNS[letters])
        if digits and at not in cells and at[0] <= MAX_ROW:
            value = int(digits)
            if not kind:
                if style not in dates:
                    cells[at] = value
                    continue
            elif kind == "s" and value < len(texts) and value not in raw and (text := texts[value]):
                cells[at] = text
                continue
        _add_any(at, style, kind, f"<v>{digits}</v>" if digits else content, builder)
    if len(cells) > builder.room:
        raise Refused(too_many_cells())


def _add_any(
    at: tuple[int, int], style: str, kind: str, content: str, builder: SheetBuilder
) -> None:
    match = _CONTENT.fullmatch(content)
    if match is None:
        raise _Odd
    formula, value, empty, inline, preserve, text = match.groups()
    builder.add(
        at,
        kind or "n",
        int(style or 0),
        _plain(value, "preserve") if value is not None else "" if empty else None,
        formula is not None,
        _plain(text, preserve) if inline else None,
    )


def _runs(runs: str) -> str:
    """The text of the runs of a rich text."""
    return "".join(_plain(text, preserve) for preserve, text in _RUN.findall(runs))


def _plain(text: str | None, preserve: str | None) -> str:
    """Text between two tags as an XML parser hands it on; blanks around it go unless preserved."""
    if not text:
        return ""
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
