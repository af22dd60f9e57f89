"""Outputs that a person changed after they were written: copied aside before they are replaced.

output/ is disposable, but a circular that somebody touched up in Word is work. What was published
is remembered by digest; whatever differs from all of it is a person's.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

RECORD, ASIDE = ".published.json", "改动备份"
_REMEMBERED = 50
"""Digests kept for a file: more versions of one output than any month sees."""

Record = dict[str, list[str]]
"""Path below output/ ('2023-03/督查通报.docx') → SHA-256 of what was written there, newest last."""


def load(output: Path) -> Record:
    """What was published below ``output``; empty where nothing can be read."""
    try:
        found = json.loads((output / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def with_published(record: Record, folder: str, digests: Mapping[str, str]) -> bytes:
    """``record`` with files of ``folder`` (name → SHA-256) added, as the file that holds it."""
    added = dict(record)
    for name, digest in digests.items():
        key = f"{folder}/{name}"
        known = [other for other in added.get(key, []) if other != digest]
        added[key] = [*known[-_REMEMBERED:], digest]
    return json.dumps(added, ensure_ascii=False, sort_keys=True, indent=0).encode()


def set_aside(
    output: Path, folder: str, files: Iterable[str], keep: tuple[str, ...], record: Record
) -> list[str]:
    """Copies what a person changed in output/<folder>/ to output/改动备份/; returns the copies.

    ``files`` are about to be written, ``keep`` stay. A file that was never published and is about
    to be written cannot be told from an output of an earlier version and is not copied.
    """
    coming = set(files)
    copies = []
    for path in _present(output / folder, keep):
        name = path.relative_to(output / folder).as_posix()
        known = record.get(f"{folder}/{name}")
        if (known is None and name in coming) or digest_of(path) in (known or []):
            continue
        copies.append(_copy(path, output / ASIDE / folder / name))
    return [copy.relative_to(output.parent).as_posix() for copy in copies]


def _present(target: Path, keep: tuple[str, ...]) -> Iterator[Path]:
    found = sorted(path for path in target.rglob("*") if path.is_file())
    return (path for path in found if path.relative_to(target).parts[0] not in keep)


def digest_of(path: Path) -> str:
    """What a file of any length is told by (SHA-256)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(path: Path, wanted: Path) -> Path:
    """A copy under the wanted name or the next free one; the same bytes are copied once."""
    number, copy = 1, wanted
    while copy.exists() and digest_of(copy) != digest_of(path):
        number += 1
        copy = wanted.with_name(f"{wanted.stem}({number}){wanted.suffix}")
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    return copy
