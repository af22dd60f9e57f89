"""The desk in a real browser, as a clerk starts it: drop a file, compile, open the circular."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page

from duban.workspace import Workspace
from tests.browser import barriers, browsing
from tests.office import FULL, SCHOOL, issued, office, returned

_DROP = """([name, text]) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name));
    const target = document.querySelector("#drop");
    for (const kind of ["dragenter", "dragover", "drop"])
        target.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true}));
}"""


@pytest.fixture
def page() -> Iterator[Page]:
    with browsing("http://127.0.0.1:") as page:
        yield page


def test_a_month_from_dropped_file_to_circular(page: Page, address: str, space: Workspace) -> None:
    inbox = space.inbox("2023-03")
    (inbox / "市教育局.xlsx").unlink()
    page.goto(address)
    page.get_by_role("link", name="3月").click()
    unit = page.locator("#units tr", has_text=SCHOOL.name)
    assert "未报送" in unit.inner_text()

    form = returned(issued(office(), SCHOOL), FULL[SCHOOL])
    with page.expect_navigation():
        page.evaluate(_DROP, ["教育局 报表.xlsx", base64.b64encode(form).decode()])
    assert "没有发现问题" in page.get_by_role("status").first.inner_text()
    assert (inbox / "教育局 报表.xlsx").read_bytes() == form
    assert "逾期报送" in unit.inner_text()

    with page.expect_navigation():
        page.get_by_role("button", name="编制").click()
    assert "成果在 output/2023-03/" in page.get_by_role("status").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="督查通报.docx").click()
    circular = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert any("督查" in paragraph.text for paragraph in circular.paragraphs)


def test_two_tabs_do_not_disturb_each_other(page: Page, address: str, space: Workspace) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{address}m/2023-03/")
    page.evaluate("document.querySelector('form[action$=\"do/compile\"]').submit()")
    other.evaluate("document.querySelector('form[action$=\"do/compile\"]').submit()")
    said = []
    for tab in (page, other):
        tab.wait_for_selector(".outcome")
        said.append(tab.locator(".outcome").inner_text())
    done = [words for words in said if "成果在" in words]
    turned_away = [words for words in said if "另一个督办进程" in words]
    assert done
    assert len(done) + len(turned_away) == 2
    made = {path.name for path in space.output("2023-03").iterdir()}
    assert {"督查通报.docx", "进展汇总.xlsx", "compilation.json", "看板.html"} <= made


@pytest.mark.parametrize("path", ("", "m/2023-03/", "m/2023-03/ruling", "taskmap/2023/"))
def test_everyone_can_use_each_page(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
