"""A zip container read from its central directory, never inflating more than asked for.

The standard library's ``zipfile`` costs more than the inflating itself on workbooks of 10 KB, and
believes what headers declare; here sizes are only compared with limits and checked afterwards.
Layout: PKWARE APPNOTE 6.3.9, sections 4.3.7 (local header), 4.3.12 (central directory),
4.3.14–16 (end records).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LISTED = struct.Struct("<4s4xHH4x3L3H8xL")
"""As ``_CENTRAL``, without what nobody asks for."""
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_LENGTHS = struct.Struct("<4s22xHH")
"""As ``_LOCAL``, without what the directory has told."""
_COMMENT_LIMIT = _LONGEST_NAME = 65_535
_ENCRYPTED, _UTF8 = 0x0001, 0x0800
_STORED, _DEFLATED = 0, 8


class BadContainer(Exception):
    """The container is damaged, cut off or of an unknown make; caught at the room's boundary."""


class TooLarge(Exception):
    """A member inflates to more than the caller allows; caught at the room's boundary."""


class Member(NamedTuple):
    """One file of the container as its directory describes it; ``size`` is only declared."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & _ENCRYPTED)


@lru_cache(maxsize=1)
def directory(data: bytes, most: int = 65_535) -> tuple[Member, ...]:
    """Members in directory order. Raises BadContainer; reads at most ``most`` + 1 entries.

    A file is asked what it is before it is opened, so the last answer is kept.
    """
    count, size, start = _end_record(data)
    if start + size > len(data):
        raise BadContainer("central directory lies outside the file")
    members: list[Member] = []
    at = start
    while len(members) < min(count, most + 1):
        if at + _CENTRAL.size > len(data):
            raise BadContainer("central directory is cut off")
        signature, flags, method, crc, packed, full, name_length, extra_length, comment, offset = (
            _LISTED.unpack_from(data, at)
        )
        if signature != b"PK\x01\x02":
            raise BadContainer("central directory entry has no signature")
        at += _CENTRAL.size
        name = data[at : at + name_length]
        at += name_length + extra_length + comment
        if packed == 0xFFFFFFFF or full == 0xFFFFFFFF or offset == 0xFFFFFFFF:
            extra = data[at - extra_length - comment : at - comment]
            full, packed, offset = _zip64(extra, full, packed, offset)
        text = name.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        members.append(Member(text, method, flags, crc, packed, full, offset))
    return tuple(members)


def inflate(data: bytes, member: Member, most: int) -> bytes:
    """The member's bytes. Raises TooLarge beyond ``most`` bytes, BadContainer when damaged."""
    content = _packed_bytes(data, member)
    if member.method == _DEFLATED:
        inflater = zlib.decompressobj(-15)
        try:
            content = inflater.decompress(content, most + 1)
        except zlib.error as error:
            raise BadContainer(f"{member.name}: {error}") from None
    elif member.method != _STORED:
        raise BadContainer(f"{member.name} uses an unknown compression")
    if len(content) > most:
        raise TooLarge(member.name)
    if len(content) != member.size or zlib.crc32(content) != member.crc:
        raise BadContainer(f"{member.name} fails its checksum")
    return content


def inflate_chunks(data: bytes, member: Member, most: int, chunk: int) -> Iterator[bytes]:
    """The member's bytes in pieces of at most ``chunk``, so that a caller may throw some away.

    Raises TooLarge once more than ``most`` bytes came out. The checksum is the caller's to verify.
    """
    packed = _packed_bytes(data, member)
    if member.method == _STORED:
        if len(packed) > most:
            raise TooLarge(member.name)
        yield packed
        return
    if member.method != _DEFLATED:
        raise BadContainer(f"{member.name} uses an unknown compression")
    inflater, total = zlib.decompressobj(-15), 0
    try:
        while not inflater.eof:
            piece = inflater.decompress(packed, chunk)
            packed = inflater.unconsumed_tail
            total += len(piece)
            if total > most:
                raise TooLarge(member.name)
            if not piece and not packed:
                raise BadContainer(f"{member.name} is cut off")
            yield piece
    except zlib.error as error:
        raise BadContainer(f"{member.name}: {error}") from None


def store(parts: dict[str, bytes]) -> bytes:
    """A container that holds ``parts`` uncompressed: what a parser is handed after the guard.

    A parser that reads a crafted directory otherwise than the guard then has nothing to differ on.
    """
    bodies: list[bytes] = []
    entries: list[bytes] = []
    offset = 0
    for name, content in parts.items():
        # Read from a name in cp437 that fits, it may have grown.
        encoded = name.encode("utf-8", "replace")[:_LONGEST_NAME]
        crc, size = zlib.crc32(content), len(content)
        head = _LOCAL.pack(
            b"PK\x03\x04", 20, 0, _UTF8, _STORED, 0, 33, crc, size, size, len(encoded), 0
        )
        bodies += (head, encoded, content)
        entry = _CENTRAL.pack(
            *(b"PK\x01\x02", 20, 0, 20, 0, _UTF8, _STORED, 0, 33, crc, size, size),
            *(len(encoded), 0, 0, 0, 0, 0, offset),
        )
        entries += (entry, encoded)
        offset += len(head) + len(encoded) + size
    central = b"".join(entries)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(central), offset, 0)
    return b"".join((*bodies, central, end))


def _end_record(data: bytes) -> tuple[int, int, int]:
    """(entries, size, start) of the central directory."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _COMMENT_LIMIT))
    if at < 0 or at + _END.size > len(data):
        raise BadContainer("no end of central directory")
    _, disk, first_disk, _, count, size, start, _ = _END.unpack_from(data, at)
    if 0xFFFF in (disk, count) or 0xFFFFFFFF in (size, start):
        at -= _END64_LOCATOR.size
        if at < 0 or data[at : at + 4] != b"PK\x06\x07":
            raise BadContainer("no zip64 locator")
        at = _END64_LOCATOR.unpack_from(data, at)[2]
        if at + _END64.size > len(data) or data[at : at + 4] != b"PK\x06\x06":
            raise BadContainer("no zip64 end record")
        fields = _END64.unpack_from(data, at)
        disk, first_disk, count, size, start = (*fields[4:6], *fields[7:10])
    if disk or first_disk:
        raise BadContainer("container spans several disks")
    return count, size, start


def _zip64(extra: bytes, full: int, packed: int, offset: int) -> tuple[int, int, int]:
    """The three values with those that overflowed taken from the zip64 extra field (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        body = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if tag != 1:
            continue
        numbers = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
        try:
            full = next(numbers) if full == 0xFFFFFFFF else full
            packed = next(numbers) if packed == 0xFFFFFFFF else packed
            offset = next(numbers) if offset == 0xFFFFFFFF else offset
        except StopIteration:
            raise BadContainer("zip64 field is too short") from None
    return full, packed, offset


def _packed_bytes(data: bytes, member: Member) -> bytes:
    if member.offset + _LOCAL.size > len(data):
        raise BadContainer(f"{member.name} lies outside the file")
    signature, name, extra = _LENGTHS.unpack_from(data, member.offset)
    if signature != b"PK\x03\x04":
        raise BadContainer(f"{member.name} has no local header")
    start = member.offset + _LOCAL.size + name + extra
    packed = data[start : start + member.packed]
    if len(packed) != member.packed:
        raise BadContainer(f"{member.name} is cut off")
    return packed
