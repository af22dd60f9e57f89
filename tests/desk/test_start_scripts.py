"""The scripts that start the desk with a double click."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SHELL, BATCH = "启动.sh", "启动.bat"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project as it is unpacked on a new machine: nothing installed, folders at hand."""
    for name in (SHELL, BATCH, "compile.py", "requirements.txt"):
        shutil.copy2(ROOT / name, tmp_path / name)
    for name in ("duban", "taskmap", "inbox", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def installed(copy: Path) -> None:
    """The copy with a virtual environment that holds what requirements.txt asks for."""
    python = copy / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    shutil.copy(copy / "requirements.txt", copy / ".venv" / "requirements.installed")


def test_the_shell_script_starts_the_desk_from_anywhere(copy: Path, tmp_path: Path) -> None:
    installed(copy)
    command = [str(copy / SHELL), "--no-browser"]
    with subprocess.Popen(command, cwd=tmp_path.parent, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        address = run.stdout.readline().strip().removeprefix("督办桌面：")
        with urllib.request.urlopen(address) as page:
            assert "2023年" in page.read().decode()
        run.terminate()


def test_without_python_it_says_what_to_install(copy: Path) -> None:
    environment = {**os.environ, "PYTHON": "no-such-python"}
    run = subprocess.run(
        [str(copy / SHELL)], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "请先安装 Python 3.11 以上版本" in run.stderr
    assert not (copy / ".venv").exists()


def test_both_scripts_do_the_same() -> None:
    batch, shell = (ROOT / BATCH).read_bytes(), (ROOT / SHELL).read_text()
    assert batch.count(b"\n") == batch.count(b"\r\n"), "cmd.exe wants CRLF"
    assert batch.startswith(b"@echo off"), "a byte order mark would be read as a command"
    for step in ("-m venv .venv", "-m pip install --quiet -r requirements.txt", "compile.py desk"):
        assert step in batch.decode()
        assert step in shell
    assert os.access(ROOT / SHELL, os.X_OK)
