"""An official document as immutable values, its elements named as in GB/T 9704—2012 clause 7.

The values hold the wording only: no font, no measure, no position. All text is printed as given,
apart from the marks that the standard itself puts around an element (the colon after 主送机关, the
brackets of 附注, the labels 附件：, 抄送： …), which the engine adds where they are missing.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Format(StrEnum):
    """公文版式: which head the first page has."""

    DOCUMENT = "文件"
    """文件格式 (7.2): a red mark, 发文字号, with 签发人 for an upward document."""
    LETTER = "信函"
    """信函格式 (10.1)."""
    BULLETIN = "简报"
    """督查通报, 督查专报, 简报: masthead, 期号, issuer and date in one line. Custom only."""
    MINUTES = "纪要"
    """纪要格式 (10.3)."""


class Seal(StrEnum):
    """印章: how the signature is laid out (7.3.5)."""

    SEALED = "加盖印章"
    UNSEALED = "不加盖印章"
    STAMPED = "加盖签发人签名章"
    """The signatory is then the signer's office (市长); the stamp's place beside it stays free."""


class Align(StrEnum):
    """How a table column's cells are aligned."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


class Paragraph(Struct, frozen=True):
    """One paragraph of 正文. ``level`` 0 is running text, 1–4 are 一、 （一） 1. （1） (7.3.3).

    ``heading`` is the part in the level's own font, with its number and its own punctuation
    ('（一）进展较好的单位。'); ``text`` runs on after it in the same paragraph and may be ''.
    A paragraph of level 0 has no heading.
    """

    text: str = ""
    level: int = 0
    heading: str = ""


class Column(Struct, frozen=True):
    """A table's column. ``align`` None: numbers right, short text centred, long text left.

    ``number`` marks a column of figures: never broken over lines. ``chars`` (over 0) is a width
    in characters of the table's font; None leaves the width to the column's content.
    """

    header: str
    number: bool = False
    align: Align | None = None
    chars: float | None = None


class Table(Struct, frozen=True):
    """A table. A cell that is None is merged with the cell above it; '\\n' breaks a line in a cell.

    ``caption`` stands over the table, ``measure`` at its right shoulder ('单位：万元'),
    each of ``notes`` under it. Every row has one cell for each column.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]
    caption: str = ""
    measure: str = ""
    notes: tuple[str, ...] = ()


Block = Paragraph | Table
"""What 正文 and 附件 consist of."""


class Attachment(Struct, frozen=True):
    """附件 (7.3.7): starts a page. ``label`` '' prints 附件, or 附件1, 附件2 … if several."""

    title: str
    body: tuple[Block, ...] = ()
    landscape: bool = False
    label: str = ""


class Document(Struct, frozen=True, kw_only=True):
    """One official document. An element that is '' or () is not printed.

    A letter has neither 签发人 nor 期号 and issuer, and its 版记 only names 抄送 (10.1).

    Dates are texts as printed, '2023年4月3日' (``chinese_date`` makes one). ``title`` and
    attachment titles are broken by the engine; a '\\n' in them is a break placed by hand.
    """

    format: Format
    title: str
    body: tuple[Block, ...]

    copy_number: str = ""
    """份号 (7.2.1), six digits."""
    secrecy: str = ""
    """密级和保密期限 (7.2.2), '机密★1年'."""
    urgency: str = ""
    """紧急程度 (7.2.3), '特急' or '加急'."""
    mark: tuple[str, ...] = ()
    """发文机关标志 (7.2.4): the issuing bodies, the sponsor first; or a bulletin's masthead."""
    mark_suffix: str = ""
    """'文件' where the mark ends in it: beside the stacked names of a joint issue."""
    number: str = ""
    """发文字号 (7.2.5), '×政督〔2023〕5号'."""
    signers: tuple[str, ...] = ()
    """签发人 (7.2.6): makes it an upward document."""
    issue: str = ""
    """期号 of a bulletin or minutes, '第3期' or '第3期（总第20期）'."""
    issuer: str = ""
    """编发单位 of a bulletin or minutes, at the left over the red rule."""

    recipients: str = ""
    """主送机关 (7.3.2), '各区、镇人民政府，市直各单位'."""
    attachment_list: tuple[str, ...] = ()
    """附件说明 (7.3.4): titles without numbers; () lists the titles of ``attachments``."""
    signatories: tuple[str, ...] = ()
    """署名 (7.3.5), one issuing body each; the signer's office with Seal.STAMPED."""
    date: str = ""
    """成文日期 (7.3.5.4). With 期号 or issuer it is beside them, and under 署名 if there is one."""
    seal: Seal = Seal.SEALED
    annotation: str = ""
    """附注 (7.3.6), brackets optional: '联系人：张三，电话：…'."""
    attendance: tuple[tuple[str, str], ...] = ()
    """出席、请假、列席 of minutes (10.3): label and names."""
    attachments: tuple[Attachment, ...] = ()

    copies_to: str = ""
    """抄送机关 (7.4.2)."""
    printed_by: str = ""
    """印发机关 (7.4.3)."""
    printed_on: str = ""
    """印发日期 (7.4.3)."""

    def listed_attachments(self) -> tuple[str, ...]:
        """The titles that 附件说明 lists, on one line each."""
        titles = self.attachment_list or tuple(a.title for a in self.attachments)
        return tuple(title.replace("\n", "") for title in titles)

    def attachment_label(self, index: int) -> str:
        """What stands over attachment ``index`` (from 0): 附件, 附件1, 附件2 …"""
        own = self.attachments[index].label
        several = len(self.listed_attachments()) > 1
        return own or (f"附件{index + 1}" if several else "附件")


def chinese_date(day: date) -> str:
    """'2023年4月3日': Arabic digits, full year, no leading zero (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
