"""The house rules that a machine can check: types, lint, floors, sizes, and what README says."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "duban"

FLOORS = (
    {
        "model",
        "terms",
        "text",
        "simplified",
        "quantity",
        "calendar",
        "catalogue",
        "figures",
        "a1",
        "rowheight",
        "timelimit",
        "edits",
        "rules",
    },
    {"executor", "store", "workspace", "ooxml", "sheetxml", "workbooks", "parcels"},
    {"register", "forms", "gongwen"},
    {"notice", "intake"},
    {"merge"},
    {"checks"},
    {"standing"},
    {"escalation"},
    {"scoring"},
    {"statistics"},
    {"compilation"},
    {"changes"},
    {"difference"},
    {"emit", "trace"},
    {"mail", "rehearse"},
    {"commands"},
    {"desk"},
)
"""The rooms from the ground up; a room imports only from its own floor and those below."""

LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 50


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("duban."):
            yield node.module
        elif isinstance(node, ast.ImportFrom) and node.module == "duban":
            yield from (f"duban.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("duban."))


def test_every_room_has_a_floor() -> None:
    rooms = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()}
    assert rooms - {"__init__", "__pycache__"} <= set().union(*FLOORS)


def test_imports_never_lead_up() -> None:
    upward = []
    for path in modules():
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for module in imports(ast.parse(path.read_text())):
            if floor(room(module)) > floor(own):
                upward.append(f"{path.relative_to(ROOT)} imports {module}")
    assert upward == []


def test_no_two_rooms_import_each_other() -> None:
    pairs = {
        (path.relative_to(PACKAGE).parts[0].removesuffix(".py"), room(module))
        for path in modules()
        for module in imports(ast.parse(path.read_text()))
    }
    assert [pair for pair in sorted(pairs) if pair[0] < pair[1] and pair[::-1] in pairs] == []


def test_files_and_functions_are_short() -> None:
    long = []
    for path in [*modules(), ROOT / "compile.py"]:
        text = path.read_text()
        if len(text.splitlines()) > LINES_OF_A_FILE:
            long.append(f"{path.relative_to(ROOT)}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LINES_OF_A_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}: {node.name} has {length} lines")
    assert long == []


def test_nothing_below_the_command_line_reads_the_clock_or_prints() -> None:
    forbidden = {"now", "today", "utcnow", "print", "time_ns"}
    calls = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in forbidden:
                    calls.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}()")
    assert calls == []


@pytest.mark.parametrize(
    "tool",
    (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
    ),
    ids=lambda tool: " ".join(tool),
)
def test_tool_finds_nothing(tool: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ci_calls_the_test_command_of_the_readme() -> None:
    last = (ROOT / ".ci" / "run").read_text().strip().splitlines()[-1]
    assert "pytest" in last
    for name in ("README.md", "README.zh-CN.md"):
        lines = [line.strip() for line in (ROOT / name).read_text().splitlines()]
        assert last in lines, name


def test_every_requirement_has_a_reason() -> None:
    for name in sorted(path.name for path in ROOT.glob("requirements*.txt")):
        for line in (ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-r")):
                assert "#" in line, f"{name}: {line}"
