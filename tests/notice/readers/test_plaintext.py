"""Plain text in every encoding, and text that is a table."""

import pytest

from duban.notice.blocks import Blocks, Paragraph
from duban.notice.readers import read_notice
from tests.notice.readers.made import read

TEXT = "关于分解任务的通知\r\n\r\n1. 加快建设高标准农田9.1万亩。\t\u3000市农业农村局\r\n"
LINES = ["关于分解任务的通知", "", "1. 加快建设高标准农田9.1万亩。 市农业农村局", ""]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
)
def test_one_text_in_every_encoding(data: bytes) -> None:
    assert read(data) == LINES


def test_what_was_guessed_or_lost_is_said() -> None:
    guessed = read_notice(TEXT.encode("gb18030"), "", None)
    assert isinstance(guessed, Blocks)
    assert guessed.notes == ("文件未注明编码，按GB18030读取。",)
    damaged = (TEXT * 30).encode()[:-40] + b"\xff" + TEXT.encode()
    result = read_notice(damaged, "", None)
    assert isinstance(result, Blocks)
    assert "处字节无法识别" in result.notes[0]


def test_lines_know_where_they_stand() -> None:
    result = read_notice(TEXT.encode(), "", None)
    assert isinstance(result, Blocks)
    assert result.blocks[2] == Paragraph(LINES[2], "第3行")
    assert result.kind == "txt"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_a_table(delimiter: str) -> None:
    rows = [
        ["标题", "", ""],
        ["序号", "任务", "牵头单位"],
        ["1", f"甲{delimiter}乙", '"市财政局\n市审计局"'],
        ["2", "丙", "市教育局"],
    ]
    rows[2][1] = f'"甲{delimiter}乙"'
    data = "\r\n".join(delimiter.join(row) for row in rows).encode("gb18030")
    shown = "甲 乙" if delimiter == "\t" else f"甲{delimiter}乙"
    assert read(data) == [[rows[0], rows[1], ["1", shown, "市财政局\n市审计局"], rows[3]]]


def test_running_text_with_commas_is_no_table() -> None:
    text = "\n".join(f"{n},加快建设,持续推进{',' * (n % 3)}完成。" for n in range(1, 9))
    assert len(read(text.encode())) == 8


def test_rows_pasted_from_a_sheet_become_a_table_between_lines() -> None:
    text = "清单\n序号\t任务\t牵头\n1\t甲\t市财政局\t\n2\t乙\t市审计局\n\t\t附:说明"
    assert read(text.encode()) == [
        "清单",
        [["序号", "任务", "牵头"], ["1", "甲", "市财政局", ""], ["2", "乙", "市审计局"]],
        "附:说明",
    ]
