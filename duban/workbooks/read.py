"""Any file that holds a table, read into a ``Book`` or refused with a reason and advice.

``read_book`` is what the other rooms call; it belongs into a worker of ``duban.executor``,
because what a hostile file does to a parser's memory and time is only bounded there.
"""

from __future__ import annotations

from collections.abc import Sequence

from duban.a1 import address
from duban.workbooks import fastread, refread
from duban.workbooks.book import Book, Sheet, Unreadable
from duban.workbooks.cells import Texts
from duban.workbooks.frame import read_frame
from duban.workbooks.guard import (
    DAMAGED,
    LIMITS,
    NEW_FORM,
    Limits,
    Package,
    Refused,
    danger,
    open_package,
)
from duban.workbooks.kinds import ZIP, FileKind, kind_of

_CALL = "调用外部程序或网络的公式"
_USE_THE_FORM = "请用办公室下发的填报表（xlsx格式）报送"
_OTHER_KINDS = {
    FileKind.EMPTY: ("文件是空的，没有内容", "请核对后重新报送"),
    FileKind.UNKNOWN: ("无法识别文件的格式", _USE_THE_FORM),
}


def read_book(
    data: bytes, limits: Limits = LIMITS, passwords: Sequence[str] = ()
) -> Book | Unreadable:
    """The workbook in ``data``, whatever its extension says. Never raises for what is in a file.

    ``passwords`` are tried in order on an encrypted workbook.
    """
    if len(data) > limits.file_bytes:
        return Unreadable(
            f"文件超过{limits.file_bytes >> 20}兆字节，远超一份填报表应有的大小", NEW_FORM, True
        )
    try:
        return _read(data, limits, passwords)
    except Refused as refused:
        return refused.verdict


def _read(data: bytes, limits: Limits, passwords: Sequence[str]) -> Book:
    """Raises Refused. The less common formats are imported where they are needed."""
    package = open_package(data, limits) if data.startswith(ZIP) else None
    kind = package.kind if isinstance(package, Package) else kind_of(data)
    match kind:
        case FileKind.XLSX | FileKind.XLSM | FileKind.XLSB | FileKind.ODS:
            if not isinstance(package, Package):
                raise Refused(package or DAMAGED)
            return _read_package(package, kind)
        case FileKind.XLS:
            return _read_xls(data, limits, passwords)
        case FileKind.HTML | FileKind.CSV:
            from duban.workbooks.texttables import read_csv, read_html

            return (read_html if kind is FileKind.HTML else read_csv)(data, limits)
        case FileKind.XML2003:
            from duban.workbooks.xml2003 import read_xml2003

            return read_xml2003(data, limits)
        case FileKind.ENCRYPTED:
            from duban.workbooks.unlock import decrypt

            return _read_decrypted(decrypt(data, passwords), limits)
    reason = f"收到的是{kind.label}，不是填报表"
    raise Refused(Unreadable(*_OTHER_KINDS.get(kind, (reason, _USE_THE_FORM))))


def _read_package(package: Package, kind: FileKind) -> Book:
    if kind is FileKind.ODS:
        from duban.workbooks.ods import read_ods

        return read_ods(package)
    if kind is FileKind.XLSB:
        from duban.workbooks.legacy import read_xlsb

        return read_xlsb(package)
    return read_xlsx(package, kind)


def _read_xls(data: bytes, limits: Limits, passwords: Sequence[str]) -> Book:
    from duban.workbooks.legacy import Locked, read_xls

    try:
        return read_xls(data, limits)
    except Locked:
        from duban.workbooks.unlock import decrypt

        return read_xls(decrypt(data, passwords), limits)


def _read_decrypted(data: bytes, limits: Limits) -> Book:
    """What was inside an encrypted workbook; encrypted once more, it is not opened again."""
    if kind_of(data) is FileKind.ENCRYPTED:
        raise Refused(Unreadable("工作簿被重复加密，无法读取", "请取消密码后重新报送"))
    return _read(data, limits, ())


def read_xlsx(package: Package, kind: FileKind, reference: bool = False) -> Book:
    """An .xlsx or .xlsm workbook; ``reference`` forces the reference reader. Raises Refused."""
    frame = read_frame(package)
    texts = _texts(package, frame.strings_part, reference)
    sheets: list[Sheet] = []
    room = package.limits.cells
    for part in frame.sheets:
        content = package.read_sheet(part.part)
        fast = None if reference else fastread.read_sheet(content, part, frame, texts, room)
        sheet = fast or refread.read_sheet(content, part, frame, texts, room)
        package.notes += [danger(_CALL, part.name, address(*at)) for at in sheet.calls]
        room -= len(sheet.cells)
        sheets.append(sheet)
    return Book(tuple(sheets), kind, frame.properties, tuple(package.notes))


def _texts(package: Package, part: str, reference: bool) -> Texts:
    if not part or part not in package:
        return Texts.of([])
    content = package.read(part)
    found = None if reference else fastread.read_strings(content)
    return refread.read_strings(content) if found is None else found
