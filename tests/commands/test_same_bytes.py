"""Same inputs, same bytes: whatever the machine, the moment, the folder and its order."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import sample

ROOT = Path(__file__).parent.parent.parent


def compile_month(root: Path, **environment: str) -> dict[str, bytes]:
    """output/2023-03 as the real commands write it, by relative name."""
    run("issue", "2023-03", root, environment)
    run("compile", "2023-03", root, environment)
    folder = root / "output" / "2023-03"
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def run(command: str, period: str, root: Path, environment: dict[str, str]) -> None:
    moment = ("--as-of", "2023-04-03T17:00")
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "compile.py",
            command,
            period,
            *moment,
            "--workspace",
            root,
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped month: 63 units, 136 tasks."""
    root = tmp_path_factory.mktemp("month")
    sample.make(root)
    shutil.copytree(ROOT / "templates", root / "templates")
    return root


@pytest.fixture(scope="module")
def first(month: Path) -> dict[str, bytes]:
    return compile_month(month)


def test_a_month_gives_every_output(first: dict[str, bytes]) -> None:
    assert {"督查通报.docx", "进展汇总.xlsx", "看板.html", "compilation.json"} <= first.keys()
    assert sum(name.startswith("下发/") and name.endswith(".xlsx") for name in first) == 63


@pytest.mark.parametrize(
    "environment",
    (
        {"LANG": "C", "LC_ALL": "C", "TZ": "America/New_York", "PYTHONHASHSEED": "1"},
        {"LANG": "de_DE.UTF-8", "LANGUAGE": "de", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "2"},
    ),
    ids=lambda environment: " ".join(environment.values()),
)
def test_a_compile_from_nothing_gives_the_same_bytes_on_another_machine(
    month: Path, first: dict[str, bytes], environment: dict[str, str]
) -> None:
    for folder in ("output", ".cache"):
        shutil.rmtree(month / folder)
    assert compile_month(month, **environment) == first


def test_a_second_compile_changes_nothing(month: Path, first: dict[str, bytes]) -> None:
    assert compile_month(month) == first


def test_another_place_and_order_of_files_give_the_same_bytes(
    month: Path, first: dict[str, bytes], tmp_path: Path
) -> None:
    moved = tmp_path / "别处"
    for path in sorted(month.rglob("*"), reverse=True):
        relative = path.relative_to(month)
        if path.is_file() and relative.parts[0] not in ("output", ".cache"):
            (moved / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, moved / relative)
    assert compile_month(moved) == first
