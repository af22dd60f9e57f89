"""收件登记.csv: one line for every file that was ever seen, appended and never rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from duban.intake import journals
from duban.intake.journals import written
from duban.model import CHINA, Finding, Receipt, ReceiptSource, Severity, Source
from duban.parcels.unpack import Item

__all__ = ["FILE_NAME", "Row", "appended", "load", "reconcile", "written"]

FILE_NAME = "收件登记.csv"

_DIGEST = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_LAYOUT = journals.Layout(
    {
        "sha256": "文件指纹",
        "path": "文件",
        "source": "时间来源",
        "at": "收件时间",
        "first_seen": "首次发现",
        "sender": "发件人",
        "message_id": "邮件标识",
        "disposition": "处理情况",
    },
    _DIGEST,
)


class Row(Struct, frozen=True):
    """One line of the journal; ``disposition`` is what was done with the file when first seen."""

    receipt: Receipt
    disposition: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a file is known by: its bytes and where they lay."""
        return self.receipt.sha256, written(self.receipt.path)


def reconcile(
    rows: Sequence[Row], items: Iterable[Item], now: datetime
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """(all rows, new rows): a row for each item that has none; what is there stays as it is.

    A file moved or copied within the inbox keeps the moment at which its bytes were first seen.
    """
    known = {row.key for row in rows}
    seen: dict[str, datetime] = {}
    for row in rows:
        first = row.receipt.first_seen
        seen[row.receipt.sha256] = min(first, seen.get(row.receipt.sha256, first))
    new: list[Row] = []
    for item in sorted(items, key=lambda item: (item.path, item.sha256)):
        row = _row(item, seen.get(item.sha256, now.astimezone(CHINA).replace(microsecond=0)))
        if row.key not in known:
            known.add(row.key)
            new.append(row)
    return (*rows, *new), tuple(new)


def _row(item: Item, first_seen: datetime) -> Row:
    mail = item.mail
    received = mail.received_at if mail else None
    receipt = Receipt(
        sha256=item.sha256,
        path=item.path,
        at=received or first_seen,
        source=ReceiptSource.MAIL if received else ReceiptSource.FIRST_SEEN,
        first_seen=first_seen,
        sender=mail.sender if mail else "",
        message_id=mail.message_id if mail else "",
    )
    return Row(receipt, item.problem or ("已拆开" if item.container else "已收存"))


def appended(data: bytes, rows: Iterable[Row]) -> bytes:
    """The whole journal once ``rows`` stand at its end; ``data`` stays as it is."""
    return journals.appended(data, _LAYOUT, map(_cells, rows))


def _cells(row: Row) -> tuple[str, ...]:
    receipt = row.receipt
    return (
        receipt.sha256,
        receipt.path,
        receipt.source.label,
        journals.stamp(receipt.at),
        journals.stamp(receipt.first_seen),
        receipt.sender,
        receipt.message_id,
        row.disposition,
    )


def load(data: bytes) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """(rows, problems) of a journal in any state; of two lines for one file the earlier counts.

    A line that cannot be read is a problem that names it, until its file has been registered
    again; the line itself stays in the journal.
    """
    found: dict[tuple[str, str], Row] = {}
    broken: list[tuple[int, str]] = []
    for number, cells in journals.records(data, _LAYOUT):
        row = _read(cells)
        if row is None:
            broken.append((number, cells.get("sha256", "").strip()))
        elif row.key not in found or row.receipt.first_seen < found[row.key].receipt.first_seen:
            found[row.key] = row
    digests = [row.receipt.sha256 for row in found.values()]
    lost = [
        number
        for number, start in broken
        if not start or not any(digest.startswith(start) for digest in digests)
    ]
    return tuple(found.values()), tuple(_unreadable(number) for number in lost)


def _read(cells: dict[str, str]) -> Row | None:
    digest, path = cells.get("sha256", "").strip().lower(), cells.get("path", "")
    at, first_seen = (
        journals.moment(cells.get("at", "")),
        journals.moment(cells.get("first_seen", "")),
    )
    first_seen = first_seen or at
    if not _DIGEST.fullmatch(digest) or not path or first_seen is None:
        return None
    source = ReceiptSource.from_label(cells.get("source", "").strip())
    receipt = Receipt(
        digest,
        path,
        at or first_seen,
        source if isinstance(source, ReceiptSource) else ReceiptSource.FIRST_SEEN,
        first_seen,
        cells.get("sender", ""),
        cells.get("message_id", ""),
    )
    return Row(receipt, cells.get("disposition", ""))


def _unreadable(number: int) -> Finding:
    return Finding(
        "journal_damaged",
        Severity.WARNING,
        f"收件登记第{number}行不完整或无法识别，未采用。",
        "原件仍在收件目录中，已重新登记；收件时间有出入的，请在“核定”表中注明。",
        source=Source(cell=f"A{number}"),
    )
