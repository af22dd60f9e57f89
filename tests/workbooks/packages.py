"""Workbooks built part by part, so that each part can be as wrong as a test wants it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BLOCK = 1 << 20


def cell(reference: str, text: str) -> str:
    """A cell with its text inline."""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def sheet(rows: str, head: str = "", tail: str = "") -> str:
    """A worksheet part around its rows."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{_OFFICE}">{head}'
        f"<sheetData>{rows}</sheetData>{tail}</worksheet>"
    )


def strings(items: str, count: str = "") -> str:
    """A shared strings part around its <si> elements."""
    return f'{HEAD}<sst xmlns="{MAIN}" {count}>{items}</sst>'


def styles(formats: str, styles_list: str) -> str:
    """A styles part with the given <numFmt> and <xf> elements."""
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        "<fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>"
        f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{styles_list}</cellXfs></styleSheet>"
    )


def parts(sheets: Mapping[str, str], **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a workbook with these sheets; ``more`` by file name without '.xml'."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(names) + 1)
    )
    for extra in ("sharedStrings", "styles"):
        if extra in more:
            links += f'<Relationship Id="{extra}" Type="{_OFFICE}/{extra}" Target="{extra}.xml"/>'
            types += (
                f'<Override PartName="/xl/{extra}.xml" ContentType="application/vnd.'
                f'openxmlformats-officedocument.spreadsheetml.{extra}+xml"/>'
            )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{_RELATIONS}">{links}'
        "</Relationships>",
    }
    found |= {f"xl/worksheets/sheet{n}.xml": sheets[name] for n, name in enumerate(names, 1)}
    return found | {f"xl/{name}.xml": part for name, part in more.items()}


def zipped(members: Mapping[str, str | bytes], level: int = 1) -> bytes:
    """The members as a zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target:
        for name, content in members.items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook(rows: str, **more: str | bytes) -> bytes:
    """An .xlsx file with one sheet, 填报表, that has these rows."""
    return zipped(parts({"填报表": sheet(rows)}, **more))


def reworked(data: bytes, changes: Mapping[str, bytes | str | None]) -> bytes:
    """A zip file with some members replaced, added, or (None) taken out."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    members |= {name: part for name, part in changes.items() if part is not None}
    return zipped(
        {name: part for name, part in members.items() if changes.get(name, "") is not None}
    )


def bomb(
    members: Mapping[str, str | bytes], name: str, head: str, mib: int, size: int = 0
) -> bytes:
    """A zip file whose member ``name`` starts with ``head`` and goes on for ``mib`` MiB of blanks.

    ``size`` is what the directory declares; 0 for the truth.
    """
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflater.compress(head.encode()) + deflater.flush(zlib.Z_FULL_FLUSH)
    blanks = b" " * BLOCK
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed += (deflater.compress(blanks) + deflater.flush(zlib.Z_FULL_FLUSH)) * mib + b"\x03\x00"
    others = zipped({key: part for key, part in members.items() if key != name})
    directory_at = others.rindex(b"PK\x05\x06")
    count, length, start = struct.unpack_from("<H2L", others, directory_at + 10)
    encoded = name.encode()
    declared = size or len(head) + mib * BLOCK
    crc = zlib.crc32(head.encode())
    for _ in range(mib):
        crc = zlib.crc32(blanks, crc)
    common = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, crc, len(packed), declared, len(encoded), 0)
    local = b"PK\x03\x04" + common + encoded + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, start)
    central = others[start : start + length] + entry + encoded
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(central), start + len(local), 0
    )
    return others[:start] + local + central + end
