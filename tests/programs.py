"""Other programs that tests run for real: missing, they skip a test here and fail it in CI."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def soffice() -> str:
    """LibreOffice's path; without it the test is skipped, in CI it fails."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice (soffice) is not installed")
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


def convert(data: bytes, suffix: str, wanted: str) -> bytes:
    """``data``, a file with that suffix, as LibreOffice saves it with the suffix ``wanted``."""
    program = soffice()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"made.{suffix}"
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            wanted,
            "--outdir",
            str(folder / "out"),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return (folder / "out" / f"made.{wanted}").read_bytes()
