"""Returned forms damaged at random, as bytes, markup and cells: an answer, never a wrong value."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from duban.executor import Lost, Processes
from duban.workbooks.book import Book, Unreadable
from duban.workbooks.guard import LIMITS, Package, Refused, open_package
from duban.workbooks.read import read_book, read_xlsx
from tests.workbooks.packages import MAIN, zipped

SEED = 20230331
MARKS = b"""< > " & / 9 - t="s" <v> </c> <!-- ]]> \0""".split(b" ")
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")


def form() -> bytes:
    """A form as it comes back: text, numbers, dates, formulas, an error, a hidden sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    # The time of its making would stand in it, and every run would damage another form.
    book.set_properties({"created": datetime(2023, 3, 31, tzinfo=UTC)})
    page = book.add_worksheet("填报表")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row in range(8):
        page.write_number(row, 0, row + 1)
        page.write_string(row, 1, f"第{row + 1}项任务：新建高标准农田{row}.1万亩")
        page.write_rich_string(row, 2, "已完成", day, "80%", f"其中{row}")
        page.write_number(row, 3, 45000 + row, day)
        page.write_number(row, 4, row / 7)
        page.write_formula(row, 5, "=E1*100", None, row / 7 * 100)
    page.write_formula("G1", "=1/0", None, "#DIV/0!")
    page.merge_range("A10:C10", "合计")
    book.add_worksheet("标识").very_hidden()
    book.close()
    return out.getvalue()


def damaged(data: bytes, dice: random.Random) -> bytes:
    """``data`` with one to four random changes: a byte, a gap, a repeat, a mark."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(changed))
        length = dice.choice((1, 1, 2, 7, 40))
        match dice.randrange(5):
            case 0:
                changed[at] = dice.randrange(256)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case 3:
                changed[at:at] = dice.choice(MARKS)
            case 4:
                other = dice.randrange(len(changed))
                changed[at : at + length] = changed[other : other + length]
        if not changed:
            break
    return bytes(changed)


def with_damaged_part(data: bytes, dice: random.Random) -> bytes:
    """A sound zip file in which one part's XML is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    name = dice.choice([name for name in PARTS if name in members])
    members[name] = damaged(bytes(members[name]), dice)
    return zipped(members)


CELL = re.compile(rb"<c [^<>]*>.*?</c>|<row[^<>]*>|</row>|<si>.*?</si>", re.DOTALL)


def with_moved_cells(data: bytes, dice: random.Random) -> bytes:
    """A sound zip file in which whole cells, rows or strings are repeated, dropped or exchanged."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    name = dice.choice([name for name in PARTS[:2] if name in members])
    part = bytes(members[name])
    for _ in range(dice.randint(1, 5)):
        pieces = list(CELL.finditer(part))
        first, second = dice.choice(pieces), dice.choice(pieces)
        swapped = dice.choice((b"", second[0], first[0] + second[0]))
        part = part[: first.start()] + swapped + part[first.end() :]
    members[name] = part
    return zipped(members)


AROUND = re.compile(rb"^.*?(<sheetData>.*</sheetData>|<sheetData/>).*$", re.DOTALL)


def mended_around(data: bytes) -> bytes:
    """The file with what stands around its cells and texts made whole; these as they are."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    part, texts = bytes(members[PARTS[0]]), bytes(members[PARTS[1]])
    whole = rb'<worksheet xmlns="%s">\1</worksheet>' % MAIN.encode()
    strings = b'<sst xmlns="%s">%s' % (MAIN.encode(), texts[texts.find(b"<si>") :])
    return zipped(members | {PARTS[0]: AROUND.sub(whole, part), PARTS[1]: strings})


def read_both_ways(data: bytes) -> tuple[Book | Unreadable, Book | Unreadable]:
    """What is made of ``data``, and what the reference reader alone makes of it."""
    package = open_package(data, LIMITS)
    if not isinstance(package, Package):
        return read_book(data), read_book(data)
    try:
        return read_book(data), read_xlsx(package, package.kind, reference=True)
    except Refused as refused:
        return read_book(data), refused.verdict


def mutants(count: int) -> Iterator[bytes]:
    dice, sound = random.Random(SEED), form()
    for number in range(count):
        change = (damaged, with_damaged_part, with_moved_cells)[number % 3]
        yield change(sound, dice)


def test_a_cell_that_names_no_style_has_the_first_one() -> None:
    with zipfile.ZipFile(io.BytesIO(form())) as source:
        members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    styles = bytes(members[PARTS[2]])
    first, day = re.findall(rb"<xf [^<>]*/>", styles.split(b"<cellXfs")[1])[:2]
    members[PARTS[2]] = styles.replace(first, day)
    usual, reference = read_both_ways(zipped(members))
    assert isinstance(usual, Book)
    assert isinstance(reference, Book)
    assert usual.sheets[0].cells[1, 1] == date(1900, 1, 1)
    assert usual.sheets[0].cells == reference.sheets[0].cells


def test_five_thousand_damaged_forms_are_read_alike_by_both_readers_or_answered() -> None:
    read = answered = 0
    for data in mutants(5000):
        usual, reference = read_both_ways(data)
        if isinstance(usual, Book):
            read += 1
            if isinstance(reference, Unreadable):
                _, reference = read_both_ways(mended_around(data))
                assert isinstance(reference, Book)
            assert [page.cells for page in usual.sheets] == [p.cells for p in reference.sheets]
        else:
            answered += 1
            assert usual.reason
            assert usual.advice
    assert min(read, answered) > 500


def test_damaged_binary_workbooks_cost_only_themselves(converted: Path) -> None:
    """calamine may panic or abort on these; then the file is lost and no other."""
    dice = random.Random(SEED)
    sound = (converted / "in.xls").read_bytes()
    files = [damaged(sound, dice) for _ in range(300)]
    outcomes = list(Processes(workers=1, seconds=20).map(read_book, [*files, sound]))
    assert len(outcomes) == len(files) + 1
    assert isinstance(outcomes[-1], Book)
    assert all(isinstance(outcome, Book | Unreadable | Lost) for outcome in outcomes)
