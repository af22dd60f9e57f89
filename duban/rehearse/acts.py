"""What a unit does with its form as a whole, and what becomes of the workbook by it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Any

from msgspec import Struct

from duban.a1 import address
from duban.forms import token
from duban.forms.fields import PROGRESS
from duban.forms.write import HEADER_ROW
from duban.model import Period, Role, Unit
from duban.ooxml import normalise, saved
from duban.register import TaskMap


class Act(Enum):
    """What a unit does with its form as a whole; its fault, if any, is planted by that name."""

    GOOD = auto()
    MISSING = auto()
    LATE = auto()
    AFTER_REMINDER = auto()
    EMPTY = auto()
    SUPERSEDED = auto()
    WRONG_PERIOD = auto()
    BAD_SIGNATURE = auto()
    WRONG_UNIT = auto()
    UNSAFE_FILE = auto()
    UNKNOWN_SENDER = auto()
    OUTDATED_FORM = auto()
    COLUMN_MISSING = auto()
    SEVERAL_UNITS = auto()
    CO_LATE = auto()


SILENT = (Act.MISSING, Act.EMPTY, Act.WRONG_PERIOD, Act.AFTER_REMINDER)
"""Acts of units that have no form with contents in when the office reminds."""
WORDS = {
    Act.LATE: "截止后报送",
    Act.AFTER_REMINDER: "催报后报送",
    Act.WRONG_PERIOD: "报来其他期次的表",
    Act.BAD_SIGNATURE: "内容复制到新建工作簿",
    Act.WRONG_UNIT: "封面写着别的单位",
    Act.UNSAFE_FILE: "表中带有宏",
    Act.UNKNOWN_SENDER: "用没有登记的邮箱报送",
    Act.OUTDATED_FORM: "在旧版的表上填写",
    Act.SEVERAL_UNITS: "两个单位的表合在一个文件里",
}
COLUMN_GONE = "status"
"""The column that a unit deletes."""


class Part(Struct, frozen=True):
    """One unit's part; ``by_mail`` says that its form comes as a mail."""

    unit: Unit
    act: Act
    by_mail: bool


def can(act: Act, unit: Unit, taskmap: TaskMap, period: Period, key: bytes) -> bool:
    """Whether the act is a fault of this unit's, this period."""
    roles = {assignment.role for assignment in taskmap.assignments_of(unit.code)}
    if act is Act.UNKNOWN_SENDER:
        return bool(unit.emails)
    if act is Act.COLUMN_MISSING:
        return Role.LEAD in roles
    if act is Act.CO_LATE:
        return period.co_deadline is not None and Role.CO in roles
    return act is not Act.OUTDATED_FORM or bool(key)


def spoil(book: Any, act: Act, key: bytes) -> None:
    """What the act does to the open workbook."""
    if act is Act.BAD_SIGNATURE:
        _without_identity(book)
    elif act is Act.OUTDATED_FORM:
        _reseal(book, key, version=0)
    elif act is Act.COLUMN_MISSING:
        book[PROGRESS.sheet].delete_cols(PROGRESS.index(COLUMN_GONE) + 1)


def first_header() -> str:
    """Where a column that is gone is found: at the head of the table."""
    return address(HEADER_ROW, 1)


def _without_identity(book: Any) -> None:
    """The visible sheet alone, as a copy into a new workbook leaves it."""
    del book[token.SHEET]
    del book.defined_names[token.NAME]
    if token.PROPERTY in book.custom_doc_props.names:
        del book.custom_doc_props[token.PROPERTY]


def _reseal(book: Any, key: bytes, **changes: object) -> None:
    """The workbook's identity with ``changes``, sealed with ``key``."""
    for row in book[token.SHEET].iter_rows():
        for cell in row:
            opened = token.open_token(str(cell.value or ""), key)
            if opened is not None:
                body = json.loads(str(cell.value).rpartition("|")[0])
                cell.value = token.Token(**(body | changes)).sealed(key)
    if token.PROPERTY in book.custom_doc_props.names:
        del book.custom_doc_props[token.PROPERTY]


def from_elsewhere(form: bytes, moment: datetime) -> bytes:
    """The form as another place's office would have issued it."""
    book = _opened(form)
    _reseal(book, b"another office's key", place="外地")
    return saved(book, moment)


def with_cover(data: bytes, name: str, other: str, moment: datetime) -> bytes:
    """The workbook ``data`` with unit ``other`` in place of ``name`` on its cover."""
    book = _opened(data)
    for row in book[PROGRESS.sheet].iter_rows(max_row=HEADER_ROW - 1):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(f"填报单位：{name}", f"填报单位：{other}")
    return saved(book, moment)


def with_macro(data: bytes, moment: datetime) -> bytes:
    """The workbook ``data`` as a program leaves it that carries its macros along."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"simulated macro project")
    return normalise(stream.getvalue(), moment)


def together(forms: Sequence[bytes], names: Sequence[str], moment: datetime) -> bytes:
    """The first workbook with the other ones' tables in sheets of their own, by ``names``."""
    book = _opened(forms[0])
    for data, name in zip(forms[1:], names[1:], strict=True):
        sheet = book.create_sheet(name)
        for row in _opened(data)[PROGRESS.sheet].iter_rows():
            for cell in row:
                if cell.value is not None:
                    sheet[cell.coordinate] = cell.value
    return saved(book, moment)


def _opened(data: bytes) -> Any:
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data))
