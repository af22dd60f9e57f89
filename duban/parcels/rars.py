"""RAR archives, where rarfile is installed; packed ones also want unrar, unar, 7z or bsdtar."""

from __future__ import annotations

import io
from typing import Any

from msgspec.structs import replace

from duban.parcels.names import guess, is_ignored
from duban.parcels.opening import (
    BROKEN,
    EXCESS,
    HUGE,
    LOCKED,
    NO_TOOL,
    SPLIT,
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


def open_rar(data: bytes, limits: Limits) -> Opened:
    """Every ordinary file of the archive, within ``limits``; the rest is named with its reason."""
    try:
        import rarfile
    except ImportError:
        return failed(NO_TOOL)
    try:
        archive = rarfile.RarFile(io.BytesIO(data))
        damaged = _is_damaged(data)
        listing = archive.infolist()
        if archive.needs_password() and not listing:
            return failed(LOCKED)
    except (rarfile.NeedFirstVolume, rarfile.NoRarEntry):
        return failed(SPLIT)
    except Exception:
        # The parser of headers meets damage with struct and index errors of all kinds.
        return failed(BROKEN)
    members: list[Enclosed] = []
    left: list[tuple[str, Trouble]] = []
    taken = 0
    for info in listing:
        name = _name(info)
        if info.is_dir() or is_ignored(name):
            continue
        content = _content(archive, info, limits, len(members), taken)
        if isinstance(content, Trouble):
            left.append((name, content))
        else:
            taken += len(content)
            members.append(Enclosed(name, content))
    opened = outcome(members, left)
    if damaged and SPLIT not in dict(left).values():
        return replace(
            opened, problem=f"压缩包已损坏，文件可能不全。{opened.problem}", advice=BROKEN.advice
        )
    return opened


def _is_damaged(data: bytes) -> bool:
    """Whether the headers break off: rarfile then lists what stands before, without a word."""
    import rarfile

    try:
        rarfile.RarFile(io.BytesIO(data), errors="strict").close()
    except rarfile.Error:
        return True
    return False


def _content(archive: Any, info: Any, limits: Limits, count: int, taken: int) -> bytes | Trouble:
    import rarfile

    if _is_split(info):
        return SPLIT
    if not info.is_file():
        return STRAY
    if info.needs_password():
        return LOCKED
    if count >= limits.members:
        return EXCESS
    if info.file_size > limits.member_bytes:
        return HUGE
    try:
        with archive.open(info) as stream:
            return bounded(in_pieces(stream), info.compress_size, limits, taken)
    except rarfile.RarCannotExec:
        return NO_TOOL
    except rarfile.NeedFirstVolume:
        return SPLIT
    except (TooMuch, MemoryError):
        return HUGE
    except Exception:
        # Tools report damage through exit codes that rarfile maps to many exceptions.
        return BROKEN


def _is_split(info: Any) -> bool:
    """Whether the file goes on in another volume, or began in one."""
    import rarfile

    if isinstance(info, rarfile.Rar3Info):
        return bool(info.flags & (rarfile.RAR_FILE_SPLIT_BEFORE | rarfile.RAR_FILE_SPLIT_AFTER))
    split = rarfile.RAR5_BLOCK_FLAG_SPLIT_BEFORE | rarfile.RAR5_BLOCK_FLAG_SPLIT_AFTER
    return bool(info.block_flags & split)


def _name(info: Any) -> str:
    """RAR 3 keeps names without Unicode in the packing system's own encoding."""
    import rarfile

    if isinstance(info, rarfile.Rar3Info) and not info.flags & rarfile.RAR_FILE_UNICODE:
        return guess(info.orig_filename)
    return str(info.filename)
