"""One arrived file, from bytes to what it says. Runs in a worker: it knows no task map.

``parse`` does it in one go. When its worker did not survive that, ``unpack`` and ``parse_item``
do the same in two, so that one bad attachment costs itself and not the mail.
"""

from __future__ import annotations

from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from duban.intake.found import Found, look
from duban.model import Finding
from duban.parcels.unpack import LIMITS, Item, Limits, MailFacts, each
from duban.parcels.windows import Stored
from duban.workbooks.book import Unreadable
from duban.workbooks.guard import Limits as BookLimits
from duban.workbooks.read import read_book

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

BOOK_LIMITS = BookLimits()


class Job(Struct, frozen=True):
    """A file of the inbox; ``path`` is relative to the workspace.

    ``large`` is where it lies if it is too large to be sent to a worker as ``data``;
    ``passwords`` are tried in this order on workbooks that have one.
    """

    path: str
    data: bytes
    key: bytes
    book_limits: BookLimits = BOOK_LIMITS
    limits: Limits = LIMITS
    passwords: tuple[str, ...] = ()
    large: Path | None = None

    def __repr__(self) -> str:
        # Neither the file's bytes nor a password belongs into a log.
        return f"Job({self.path!r})"

    def content(self) -> bytes | Stored:
        """The file's bytes; of a large one, where they lie."""
        return Stored.at(self.large) if self.large else self.data

    def digest(self) -> Hash:
        """What its bytes are told by (SHA-256)."""
        if self.large is None:
            return sha256(self.data)
        with self.large.open("rb") as stream:
            return file_digest(stream, "sha256")


class Parsed(Struct, frozen=True):
    """One item of an arrived file. ``found`` is None where no workbook was read; then ``reason``

    and ``advice`` say why, or are '' for a container that was opened.
    """

    path: str
    sha256: str
    mail: MailFacts | None
    container: bool
    found: Found | None = None
    notes: tuple[Finding, ...] = ()
    reason: str = ""
    advice: str = ""
    unsafe: bool = False

    @property
    def arrival(self) -> Item:
        """The item as the journal registers it, without its bytes."""
        return Item(
            self.path, b"", self.sha256, self.mail, self.reason, self.advice, self.container
        )


def parse(job: Job) -> tuple[Parsed, ...]:
    """Everything in one arrived file, containers before their members. Never raises on contents."""
    found: list[Parsed] = []
    for item in each(job.path, job.content(), job.limits):
        found.append(parse_item(item, job))
        del item  # the next one may be as large
    return tuple(found)


def unpack(job: Job) -> tuple[Item, ...]:
    """What ``parse`` would read, unread; containers come without their bytes, which are done with.

    Never raises on contents.
    """
    items = each(job.path, job.content(), job.limits)
    return tuple(replace(i, data=b"") if i.container or job.large else i for i in items)


def parse_nth(number: int, job: Job) -> Parsed:
    """The item of that number alone, as ``unpack`` lists them: of a large mail, opened again."""
    items = each(job.path, job.content(), job.limits)
    return parse_item(next(islice(items, number, None)), job)


def parse_item(item: Item, job: Job) -> Parsed:
    """One of the files in ``job``, by what the job says; its ``data`` is not looked at."""
    known = item.path, item.sha256, item.mail, item.container
    if item.problem or item.container:
        return Parsed(*known, reason=item.problem, advice=item.advice)
    book = read_book(item.data, job.book_limits, job.passwords)
    if isinstance(book, Unreadable):
        return Parsed(*known, reason=book.reason, advice=book.advice, unsafe=book.unsafe)
    return Parsed(*known, found=look(book, job.key), notes=book.notes)
