"""The page on paper: printed by a browser that is at hand, Edge on Windows, Chromium elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_NAMES = ("msedge", "chromium", "chromium-browser", "google-chrome", "chrome")
_ON_WINDOWS = ("Microsoft/Edge/Application/msedge.exe", "Google/Chrome/Application/chrome.exe")
_SECONDS = 60


def find_browser() -> str:
    """A browser of this machine that can print by itself, '' where there is none."""
    if found := next((path for name in _NAMES if (path := shutil.which(name))), ""):
        return found
    roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    places = (Path(root) / name for root in roots if root for name in _ON_WINDOWS)
    return next((str(path) for path in places if path.is_file()), "")


def page_to_pdf(page: bytes, browser: str) -> bytes | None:
    """The page as ``browser`` prints it; None where nothing came of it. It asks nobody else."""
    with tempfile.TemporaryDirectory(prefix="duban-page-") as name:
        folder = Path(name)
        source, made = folder / "page.html", folder / "page.pdf"
        source.write_bytes(page)
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-sync",
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={made}",
            source.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            # Chromium refuses to run as the administrator otherwise; the page is our own.
            command.insert(1, "--no-sandbox")
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
        except (OSError, subprocess.SubprocessError):
            return None
        return made.read_bytes() if made.is_file() else None
