"""报上级: the sheet by which a compiled ledger answers the level above, declared once.

A ledger is never issued and nothing in it is for filling in, so it carries no office's signature:
the level above does not hold the key of the one below. Its token is sealed with what the sheet
says instead, which shows every change after the compile; who sent it is told by the mail.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal

from duban.figures import plain
from duban.forms.fields import FORMS, Edit, Field, FormSpec, Takes
from duban.forms.token import Opened, Token, open_token
from duban.forms.token import digest as digest_of_rows
from duban.model import FormKind
from duban.text import cell_text, squeeze

LEDGER = FormSpec(
    kind=FormKind.LEDGER,
    version=1,
    sheet="报上级",
    title="承担上级任务进展情况",
    fields=(
        Field("superior", "上级序号", 8, Edit.LOCKED),
        Field("superior_indicator", "上级指标", 8, Edit.LOCKED, Takes.NUMBER),
        Field("task", "序号", 6, Edit.LOCKED),
        Field("text", "重点工作", 30, Edit.LOCKED),
        Field("leads", "牵头单位", 14, Edit.LOCKED),
        Field("seq", "指标序号", 8, Edit.LOCKED, Takes.NUMBER),
        Field("indicator", "量化指标", 14, Edit.LOCKED),
        Field("measure", "计量单位", 8, Edit.LOCKED),
        Field("kind", "类型", 8, Edit.LOCKED),
        Field("target", "目标值", 9, Edit.LOCKED, Takes.NUMBER),
        Field("reported", "自报累计值", 10, Edit.ENTRY, Takes.NUMBER),
        Field("ruled", "核定值", 9, Edit.ENTRY, Takes.NUMBER),
        Field("verified", "核实值", 9, Edit.ENTRY, Takes.NUMBER),
        Field("status", "状态", 9, Edit.ENTRY, Takes.CHOICE),
        Field("progress", "进展情况", 36, Edit.ENTRY),
        Field("problem", "存在问题", 16, Edit.ENTRY),
        Field("next_step", "下一步措施", 16, Edit.ENTRY),
    ),
    instructions=(
        "上级采用的数值依次为核实值、核定值、自报累计值；状态按本级判定。",
        "本表由程序编成，请勿改动；有变动的改任务图或补报后重新编制，整份报送。",
    ),
    mark="superior",
)

TABLES = {**FORMS, LEDGER.kind: LEDGER}
"""Every table that a returned workbook is looked through for."""

Line = Mapping[str, object]
"""What one row says, by field name; of rows that go on with a long text all of them together."""

_SEAL = b""
"""No secret, since both levels need it: the seal shows a change, and not whose hand it was."""
_TOKEN = re.compile(r"\{[^{}]*\}\|[0-9a-f]{32}")


def sealed(period: str, place: str, lines: Iterable[Line]) -> str:
    """The token of ``place``'s ledger, broken by any change to it or to what ``lines`` say."""
    token = Token(str(LEDGER.kind), LEDGER.version, period, "", place, digest(lines))
    return token.sealed(_SEAL)


def opened(text: str, key: bytes) -> Opened | None:
    """As ``open_token``; of a ledger's token ``genuine`` says that its seal is whole."""
    found = open_token(text, key)
    of_ledger = found is not None and found.token.form == LEDGER.kind
    return open_token(text, _SEAL) if of_ledger else found


def answered(package: bytes) -> str:
    """A digest of what the ledger ``package`` answers the level above with.

    Of what is no ledger, one of the whole of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as parts:
            said = html.unescape(parts.read("docProps/custom.xml").decode())
    except (zipfile.BadZipFile, KeyError):
        said = ""
    found = _TOKEN.search(said)
    made = opened(found[0], _SEAL) if found else None
    return made.token.rows if made else hashlib.sha256(package).hexdigest()[:16]


def digest(lines: Iterable[Line]) -> str:
    """What ``lines`` say in short; their order, white space and formats do not matter."""
    rows = sorted(
        "\t".join(
            f"{field.name}={said}"
            for field in LEDGER.fields
            if (said := word(line.get(field.name)))
        )
        for line in lines
    )
    return digest_of_rows(rows)


def word(value: object) -> str:
    """A cell as it is compared: numbers as they are shown, text squeezed, '' for a blank."""
    if isinstance(value, int | float | Decimal):
        # Excel keeps 15 digits, and programs differ in what they write behind them.
        return plain(Decimal(f"{Decimal(value):.15g}"))
    return "" if value is None else squeeze(cell_text(str(value)))
