"""Fixtures of the tests of workbooks that start outside programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.programs import required
from tests.workbooks.resaved import written


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbook as LibreOffice re-saves it in each format."""
    program = required("soffice")
    folder = tmp_path_factory.mktemp("converted")
    (folder / "in.xlsx").write_bytes(written())
    for target in ("xlsx", "xls", "ods", "html", "csv:Text - txt - csv (StarCalc):44,34,76"):
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                target,
                "--outdir",
                str(folder / "out"),
                str(folder / "in.xlsx"),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder / "out"
