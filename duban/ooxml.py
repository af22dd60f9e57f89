"""Zip packages (.xlsx, .docx) written so that the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any

_FIRST = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


@contextmanager
def workbook(stream: IO[bytes]) -> Iterator[Any]:
    """An XlsxWriter workbook in which every text stays text, whatever it begins with.

    What XlsxWriter would drop with a warning (a list or prompt over 255 characters) raises.
    """
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with xlsxwriter.Workbook(stream, options) as book:
            yield book


def normalise(
    package: bytes, moment: datetime, amend: Mapping[str, Callable[[bytes], bytes]] | None = None
) -> bytes:
    """``package`` with members in a fixed order, fixed times and attributes, dated ``moment``.

    ``moment`` is the as-of (aware); it becomes created and modified in the core properties.
    ``amend`` changes single members by name. Identity holds within one environment: zlib
    versions may compress differently.
    """
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in sorted(source.namelist(), key=lambda n: (n != _FIRST, n)):
            data = source.read(name)
            if name == _CORE:
                data = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            if amend and name in amend:
                data = amend[name](data)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            target.writestr(info, data)
    return out.getvalue()


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
            target.writestr(name, data)
    return out.getvalue()
