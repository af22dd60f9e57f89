"""What a mail's text says about its attachments, whichever way the mail was stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from msgspec import Struct

from duban.parcels.opening import Enclosed

_TABLE_COLUMNS = 3
_CID = re.compile(r"cid:([^\s\"'<>)]+)", re.IGNORECASE)
_CLOUD = re.compile("超大附件|云附件|/ftn/download|large-attachment-download|/cloudattach")
_BOOK = re.compile(r"(?i)\.(xlsx?|xlsm|xlsb|et|ett|ods|csv|zip|7z|rar|eml|msg|dat)$")
_PICTURE = re.compile(r"(?i)\.(png|jpe?g|gif|bmp|tiff?|webp|emz|wmz)$")
_AS_ATTACHMENT = "请将填报表作为附件重新报送。"


class Attachment(Struct, frozen=True):
    """A file in a mail. ``belongs`` says that the mail itself counts it as part of its text."""

    enclosed: Enclosed
    content_id: str = ""
    picture: bool = False
    belongs: bool = False


def settle(
    attachments: Sequence[Attachment], html: str, text: str
) -> tuple[tuple[Enclosed, ...], str, str]:
    """(files that count, problem, advice) of a mail with this text.

    Signature images and pictures shown in the text are left out. A table of three columns or more
    in the text becomes a file of its own when nothing else could be a form.
    """
    shown = {found.lower() for found in _CID.findall(html)}
    kept = [a.enclosed for a in attachments if not _is_inline(a, shown)]
    if (
        not any(_BOOK.search(enclosed.name) for enclosed in kept)
        and _columns(html) >= _TABLE_COLUMNS
    ):
        kept.append(Enclosed("正文表格.html", html.encode("utf-8-sig", "replace")))
    if kept:
        return tuple(kept), "", ""
    if _CLOUD.search(html) or _CLOUD.search(text):
        return (
            (),
            "附件以网盘链接（超大附件、云附件）发送，文件不在邮件内。",
            "请以普通附件重新报送填报表。",
        )
    if attachments:
        return (), "邮件正文中只有图片，没有附件。", _AS_ATTACHMENT
    return (), "邮件中没有附件。", _AS_ATTACHMENT


def _is_inline(attachment: Attachment, shown: set[str]) -> bool:
    if not (attachment.picture or _PICTURE.search(attachment.enclosed.name)):
        return False
    return attachment.belongs or attachment.content_id.lower() in shown


class _Widest(HTMLParser):
    """Counts the cells of each row; nested tables are counted by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.widest = 0
        self._rows: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "table":
            self._rows.append(0)
        elif tag == "tr" and self._rows:
            self._rows[-1] = 0
        elif tag in ("td", "th") and self._rows:
            self._rows[-1] += 1
            self.widest = max(self.widest, self._rows[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._rows:
            self._rows.pop()


def _columns(html: str) -> int:
    """Cells in the widest row of any table in ``html``."""
    if "<table" not in html.lower():
        return 0
    counter = _Widest()
    counter.feed(html)
    return counter.widest
