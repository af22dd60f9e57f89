"""Saved web pages."""

import pytest

from duban.notice.blocks import Blocks
from duban.notice.readers import read_notice
from tests.notice.readers.made import read, refused

LIST = (
    "<table><tr><th>序号</th><th>重点工作</th><th colspan=2>单位</th></tr>"
    "<tr><td rowspan='2'>1</td><td>甲</td><td>市财政局<br>市审计局</td><td><p>市教育局</p>"
    "<p>各县、市、区政府</p></td></tr>"
    "<tr><td>乙</td><td>市民政局</td><td></td></tr></table>"
)
ROWS = [
    ["序号", "重点工作", "单位", "=单位"],
    ["1", "甲", "市财政局\n市审计局", "市教育局\n各县、市、区政府"],
    ["=1", "乙", "市民政局", ""],
]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("gb18030", "gb2312"),
        ("gb18030", "gbk"),
        ("gb18030", ""),
        ("gb18030", "utf-8"),
        ("utf-16", ""),
    ],
)
def test_tables_with_spans_and_breaks_in_every_encoding(encoding: str, declared: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    page = f"<html><head>{meta if declared else ''}<title>通知</title></head><body>{LIST}</body>"
    assert read(page.encode(encoding)) == [ROWS]


def test_traditional_pages_in_big5_are_told_from_gb18030() -> None:
    page = "<html><body><p>關於分解落實政府工作報告重點任務的通知,各縣市區政府。</p></body></html>"
    result = read_notice(page.encode("big5"), "", None)
    assert isinstance(result, Blocks)
    assert read(page.encode("big5")) == ["關於分解落實政府工作報告重點任務的通知,各縣市區政府。"]
    assert result.notes == ("文件未注明编码，按Big5读取。",)


def test_what_surrounds_the_text_of_a_page_is_dropped() -> None:
    page = (
        "<html><body><nav>首页</nav><script>var x='市财政局'</script><style>p{}</style>"
        "<!-- 注释 --><div style='display: none'>隐藏</div><p>一、各地各部门要抓好落实。</p>"
        + LIST
        + "</body></html>"
    )
    assert read(page.encode()) == ["一、各地各部门要抓好落实。", ROWS]


def test_tables_that_lay_out_the_page_are_seen_through() -> None:
    page = (
        f"<html><table><tr><td>左栏</td><td><table><tr><td>正文</td></tr></table>{LIST}</td></tr>"
    )
    assert read(page.encode()) == ["左栏", "正文", ROWS]


def test_line_breaks_in_the_source_are_none_in_the_text() -> None:
    page = "<html><p>加快建设\n   高标准农田</p><p>A\nB</p><pre>一\n二</pre></html>"
    assert [text for text in read(page.encode()) if text] == [
        "加快建设高标准农田",
        "A B",
        "一",
        "二",
    ]


def test_ordered_lists_show_their_numbers() -> None:
    page = (
        "<html><ol start=3><li>甲</li><li><p>乙</p></li><li value=9>丙</li></ol>"
        "<ol type=A><li>丁</li></ol><ul><li>戊</li></ul></html>"
    )
    lines = [line for line in read(page.encode()) if line]
    assert lines == ["3.甲", "4.乙", "9.丙", "A.丁", "戊"]


def test_a_web_archive_is_opened() -> None:
    head = "From: <由浏览器保存>\r\nMIME-Version: 1.0\r\n"
    archive = (
        head.encode("gbk")
        + b'Content-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        + b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        + f"<html><body>{LIST}</body></html>".encode("gb18030")
        + b"\r\n--x--\r\n"
    )
    assert read(archive) == [ROWS]


def test_a_login_page_and_a_page_without_text_are_not_notices() -> None:
    login = "<html><form><table><tr><td>用户名</td><td><input></td></tr><tr><td>密码</td><td>"
    login += "<input type='PASSWORD'></td></tr></table></form></html>"
    assert "登录页面" in refused(login.encode()).reason
    assert "没有正文" in refused(b"<html><script src='a.js'></script><div id=app></div>").reason


def test_a_page_that_asks_for_a_password_beside_its_list_is_a_notice() -> None:
    page = f"<html><input type=password>{LIST}<p>{'各地各部门要抓好落实。' * 40}</p></html>"
    assert read(page.encode())[0] == ROWS


def test_absurd_spans_do_no_harm() -> None:
    page = "<html><table><tr><td colspan=99999 rowspan=99999>甲</td><td rowspan=0 colspan=0>乙</td>"
    rows = read((page + "</tr><tr><td>丙</td></tr></table></html>").encode())
    assert isinstance(rows[0], list)
    assert len(rows[0][0]) < 300


def test_a_page_nested_without_end_is_refused_and_a_long_one_is_read_whole() -> None:
    assert refused(b"<html>" + b"<div>" * 50_000 + "甲".encode() * 100).reason
    text = "加快建设。" * 800_000
    assert read(f"<html><p>{text}</p></html>".encode()) == [text]
