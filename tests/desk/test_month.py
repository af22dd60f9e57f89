"""A month at the desk: what is dropped is kept and judged, what is asked for is done or refused."""

from __future__ import annotations

import io
import json
import multiprocessing
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.test import TestResponse

from duban.commands.session import Session
from duban.desk.app import create_app
from duban.desk.files import arrival_name
from duban.desk.guard import Guard
from duban.executor import Processes
from duban.workspace import Workspace
from tests.desk.conftest import HOST, PORT, TOKEN, url
from tests.office import FULL, SCHOOL, WATER, issued, office, returned
from tests.office_on_disk import session

MONTH, PERIOD = url("m/2023-03/"), "2023-03"


def drop(desk: FlaskClient, *files: tuple[str, bytes]) -> TestResponse:
    data = [(io.BytesIO(content), name) for name, content in files]
    return desk.post(url("m/2023-03/drop"), data={"files": data})


def form(spoilt: bool = False) -> bytes:
    drawing = FULL[SCHOOL].replace("正常推进", "差不多了", 1) if spoilt else FULL[SCHOOL]
    return returned(issued(office(), SCHOOL), drawing)


def test_the_month_shows_who_is_in_and_who_is_not(desk: FlaskClient, space: Workspace) -> None:
    next(space.inbox(PERIOD).glob("*水利*")).unlink()
    page = desk.get(MONTH).text
    rows = {row.split("</a></th>")[0].rsplit(">", 1)[1]: row for row in page.split("<tr>")[2:5]}
    assert "未报送" in rows[WATER.name]
    assert "逾期报送" in rows[SCHOOL.name]


def test_no_worker_outlives_the_request_that_it_served(space: Workspace) -> None:
    made: list[Session] = []

    def opener(say: Callable[[str], None]) -> Session:
        made.append(replace(session(space), say=say, executor=Processes(1)))
        return made[-1]

    app = create_app(opener, Guard(TOKEN, PORT))
    before = multiprocessing.active_children()
    assert app.test_client().get(MONTH, base_url=HOST).status_code == 200
    assert made
    assert multiprocessing.active_children() == before


def test_a_month_without_an_inbox_can_be_opened(desk: FlaskClient) -> None:
    assert "还没有收件文件夹" in desk.get(url("m/2023-02/")).text
    assert not desk.get(url("m/2023-02/")).text.count("报送情况")


def test_what_is_dropped_is_kept_byte_for_byte_and_judged(
    desk: FlaskClient, space: Workspace
) -> None:
    answer = drop(desk, ("报表.xlsx", form(spoilt=True)), ("照片.png", b"\x89PNG\r\n\x1a\n"))
    assert answer.status_code == 200
    assert (space.inbox(PERIOD) / "报表.xlsx").read_bytes() == form(spoilt=True)
    assert "“状态”填的是“差不多了”" in answer.text
    assert "照片.png" in answer.text


def test_nothing_in_the_inbox_is_replaced(desk: FlaskClient, space: Workspace) -> None:
    for content in (b"one", b"two", b"two", b"one"):
        drop(desk, ("报表.xlsx", content))
    kept = {p.name: p.read_bytes() for p in space.arrivals(PERIOD) if p.name.startswith("报表")}
    assert kept == {"报表.xlsx": b"one", "报表-2.xlsx": b"two"}


@pytest.mark.parametrize(
    ("given", "kept"),
    (
        ("../../taskmap/2023.xlsx", "2023.xlsx"),
        (r"C:\Users\甲\表.xlsx", "表.xlsx"),
        ("收件登记.csv", "报来的收件登记.csv"),
        ("寄送登记.csv", "报来的寄送登记.csv"),
        (".key", "key"),
        ("con.xlsx", "_con.xlsx"),
        ("表.xlsx\n<b>", "表.xlsx__b_"),
        ("长" * 300 + ".xlsx", "长" * 60 + ".xlsx"),
        ("无后缀", "无后缀"),
    ),
)
def test_a_dropped_files_name_is_no_path_and_no_register(given: str, kept: str) -> None:
    assert arrival_name(given) == kept


def test_compiling_makes_outputs_that_can_be_opened(desk: FlaskClient) -> None:
    answer = desk.post(url("m/2023-03/do/compile"))
    assert answer.status_code == 200
    assert "成果在 output/2023-03/（已更新）" in answer.text
    made = desk.get(url("output/2023-03/compilation.json"))
    assert json.loads(made.data)["period"] == PERIOD
    assert desk.get(url("output/2023-03/督查通报.docx")).data[:2] == b"PK"


def test_issuing_writes_forms_and_drafts_and_sends_nothing(
    desk: FlaskClient, space: Workspace
) -> None:
    answer = desk.post(url("m/2023-03/do/issue"))
    assert "已生成3份填报表" in answer.text
    assert len(list((space.output(PERIOD) / "邮件" / "下发").glob("*.eml"))) == 3
    assert not (space.inbox(PERIOD) / "寄送登记.csv").exists()


def test_letters_are_drafted_once_the_month_is_compiled(
    desk: FlaskClient, space: Workspace
) -> None:
    answer = desk.post(url("m/2023-03/do/letters"))
    assert "请先运行 compile 2023-03，再寄送函单" in answer.text
    desk.post(url("m/2023-03/do/compile"))
    assert "已写好邮件草稿3份" in desk.post(url("m/2023-03/do/letters")).text
    assert len(list((space.output(PERIOD) / "邮件" / "函单").glob("*.eml"))) == 3
    assert not (space.inbox(PERIOD) / "寄送登记.csv").exists()


def test_a_second_compile_at_the_same_time_is_turned_away(
    desk: FlaskClient, space: Workspace
) -> None:
    with space.lock("编译"):
        answer = desk.post(url("m/2023-03/do/compile"))
    assert answer.status_code == 409
    assert "另一个督办进程正在这个工作区里运行" in answer.text
    assert not space.output(PERIOD).exists()


def test_a_figure_leads_back_to_its_cells(desk: FlaskClient) -> None:
    answer = desk.get(url("m/2023-03/explain?of=1"))
    assert "inbox/2023-03/" in answer.text
    unknown = desk.get(url("m/2023-03/explain?of=没有这个"))
    assert unknown.status_code == 409
    assert "不是本期的任务序号" in unknown.text


@pytest.mark.parametrize("path", ("m/2023-13/", "m/x/", "m/2024-01/", "m/2023-03/do/format", "zzz"))
def test_what_is_not_there_is_said_so(desk: FlaskClient, path: str) -> None:
    method = desk.post if "/do/" in path else desk.get
    answer = method(url(path))
    assert answer.status_code in (404, 409)
    assert "<html" in answer.text


def test_a_crash_is_a_page_and_a_line_in_the_log(
    desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[str]:
        raise ZeroDivisionError

    monkeypatch.setattr("duban.desk.month.compile_quietly", broken)
    answer = desk.get(MONTH)
    assert answer.status_code == 500
    assert "程序出错" in answer.text
    assert "ZeroDivisionError" not in answer.text
