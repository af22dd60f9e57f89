"""看板.html in a real browser: it shows every task, runs under its own policy, parses no words."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page

from duban.emit.page import page
from tests.browser import barriers, browsing
from tests.office import SCHOOL, TRADE, WATER, compiled, full_month, office

HOSTILE = "</script><img src=x onerror=document.title='x'>&lt;%DATA%{{ 7*7 }}"


@contextmanager
def shown(folder: Path, html: bytes) -> Iterator[Page]:
    """The page as it opens with a double click."""
    path = folder / "看板.html"
    path.write_bytes(html)
    with browsing(path.as_uri()) as opened:
        opened.goto(path.as_uri())
        yield opened


def test_every_task_and_unit_is_shown_with_the_figures_of_the_json(tmp_path: Path) -> None:
    taskmap = office()
    compilation = compiled(taskmap, full_month(taskmap))
    with shown(tmp_path, page(compilation)) as opened:
        rows = opened.locator("#rows tr")
        assert rows.count() == len(compilation.standings)
        for number, standing in enumerate(compilation.standings):
            assert standing.task_class.label in rows.nth(number).inner_text()
        for unit in (SCHOOL, WATER, TRADE):
            assert unit.name in opened.locator("#units").inner_text()
        total = len(compilation.standings)
        assert opened.locator("#count").inner_text() == f"显示{total}项，共{total}项"


def test_filters_a_units_name_and_the_keyboard_lead_to_a_task(tmp_path: Path) -> None:
    taskmap = office()
    with shown(tmp_path, page(compiled(taskmap, full_month(taskmap)))) as opened:
        opened.locator("#units button", has_text=TRADE.name).click()
        visible = opened.locator("#rows tr:visible")
        assert visible.count() == 3  # leads 3 and 6, co-organises 2
        opened.locator("#q").fill("外贸")
        assert visible.count() == 1
        opened.locator("#rows button:visible").focus()
        opened.keyboard.press("Enter")
        detail = opened.get_by_role("dialog")
        assert "招商引资：目标120亿元" in detail.inner_text()
        assert "inbox/2023-03/" in detail.inner_text()
        assert "历月情况" in detail.inner_text()
        assert barriers(opened) == []
        opened.keyboard.press("Escape")
        assert detail.is_hidden()
        opened.locator("#clear").click()
        assert visible.count() == len(taskmap.tasks)


def test_everyone_can_use_it_on_a_small_screen_and_on_paper(tmp_path: Path) -> None:
    taskmap = office()
    with shown(tmp_path, page(compiled(taskmap, full_month(taskmap)))) as opened:
        assert barriers(opened) == []
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
        opened.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as paper:
        pages = [sheet.get_textpage().get_text_range() for sheet in paper]
    assert all(text.strip() for text in pages)
    text = re.sub(r"\s", "", "".join(pages))
    for words in (*(unit.name for unit in (SCHOOL, WATER, TRADE)), "总体情况", "单位情况"):
        assert words in text


def test_a_units_words_are_text_and_nothing_else(tmp_path: Path) -> None:
    taskmap = office()
    drawing = f"""
        | 序号 | 职责 | 本月累计完成值 | 进展情况  | 状态     |
        | 1    | 牵头 | 300            | {HOSTILE} | 正常推进 |
    """
    compilation = compiled(taskmap, full_month(taskmap, **{SCHOOL.code: drawing}))
    html = page(compilation).decode()
    assert html.count("</script>") == 2
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    answers = [answer["words"] for task in data["tasks"] for answer in task["answers"]]
    assert any(HOSTILE in words for words in answers)
    with shown(tmp_path, html.encode()) as opened:
        opened.locator("#rows button").first.click()
        assert HOSTILE in opened.get_by_role("dialog").inner_text()
        assert opened.locator("img").count() == 0
        assert opened.title() != "x"


def test_the_policy_allows_this_script_and_style_and_no_request() -> None:
    html = page(compiled(office(), {})).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    assert "default-src 'none'" in policy[1]
    script = html.rsplit("<script>", 1)[1].split("</script>")[0]
    style = html.split("<style>")[1].split("</style>")[0]
    for part in (script, style):
        digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]
    assert not re.search(r"""(?:src|href)=["'](?!#)|url\(|https?://(?!www\.w3\.org)""", html)
