"""The fast reader, the reference reader and openpyxl agree on every value of every workbook."""

from __future__ import annotations

import io
import math
import re
import warnings
from datetime import date, datetime, time, timedelta

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.styles.numbers import is_date_format as openpyxl_is_date

from duban.text import clean
from duban.workbooks import fastread, refread
from duban.workbooks.book import NO_CACHED_VALUE, Book, CellError, CellValue, Position, Unreadable
from duban.workbooks.cells import Texts, number
from duban.workbooks.frame import is_date_format, read_frame
from duban.workbooks.guard import LIMITS, Package, Refused, open_package
from duban.workbooks.read import read_book, read_xlsx
from tests.workbooks.packages import parts, sheet, strings, zipped

DATE_FORMATS = ("yyyy-mm-dd", 'yyyy"年"m"月"d"日";@', "[$-804]yyyy\\-mm;@", "m/d", "h:mm:ss")
NUMBER_FORMATS = ("General", "0.00%", '#,##0"户"', "[Red]0;[Blue]-0", "@", "0.00E+00", '"第"0"年"')
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=40
) | st.sampled_from(
    [
        "=1+1",
        " 前后 ",
        "a  b",
        "_x0041_",
        "&amp;<t>",
        "]]>",
        "\t",
        "多\n行",
        "\u3000",
        "NA",
    ]
)
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(-9.99e307, 9.99e307)
VALUES = st.one_of(
    TEXTS.map(lambda text: ("text", text, "General")),
    st.tuples(st.just("number"), NUMBERS, st.sampled_from(NUMBER_FORMATS)),
    st.tuples(st.just("date"), st.floats(1, 60_000), st.sampled_from(DATE_FORMATS)),
    st.tuples(st.just("date"), st.integers(1, 2_950_000), st.sampled_from(DATE_FORMATS)),
    st.booleans().map(lambda value: ("bool", value, "General")),
    st.sampled_from(["#REF!", "#N/A", "#DIV/0!"]).map(lambda text: ("error", text, "General")),
    # XlsxWriter escapes nothing in a formula's value.
    TEXTS.filter(lambda text: text.isprintable() and "_x" not in text).map(
        lambda text: ("formula", text, "General")
    ),
    NUMBERS.map(lambda value: ("formula", value, "General")),
)
PLACES = st.tuples(st.integers(1, 40), st.integers(1, 20)) | st.tuples(
    st.integers(1, 1_048_576), st.integers(1, 16_384)
)
GRIDS = st.dictionaries(PLACES, VALUES, max_size=25)
RICH = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def opened(data: bytes) -> Package:
    package = open_package(data, LIMITS)
    assert isinstance(package, Package)
    return package


def both(data: bytes) -> Book:
    """The workbook, of which the fast reader must have read every part, as the slow one does."""
    package = opened(data)
    frame = read_frame(package)
    texts = Texts.of([])
    if frame.strings_part in package:
        found = fastread.read_strings(package.read(frame.strings_part))
        assert found is not None
        texts = found
    for part in frame.sheets:
        content = package.read(part.part)
        assert fastread.read_sheet(content, part, frame, texts, LIMITS.cells) is not None
    fast = read_xlsx(opened(data), package.kind)
    assert fast == read_xlsx(opened(data), package.kind, reference=True)
    return fast


CONTROL = re.compile("_x(00[01][0-9A-F])_")


def put_back(match: re.Match[str]) -> str:
    """A control character that XlsxWriter escaped and openpyxl leaves escaped."""
    return chr(int(match[1], 16))


