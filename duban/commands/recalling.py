"""A compile of which nothing changed since: what it said is said again, and nothing is done."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from duban.commands.session import Session

_UNPACKERS = ("unrar", "unar", "7z", "7zz", "bsdtar")
"""Programs that decide which archives can be opened."""


class Told(Struct, frozen=True):
    """What a compile tells: lines for the screen, and whether there are findings of ERROR."""

    lines: tuple[str, ...]
    has_errors: bool


def compile_or_recall(session: Session, name: str, pdf: bool = False) -> Told:
    """Compiles period ``name`` unless its outputs stand as the same inputs made them before.

    Inputs are the bytes of taskmap/, templates/ and inbox/, the moment, the program and what of
    the machine it asks for. Raises Stop as ``compile_month`` does.
    """
    before = "" if pdf else _inputs(session)
    if before and (told := _recalled(session, name, before)):
        return told
    from duban.commands.compiling import KEPT, compile_month, summary

    compiled = compile_month(session, name, pdf)
    lines = summary(compiled)
    crashed = any(finding.code == "internal" for finding in compiled.compilation.findings)
    if before and not crashed:
        kept = {
            "lines": compiled.without_news(),
            "has_errors": compiled.has_errors,
            "outputs": _outputs(session.workspace.output(name), KEPT),
            "beside": KEPT,
        }
        # The journal may have new lines by now: the next compile finds it with them.
        key = _key(name, _inputs(session))
        session.store.put(key, json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace"))
        session.store.keep()
    return Told(tuple(lines), compiled.has_errors)


def _recalled(session: Session, name: str, inputs: str) -> Told | None:
    kept = session.store.get(_key(name, inputs))
    if kept is None:
        return None
    told = json.loads(kept)
    if _outputs(session.workspace.output(name), told["beside"]) != told["outputs"]:
        return None
    return Told(tuple(told["lines"]), told["has_errors"])


def _key(name: str, inputs: str) -> str:
    return f"compile:{name}:{inputs}"


def _inputs(session: Session) -> str:
    """A digest of everything that a compile in this workspace may look at; '' if unreadable."""
    root = session.workspace.root
    said = [session.now.isoformat(), repr(session.calendar)]
    said += [f"{key}={value}" for key, value in sorted(os.environ.items()) if key[:6] == "DUBAN_"]
    said += [shutil.which(program) or "" for program in _UNPACKERS]
    known = sha256("\0".join(said).encode("utf-8", "surrogatepass"))
    try:
        for folder in ("taskmap", "templates", "inbox"):
            for path in _files(root / folder):
                name = path.relative_to(root).as_posix().encode("utf-8", "surrogatepass")
                known.update(name + b"\0" + sha256(path.read_bytes()).digest())
    except OSError:
        return ""
    return known.hexdigest()


def _outputs(folder: Path, beside: Sequence[str]) -> dict[str, str]:
    """Digests of the files in ``folder`` by name, without what lies in the folders ``beside``."""
    found: dict[str, str] = {}
    for path in _files(folder):
        place = path.relative_to(folder)
        if place.parts[0] not in beside:
            found[place.as_posix()] = sha256(path.read_bytes()).hexdigest()
    return found


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))
