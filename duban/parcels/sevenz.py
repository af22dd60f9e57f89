"""7Z archives, where py7zr is installed."""

from __future__ import annotations

import io
import re
from typing import Any

from duban.parcels.names import is_ignored
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
    Trouble,
    failed,
    outcome,
)


def open_7z(data: bytes, limits: Limits) -> Opened:
    """Every ordinary file of the archive, within ``limits``; the rest is named with its reason."""
    try:
        import py7zr
    except ImportError:
        return failed(NO_TOOL)
    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
            if archive.needs_password():
                return failed(LOCKED)
            listing = [info for info in archive.list() if not info.is_directory]
            # Decoding stops at the sizes declared here, but cannot skip what it does not want.
            declared = sum(info.uncompressed for info in listing)
            if declared > limits.total_bytes or limits.swells(len(data), declared):
                return failed(HUGE)
            wanted, left = _choose(listing, limits)
            factory = py7zr.io.BytesIOFactory(limits.member_bytes + 1)
            if wanted:
                archive.extract(targets=wanted, factory=factory)
            products = factory.products.items()
            return outcome((Enclosed(name, file.read()) for name, file in products), left)
    except py7zr.exceptions.PasswordRequired:
        return failed(LOCKED)
    except MemoryError:
        return failed(HUGE)
    except Exception:
        # py7zr and its decoders meet damage with many exception types, some of them plain.
        return failed(BROKEN)


def _choose(listing: list[Any], limits: Limits) -> tuple[list[str], list[tuple[str, Trouble]]]:
    """Names to take out, and those to leave with the reason."""
    wanted: list[str] = []
    left: list[tuple[str, Trouble]] = []
    for info in listing:
        name = info.filename
        if is_ignored(name):
            continue
        if not info.is_file or ".." in re.split(r"[/\\]", name):
            left.append((name, STRAY))
        elif len(wanted) >= limits.members:
            left.append((name, EXCESS))
        elif info.uncompressed > limits.member_bytes:
            left.append((name, HUGE))
        else:
            wanted.append(name)
    return wanted, left
