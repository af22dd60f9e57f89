"""Formats that only an office program reads (.doc, .wps, .rtf, .odt), converted by LibreOffice."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

_SECONDS = 180


def convert(data: bytes, suffix: str, target: str, soffice: str) -> bytes | None:
    """``data``, a file with ``suffix``, as ``target``: 'docx', or 'pdf:' and an export filter.

    Runs in a profile of its own, so that an open LibreOffice does not matter. None if no file
    comes of it within three minutes.
    """
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        source = Path(folder) / f"notice{suffix}"
        source.write_bytes(data)
        command = [
            soffice,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--convert-to",
            target,
            "--outdir",
            str(Path(folder) / "out"),
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        made = Path(folder) / "out" / f"notice.{target.partition(':')[0]}"
        return made.read_bytes() if made.is_file() else None
