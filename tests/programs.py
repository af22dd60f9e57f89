"""Other programs that tests run for real: missing, they skip a test here and fail it in CI."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest


def required(program: str) -> str:
    """The program's path; without it the test is skipped, in CI it fails."""
    # Servers live where an ordinary user's PATH does not lead.
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is not installed")
        pytest.skip(f"{program} is not installed")
    return path


def convert(data: bytes, suffix: str, wanted: str) -> bytes:
    """``data``, a file with that suffix, as LibreOffice saves it with the suffix ``wanted``."""
    program = required("soffice")
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
