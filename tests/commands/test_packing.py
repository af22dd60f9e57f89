"""The meeting pack: the outputs as they stand, in order, and one PDF of them."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pypdfium2
import pytest

from duban.commands.compiling import compile_month
from duban.commands.packing import pack
from duban.workspace import Stop, Workspace
from tests.office_on_disk import furnish, session
from tests.programs import required

PERIOD = "2023-03"


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return furnish(tmp_path / "督查室")


def folder(space: Workspace) -> Path:
    return space.output(PERIOD) / "会议材料"


def test_the_pack_is_bound_in_order_with_a_cover_that_names_the_pages(space: Workspace) -> None:
    required("soffice")
    required("chromium")
    next(space.inbox(PERIOD).glob("*水利*")).unlink()
    compile_month(session(space), PERIOD)
    lines = pack(session(space), PERIOD)
    assert "已装订成 会议材料.pdf。" in lines
    names = sorted(path.name for path in folder(space).iterdir())
    assert names[0] == "01-督查通报.docx"
    assert names[-1] == "会议材料.pdf"
    with pypdfium2.PdfDocument(folder(space) / "会议材料.pdf") as bound:
        texts = [page.get_textpage().get_text_range() for page in bound]
    assert (
        texts[0].splitlines()[0].strip().endswith(f"/{len(texts)}") or f"1/{len(texts)}" in texts[0]
    )
    words = "".join(texts[0].split())
    assert "督查会议材料" in words
    assert "1督查通报3" in words, "the circular begins on the third page"
    assert "3/" in texts[2]
    titles = "".join("".join(text.split()) for text in texts)
    assert "进展看板" in titles
    assert "重点工作任务进展总览" in titles
    for office_only in ("重点工作任务问题清单", "重点工作任务全量数据"):
        assert office_only not in titles


def test_a_circular_touched_up_in_word_goes_in_as_it_is(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duban.commands.printing.find_soffice", lambda: None)
    compile_month(session(space), PERIOD)
    path = space.output(PERIOD) / "督查通报.docx"
    document = docx.Document(str(path))
    document.add_paragraph("主任手改")
    document.save(str(path))
    lines = pack(session(space), PERIOD)
    packed = docx.Document(io.BytesIO((folder(space) / "01-督查通报.docx").read_bytes()))
    assert packed.paragraphs[-1].text == "主任手改"
    assert any("没有找到LibreOffice" in line for line in lines)
    assert "没有装订成一册，请分别打印各份材料。" in lines
    assert not (folder(space) / "会议材料.pdf").exists()


def test_the_pack_outlives_the_next_compile(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duban.commands.printing.find_soffice", lambda: None)
    compile_month(session(space), PERIOD)
    pack(session(space), PERIOD)
    (space.inbox(PERIOD) / "照片.png").write_bytes(b"\x89PNG")
    compile_month(session(space), PERIOD)
    assert (folder(space) / "01-督查通报.docx").is_file()


def test_without_outputs_there_is_nothing_to_pack(space: Workspace) -> None:
    with pytest.raises(Stop) as stop:
        pack(session(space), PERIOD)
    assert "还没有编制成果" in stop.value.message
