"""ZIP archives, such as mailboxes' 打包下载 makes them."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

from duban.parcels.names import is_ignored, zip_name
from duban.parcels.opening import (
    BROKEN,
    EXCESS,
    HUGE,
    LOCKED,
    NO_TOOL,
    STRAY,
    Enclosed,
    Limits,
    Opened,
    TooMuch,
    Trouble,
    bounded,
    failed,
    in_pieces,
    outcome,
)

_UTF8, _ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9, written by Info-ZIP and by some mailboxes
# zipfile inflates these piece by piece; of bzip2 and LZMA it takes as much as comes.
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRIES = 50_000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,  # includes NotImplementedError: an unknown way of compression
    struct.error,
)


def open_zip(data: bytes, limits: Limits) -> Opened:
    """Every ordinary file of the archive, within ``limits``; the rest is named with its reason."""
    archive = _archive(data)
    if archive is None:
        return failed(BROKEN)
    members: list[Enclosed] = []
    left: list[tuple[str, Trouble]] = []
    taken = 0
    for info in archive.infolist():
        name = _name(info)
        if name.endswith("/") or is_ignored(name):
            continue
        content = _content(archive, info, limits, len(members), taken)
        if isinstance(content, Trouble):
            left.append((name, content))
        else:
            taken += len(content)
            members.append(Enclosed(name, content))
    return outcome(members, left)


def _archive(data: bytes) -> zipfile.ZipFile | None:
    if data.count(b"PK\x01\x02") > _ENTRIES:
        return None
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE:
        return None


def _content(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, count: int, taken: int
) -> bytes | Trouble:
    if stat.S_ISLNK(info.external_attr >> 16):
        return STRAY
    if info.flag_bits & _ENCRYPTED:
        return LOCKED
    if info.compress_type not in _BOUNDED:
        return NO_TOOL
    if count >= limits.members:
        return EXCESS
    try:
        with archive.open(info) as stream:
            return bounded(in_pieces(stream), info.compress_size, limits, taken)
    except TooMuch:
        return HUGE
    except _DAMAGE:
        return BROKEN


def _name(info: zipfile.ZipInfo) -> str:
    extra = info.extra
    while len(extra) >= 4:
        tag, length = struct.unpack_from("<2H", extra)
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if tag == _UNICODE_PATH and len(body) > 5:
            return body[5:].decode("utf-8", "replace")
    return zip_name(info.orig_filename, bool(info.flag_bits & _UTF8))
