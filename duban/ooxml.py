"""Zip packages (.xlsx, .docx) written so that the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import IO, Any

_FIRST = "[Content_Types].xml"
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


@contextmanager
def workbook(stream: IO[bytes]) -> Iterator[Any]:
    """An XlsxWriter workbook in which every text stays text, whatever it begins with.

    What XlsxWriter would drop with a warning (a list or prompt over 255 characters) raises.
    """
    import xlsxwriter

    class Sheet(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]
        def write_string(self, row: int, column: int, text: str, style: Any = None) -> int:
            # XlsxWriter takes such a text for the XML of its rich texts, unescaped.
            if text.startswith("<r>") and text.endswith("</r>"):
                parts = (text[0], text[1], text[2:], style)[: 3 if style is None else 4]
                return int(self.write_rich_string(row, column, *parts))
            return int(super().write_string(row, column, text, style))

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # ``normalise`` compresses the parts; once is enough. XlsxWriter has no option for it.
    xlsxwriter.workbook.ZIP_DEFLATED = zipfile.ZIP_STORED
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with xlsxwriter.Workbook(stream, options) as book:
                book.worksheet_class = Sheet
                yield book
    finally:
        xlsxwriter.workbook.ZIP_DEFLATED = zipfile.ZIP_DEFLATED


def saved(book: Any, moment: datetime) -> bytes:
    """An openpyxl workbook's bytes, as ``normalise`` gives them."""
    stream = io.BytesIO()
    book.save(stream)
    return normalise(stream.getvalue(), moment)


def normalise(package: bytes, moment: datetime) -> bytes:
    """``package`` with members in a fixed order, fixed times and attributes, dated ``moment``.

    ``moment`` is the as-of (aware); it becomes created and modified in the core properties.
    Identity holds within one environment: zlib versions may compress differently.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return packed(parts, moment)


def packed(parts: Mapping[str, bytes], moment: datetime) -> bytes:
    """The package of these parts (name → content) as ``normalise`` gives it."""
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts = dict(parts)
    if _CORE in parts:
        parts[_CORE] = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", parts[_CORE])
    return _archive({name: parts[name] for name in sorted(parts, key=lambda n: (n != _FIRST, n))})


_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UTF8, _DEFLATED, _1980 = 20, 0x800, 8, 33
_MODE = 0o600 << 16
_LARGE = 1 << 16
_BEST, _QUICK = 6, 5
"""Levels; of a large part the last hundredths of its size cost a third of the time."""


def _archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of ``parts`` (APPNOTE 6.3.9, 4.3.7 and 4.3.12), as ``zipfile`` writes it.

    Sixty forms have most of their parts in common: those are compressed once.
    """
    bodies: list[bytes] = []
    entries: list[bytes] = []
    offset = 0
    for name, data in parts.items():
        packed = _deflated(data) if len(data) < _LARGE else _deflate(data, _QUICK)
        encoded, flags = name.encode(), 0 if name.isascii() else _UTF8
        sizes = zlib.crc32(data), len(packed), len(data)
        head = (_VERSION, flags, _DEFLATED, 0, _1980, *sizes, len(encoded), 0)
        bodies += (_LOCAL.pack(b"PK\3\4", *head), encoded, packed)
        entries += (_CENTRAL.pack(b"PK\1\2", _VERSION, *head, 0, 0, 0, _MODE, offset), encoded)
        offset += _LOCAL.size + len(encoded) + len(packed)
    central = b"".join(entries)
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(central), offset, 0)
    return b"".join((*bodies, central, end))


def _deflate(data: bytes, level: int = _BEST) -> bytes:
    return zlib.compress(data, level, wbits=-15)


_deflated = lru_cache(maxsize=64)(_deflate)


def without_sheets(package: bytes, names: Sequence[str]) -> bytes:
    """The workbook with the sheets of these names hidden, so that they are not printed.

    For a copy to print from: the package is not normalised.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/workbook.xml":
                for sheet in names:
                    mark = f'<sheet name="{sheet}"'.encode()
                    data = data.replace(mark, mark + b' state="hidden"')
                    # LibreOffice prints what has a print area, hidden or not.
                    area = rf'<definedName name="_xlnm.Print_Area"[^>]*>\'?{sheet}\'?![^<]*<[^>]*>'
                    data = re.sub(area.encode(), b"", data)
            target.writestr(name, data)
    return out.getvalue()
