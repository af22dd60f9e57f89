"""The command line speaks Chinese, its own mistakes included, and starts light."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from compile import main

ROOT = Path(__file__).parent.parent.parent
HEAVY = {
    *("pandas", "numpy", "openpyxl", "xlsxwriter", "docx", "lxml", "jinja2", "rich"),
    *(
        "python_calamine",
        "rapidfuzz",
        "chinese_calendar",
        "filelock",
        "pdfplumber",
        "multiprocessing",
    ),
}
NAMES = {
    *("python", "compile.py", "inbox", "output", "taskmap", "templates", "LibreOffice", "Excel"),
    *("txt", "html", "docx", "xlsx", "eml", "csv", "pdf", "PDF", "JSON", "UTF-8", "WPS", "Word"),
    *("IMAP", "SMTP", "tcp", "Dask"),
}
"""Names of programs, folders and formats that Chinese text writes in Latin letters."""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="python compile.py")


def english(text: str, *typed: str) -> set[str]:
    """The Latin words of a text that are neither names nor what the user typed."""
    parameters = [p for c in main.commands.values() for p in c.params]
    options = {name for p in parameters for name in p.opts}
    choices = [
        str(c) for p in parameters if isinstance(p.type, click.Choice) for c in p.type.choices
    ]
    given = (*main.commands, *options, *choices, *typed, "--help", "-h")
    known = {name.strip("-") for name in given}
    words = re.findall(r"[A-Za-z][A-Za-z0-9.-]+", re.sub(r"\[[^]]*]|T\d\d:\d\d", "", text))
    return {word.strip(".-") for word in words} - known - NAMES


@pytest.mark.parametrize("command", ("", *sorted(main.commands)))
def test_help_is_chinese(command: str) -> None:
    shown = run(*command.split(), "--help")
    assert shown.exit_code == 0
    assert shown.output.startswith("用法：")
    assert english(shown.output) == set()


@pytest.mark.parametrize(
    "arguments",
    (
        "compil",
        "issue",
        "issue 2023-03 extra",
        "compile --forec",
        "compile --as-of",
        "compile --as-of yesterday",
        "compile --workers many",
        "compile --workers 0",
        "compile --workspace /no/such/folder",
        "compile --strict=yes",
        "--stric",
    ),
)
def test_wrong_usage_is_explained_in_chinese_and_ends_with_code_2(arguments: str) -> None:
    shown = run(*arguments.split())
    assert shown.exit_code == 2
    assert "错误：" in shown.output
    assert english(shown.output, *re.findall(r"[a-z-]+", arguments)) == set()


def test_without_a_command_the_newest_period_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "2023-02").mkdir(parents=True)
    (tmp_path / "inbox" / "2024-11").mkdir()
    (tmp_path / "inbox" / "2024-12.演练前20250101-090000").mkdir()
    shown = run("--workspace", str(tmp_path))
    assert shown.exit_code == 1
    assert "没有找到2024年的任务图" in shown.output


def test_help_imports_no_heavy_library() -> None:
    script = (
        "import sys\n"
        "from compile import main\n"
        "main(['compile', '--help'], standalone_mode=False)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert HEAVY & set(done.stderr.split()) == set()
