"""Other programs that tests run for real: missing, they skip a test here and fail it in CI."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

AS_EXCEL = {"Calibri": "AR PL UMing CN", "宋体": "AR PL UMing CN", "黑体": "FandolHei"}
"""Fonts of the same widths as Excel's own, so that columns are as wide as there."""


def required(program: str) -> str:
    """The program's path; without it the test is skipped, in CI it fails."""
    # Servers live where an ordinary user's PATH does not lead.
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is not installed")
        pytest.skip(f"{program} is not installed")
    return path


def convert(data: bytes, suffix: str, wanted: str, fonts: Mapping[str, str] | None = None) -> bytes:
    """``data``, a file with that suffix, as LibreOffice saves it with the suffix ``wanted``.

    ``fonts`` tells which font stands for which.
    """
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
        environment = dict(os.environ)
        if fonts:
            (folder / "fonts.conf").write_text(_instead(fonts))
            environment["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
        subprocess.run(command, check=True, capture_output=True, timeout=180, env=environment)
        return (folder / "out" / f"made.{wanted}").read_bytes()


def _instead(fonts: Mapping[str, str]) -> str:
    """A fontconfig file in which each of ``fonts`` leads to the one that stands for it."""
    rules = "".join(
        f'<match target="pattern"><test qual="any" name="family"><string>{font}</string></test>'
        f'<edit name="family" mode="assign" binding="same"><string>{other}</string></edit></match>'
        for font, other in fonts.items()
    )
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    return f'<?xml version="1.0"?><fontconfig>{system}{rules}</fontconfig>'
