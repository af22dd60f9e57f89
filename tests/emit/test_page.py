"""看板.html in a real browser: it shows every task, runs under its own policy, parses no words."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from pathlib import Path

from duban.emit.page import page
from tests.office import SCHOOL, TRADE, WATER, compiled, full_month, office
from tests.programs import required

HOSTILE = "</script><img src=x onerror=document.title='x'>&lt;%DATA%{{ 7*7 }}"


def shown(folder: Path, html: bytes) -> str:
    """The page's document after its script ran, as Chromium has it."""
    chromium = required("chromium")
    path = folder / "page.html"
    path.write_bytes(html)
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync")
    offline = ("--disable-background-networking", "--disable-component-update")
    own = (f"--user-data-dir={folder / 'profile'}", "--dump-dom", path.as_uri())
    done = subprocess.run(
        [chromium, *quiet, *offline, *own], capture_output=True, timeout=120, check=True
    )
    return done.stdout.decode()


def test_every_task_and_unit_is_shown_with_the_figures_of_the_json(tmp_path: Path) -> None:
    taskmap = office()
    compilation = compiled(taskmap, full_month(taskmap))
    document = shown(tmp_path, page(compilation))
    body = document[document.index('<tbody id="rows">') :].split("</tbody>")[0]
    assert body.count("<tr") == len(compilation.standings)
    for standing in compilation.standings:
        assert standing.task_class.label in body
    for unit in (SCHOOL, WATER, TRADE):
        assert unit.name in document
    total = len(compilation.standings)
    assert f"显示{total}项，共{total}项" in document


def test_a_units_words_are_text_and_nothing_else(tmp_path: Path) -> None:
    taskmap = office()
    drawing = f"""
        | 序号 | 职责 | 本月累计完成值 | 进展情况  | 状态     |
        | 1    | 牵头 | 300            | {HOSTILE} | 正常推进 |
    """
    compilation = compiled(taskmap, full_month(taskmap, **{SCHOOL.code: drawing}))
    html = page(compilation).decode()
    assert html.count("</script>") == 2
    document = shown(tmp_path, html.encode())
    assert "<img" not in document
    assert "<title>x</title>" not in document
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    answers = [answer["words"] for task in data["tasks"] for answer in task["answers"]]
    assert any(HOSTILE in words for words in answers)


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
