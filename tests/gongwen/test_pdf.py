"""PDFs through a real LibreOffice, and through programs that behave badly."""

from __future__ import annotations

import time
from pathlib import Path

import pypdfium2
import pytest
from msgspec.structs import replace

from duban.gongwen.fonts import aliases, installed_fonts, needed
from duban.gongwen.pdf import find_soffice, to_pdf
from duban.gongwen.render import render
from duban.gongwen.style import STANDARD
from tests.gongwen.cases import BASE, MOMENT
from tests.gongwen.conftest import unavailable


def letters(folder: Path, count: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    files = []
    for number in range(count):
        file = folder / f"督办 单（{number}）.docx"
        file.write_bytes(render(replace(BASE, number=f"甲〔2023〕{number + 1}号"), moment=MOMENT))
        files.append(file)
    return files


def program(folder: Path, script: str) -> Path:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_all_files_in_few_calls_each_counted(tmp_path: Path) -> None:
    soffice = find_soffice()
    if soffice is None:
        unavailable("LibreOffice is not installed")
    files = letters(tmp_path / "函单", 45)
    stand_ins = aliases(needed(STANDARD), installed_fonts())
    made, problems = to_pdf(files, tmp_path / "out", soffice, 120, stand_ins)
    assert problems == ()
    assert [path.stem for path in made] == [file.stem for file in files]
    with pypdfium2.PdfDocument(made[44]) as pdf:
        text = pdf[0].get_textpage()
        assert "〔2023〕45号" in text.get_text_range().replace(" ", "")
        text.close()


def test_without_libreoffice_the_reason_is_said(tmp_path: Path) -> None:
    made, (problem,) = to_pdf(letters(tmp_path, 1), tmp_path, None, 10)
    assert made == ()
    assert str(problem) == (
        "没有找到LibreOffice，未生成PDF。请安装LibreOffice，或不用--pdf，在Word、WPS中另存为PDF。"
    )


def test_a_program_that_makes_nothing_is_noticed(tmp_path: Path) -> None:
    files = letters(tmp_path, 2)
    old = tmp_path / "out" / f"{files[0].stem}.pdf"
    old.parent.mkdir()
    old.write_bytes(b"yesterday's")
    made, problems = to_pdf(files, old.parent, program(tmp_path, "exit 0"), 10)
    assert made == ()
    assert [p.message for p in problems] == ["LibreOffice没有生成PDF"] * 2
    assert old.read_bytes() == b"yesterday's"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to see what still runs")
def test_a_program_that_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    hanging = program(tmp_path, f"sleep 60 & echo $! > '{child}'; wait")
    start = time.monotonic()
    made, (problem,) = to_pdf(letters(tmp_path, 1), tmp_path / "out", hanging, 1)
    assert time.monotonic() - start < 30
    assert made == ()
    assert problem.message == "LibreOffice在1秒内没有完成，已停止"
    status = Path(f"/proc/{child.read_text().strip()}/status")
    assert not status.exists() or "Z (zombie)" in status.read_text()


def test_a_program_that_cannot_be_started_is_a_problem(tmp_path: Path) -> None:
    made, (problem,) = to_pdf(letters(tmp_path, 1), tmp_path, tmp_path / "nothing", 5)
    assert made == ()
    assert problem.message == "LibreOffice无法启动"


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    twins = [*letters(tmp_path / "a", 1), *letters(tmp_path / "b", 1)]
    made, problems = to_pdf(twins, tmp_path / "out", program(tmp_path, "exit 0"), 5)
    assert made == ()
    assert [p.message for p in problems] == ["与另一文件同名，未生成PDF"] * 2