def by_openpyxl(data: bytes) -> dict[Position, CellValue]:
    """The first sheet's values as openpyxl has them, put as ours are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
        formulas = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    found: dict[Position, CellValue] = {}
    for at, cell in values._cells.items():
        formula = formulas.cell(*at).data_type == "f"
        if cell.data_type == "e":
            found[at] = CellError(str(cell.value))
        elif isinstance(cell.value, bool):
            found[at] = cell.value
        elif isinstance(cell.value, datetime):
            whole = cell.value.time() == time()
            found[at] = cell.value.date() if whole else cell.value
        elif isinstance(cell.value, date):
            found[at] = cell.value
        elif isinstance(cell.value, time | timedelta):
            raise AssertionError("times of day are not written here")
        elif isinstance(cell.value, int | float):
            found[at] = number(float(cell.value))
        elif cell.value is not None and clean(CONTROL.sub(put_back, cell.value)):
            found[at] = clean(CONTROL.sub(put_back, cell.value))
        elif cell.value is None and formula and cell.data_type == "n":
            found[at] = CellError(NO_CACHED_VALUE)
    return dict(sorted(found.items()))


def by_xlsxwriter(grid: dict[Position, tuple[str, object, str]], since_1904: bool) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": since_1904})
    page = book.add_worksheet("填报表")
    formats = {code: book.add_format({"num_format": code}) for _, _, code in grid.values()}
    for (row, column), (kind, value, code) in sorted(grid.items()):
        at, look = (row - 1, column - 1), formats[code]
        if kind == "text":
            page.write_string(*at, value, look)
        elif kind in ("number", "date"):
            page.write_number(*at, value, look)
        elif kind == "bool":
            page.write_boolean(*at, value, look)
        else:
            page.write_formula(*at, "=A1", look, value)
    book.close()
    return out.getvalue()


@RICH
@given(GRIDS, st.booleans())
def test_readers_agree_on_what_xlsxwriter_writes(
    grid: dict[Position, tuple[str, object, str]], since_1904: bool
) -> None:
    data = by_xlsxwriter(grid, since_1904)
    assert both(data).sheets[0].cells == by_openpyxl(data)


@RICH
@given(st.dictionaries(PLACES, NUMBERS | st.booleans() | st.text("年月日abc &<>_x0 ", max_size=9)))
def test_readers_agree_on_what_openpyxl_writes(grid: dict[Position, object]) -> None:
    book = openpyxl.Workbook()
    for (row, column), value in grid.items():
        book.active.cell(row, column, value)
    out = io.BytesIO()
    book.save(out)
    assert both(out.getvalue()).sheets[0].cells == by_openpyxl(out.getvalue())


MARKUP = """
<row r="1">|<row r="1" r="2">|<row>|</row>|<row/>|<c/>|<c>|<c r="A1">|<c r="B1" t="s">
<c r="C1" t="str">
<c r="D1" s="1">|<c r="E1" t="inlineStr">|<c r="F1" t="b">|<c r="G1" t="e">|<c r="a1">|<c r="J1"/>
<c r="H1" t="d">|<c r="I1" t="x">|</c>|<v>|</v>|<v/>|<f>|</f>|<f/>|<is>|</is>|<t>|</t>|<t/>|<r>
<t xml:space="preserve">|</r>
<!-- c -->|<![CDATA[x]]>|<?p i?>|&amp;|&#13;|&#x1F600;|&bad;|0|1|7|-1|1e3|1e999|45000|2023-03-15|abc
_x000D_|_x005F_x0041_|#REF!|文|>|]]>|<x:c/>| |\t|<v> 5 </v>|<f>A1</f>|<v></v>
"""
PIECES = st.sampled_from([*re.split(r"[|\n]", MARKUP.strip()), "\n", "\r\n"])
CELLS = st.tuples(
    st.sampled_from(["A1", "B1", "C2", "B1", "XFD1048576", "A0", "AAAA1", ""]),
    st.sampled_from(
        ["", ' t="s"', ' t="n"', ' t="str"', ' t="b"', ' t="e"', ' t="inlineStr"', ' t="d"']
    ),
    st.sampled_from(["", ' s="1"', ' s="99"', ' s=""']),
    st.lists(PIECES, max_size=5).map("".join),
).map(lambda c: (f'<c r="{c[0]}"{c[2]}{c[1]}>' if c[0] else f"<c{c[1]}>") + f"<v>{c[3]}</v></c>")


@settings(RICH, max_examples=1500)
@given(st.lists(PIECES | CELLS, max_size=12), st.lists(PIECES, max_size=6))
def test_the_fast_reader_agrees_or_stands_back(rows: list[str], items: list[str]) -> None:
    """Sheets of shuffled markup: what the fast reader accepts, the XML parser reads alike."""
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    shared = strings("<si><t>零</t></si><si>" + "".join(items) + "</si>")
    body = sheet('<row r="1">' + "".join(rows) + "</row>")
    package = opened(zipped(parts({"表": body}, sharedStrings=shared, styles=styles)))
    frame = read_frame(package)
    found = fastread.read_strings(shared.encode())
    texts = Texts.of(["零", "一"])
    if found is not None:
        texts = refread.read_strings(shared.encode())
        assert found == texts
    arguments = (body.encode(), frame.sheets[0], frame, texts, 100)
    try:
        fast = fastread.read_sheet(*arguments)
    except Refused as refused:
        fast = refused.verdict
    if fast is not None:
        try:
            slow = refread.read_sheet(*arguments)
        except Refused as refused:
            slow = refused.verdict
        assert fast == slow


@given(st.lists(st.sampled_from('yYmdhsS0#.%"\\_*[];@年月日aeGg-/ $Red'), max_size=12).map("".join))
@settings(RICH, max_examples=150)
def test_date_formats_are_those_of_openpyxl(code: str) -> None:
    """But for elapsed times, weekdays and fill characters, which openpyxl takes otherwise."""
    if not any(mark in code.lower() for mark in ("[", "a", "*", "_", "\\", '"')):
        assert is_date_format(code) == bool(openpyxl_is_date(code))


def test_no_number_is_lost_between_readers() -> None:
    for text in ("0", "-0", "1.", ".5", "+5", "1E3", "1e-7", "12345678901234567890", "0.1"):
        rows = f'<row r="1"><c r="A1"><v>{text}</v></c></row>'
        book = read_book(zipped(parts({"表": sheet(rows)})))
        assert not isinstance(book, Unreadable)
        value = book.sheets[0].cells[1, 1]
        assert isinstance(value, int | float)
        assert math.isclose(value, float(text))
