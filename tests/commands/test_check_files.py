"""check says of a file what intake would, names cells, and writes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from compile import main
from duban.workspace import Workspace
from tests.intake.test_doubts import joined
from tests.office import FULL, INBOX, SCHOOL, WATER, issued, office, returned
from tests.office_on_disk import furnish
from tests.parcels.made import attached, mail
from tests.provinces import city, province

SPOILT = FULL[SCHOOL].replace("正常推进", "差不多了", 1)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return furnish(tmp_path / "督查室")


def check(space: Workspace, *paths: Path) -> str:
    arguments = ["check", *map(str, paths), "--workspace", str(space.root)]
    shown = CliRunner().invoke(main, arguments, prog_name="python compile.py")
    assert shown.exit_code == 0, shown.output
    return shown.output


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_a_faultless_form_is_said_to_be_so(space: Workspace) -> None:
    said = check(space, space.root / INBOX / "市教育局.xlsx")
    assert "市教育局.xlsx：Excel工作簿。" in said
    assert "市教育局，2023年3月进展表，表内标识有效。" in said
    assert said.endswith("没有发现问题。\n")


def test_each_fault_is_named_with_its_cell_and_what_to_do(space: Workspace) -> None:
    path = space.root / "待查.xlsx"
    path.write_bytes(returned(issued(office(), SCHOOL), SPOILT))
    said = check(space, path)
    assert "[警告] 进展表!M8 第1项（牵头）：“状态”填的是“差不多了”" in said
    assert "请从下拉列表中选择" in said
    assert said.endswith("警告1处。\n")


def test_every_unit_of_a_workbook_with_several_is_told_of(space: Workspace) -> None:
    path = space.root / "两家.xlsx"
    path.write_bytes(joined(SCHOOL, WATER))
    said = check(space, path)
    first, second = said.index("市教育局，2023年3月进展表"), said.index("市水利局，2023年3月进展表")
    assert first < said.index("本单位按“进展表”表读取") < second
    assert second < said.index("本单位按“市水利局”表读取")
    assert said.count("警告1处。") == 2


def test_nothing_is_written_not_even_a_key(space: Workspace) -> None:
    (space.root / "taskmap" / ".key").unlink()
    before = contents(space.root)
    said = check(space, *sorted((space.root / INBOX).iterdir()))
    assert contents(space.root) == before
    assert "本机没有签名密钥，没有核对表内标识的签名。" in said
    assert "签名不符" not in said


def test_without_a_task_map_the_form_speaks_for_itself(space: Workspace) -> None:
    shutil.rmtree(space.root / "taskmap")
    said = check(space, space.root / INBOX / "市水利局.xlsx")
    assert "可以读取：市水利局，2023年3月进展表，3行。" in said
    assert "没有该期次所属年度的任务图，没有核对内容。" in said


@pytest.mark.parametrize(
    ("name", "data", "said"),
    (
        ("通知.pdf", b"%PDF-1.7", ("PDF文档", "不能采用：收到的是PDF文档，不是填报表。")),
        ("空.xlsx", b"", ("空文件", "不能采用：文件为空（0字节）。请检查文件后重新报送。")),
        ("坏.xlsx", b"PK\3\4garbage", ("坏.xlsx", "不能采用：压缩包")),
        ("名单.csv", "姓名,电话\n甲,1\n".encode(), ("文本格式的表格", "但不是填报表")),
        ("~$进展表.xlsx", b"owner", ("程序留下的临时文件",)),
    ),
)
def test_any_file_is_told_for_what_it_is(
    space: Workspace, name: str, data: bytes, said: tuple[str, ...]
) -> None:
    path = space.root / name
    path.write_bytes(data)
    shown = check(space, path)
    assert [words for words in said if words not in shown] == []


def test_a_form_in_a_mail_is_found_there(space: Workspace, tmp_path: Path) -> None:
    form = (space.root / INBOX / "市商务局.xlsx").read_bytes()
    path = tmp_path / "来信.eml"
    path.write_bytes(mail(attached("进展表.xlsx", form)))
    said = check(space, path)
    assert "来信.eml：邮件。" in said
    assert "内含 进展表.xlsx：" in said
    assert "市商务局，2023年3月进展表，表内标识有效。" in said


def test_a_file_that_is_not_there_ends_with_the_reason(space: Workspace) -> None:
    arguments = ["check", "没有.xlsx", "--workspace", str(space.root)]
    shown = CliRunner().invoke(main, arguments)
    assert shown.exit_code == 1
    assert "无法读取文件 没有.xlsx" in shown.stderr


def test_a_ledger_of_the_level_below_is_told_with_and_without_a_task_map(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(city("甲市"))
    (tmp_path / "空").mkdir()
    bare = check(Workspace(tmp_path / "空"), path)
    assert "可以读取：甲市，2023年3月进展汇总。" in bare
    assert "没有该期次所属年度的任务图，没有核对内容。" in bare
    known = check(furnish(tmp_path / "省", province(), {}), path)
    assert "  甲市，2023年3月进展汇总。" in known
    assert "第3项在汇总中没有对应的任务" in known
