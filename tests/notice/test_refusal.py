"""Content that is no notice gets one message: what it is, and what to do."""

import pytest

from duban.notice.blocks import Blocks, NotANotice, Paragraph, Table
from duban.notice.importing import import_notice
from tests.notice.build import table

LOGIN = ["××市政务办公平台", "用户名：", "密码：", "验证码", "登录", "忘记密码"]
ESSAY = ["关于开展春季植树活动的倡议书", "广大市民朋友们：", "春天来了，让我们一起植树。" * 30]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "没有文字"),
        (["", " "], "没有文字"),
        (LOGIN, "登录页面"),
        (["404 Not Found", "nginx"], "出错页面"),
        (ESSAY, "没有任务清单"),
        (["请各责任单位：认真落实。"], "没有认出任务清单"),
    ],
)
def test_one_message_says_what_it_is_and_what_to_do(lines: list[str], reason: str) -> None:
    found = import_notice(Blocks(tuple(Paragraph(line) for line in lines), "txt"), 2023)
    assert isinstance(found, NotANotice)
    assert reason in found.reason
    assert found.advice.startswith("请")


def test_a_table_of_contacts_is_no_task_list() -> None:
    contacts: Table = table("| 序号 | 姓名 | 联系电话 |\n| 1 | 张三 | 123 |\n| 2 | 李四 | 456 |")
    assert isinstance(import_notice(Blocks((contacts,), "docx"), 2023), NotANotice)


def test_a_reader_s_refusal_passes_through() -> None:
    refused = NotANotice("文件已加密", "请解除密码。")
    assert import_notice(refused, 2023) == refused


def test_a_notice_without_a_year_asks_for_one() -> None:
    rows = table("| 序号 | 任务 | 牵头单位 |\n| 1 | 甲。 | 市财政局 |")
    found = import_notice(Blocks((rows,), "docx"), None)
    assert isinstance(found, NotANotice) and "--year" in found.advice


def test_prose_that_mentions_who_does_what_is_no_list() -> None:
    lines = ["关于做好春季防火工作的通知", *["要加强巡查，落实责任，及时处置火情。"] * 20]
    lines[5] = "信息报送由市应急管理局负责。"
    lines[9] = "要做好物资储备。由市财政局牵头，市林业局配合。"
    blocks = Blocks(tuple(Paragraph(line) for line in lines), "docx")
    assert isinstance(import_notice(blocks, 2023), NotANotice)
