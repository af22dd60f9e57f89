"""The desk answers its own page and nobody else."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from duban.desk.guard import LIMIT_MIB
from duban.workspace import Workspace
from tests.desk.conftest import PORT, url

MONTH = url("m/2023-03/")
DROP = url("m/2023-03/drop")


def arrivals(space: Workspace) -> list[str]:
    return [path.name for path in space.arrivals("2023-03")]


def test_its_own_page_is_answered_and_kept_to_itself(desk: FlaskClient) -> None:
    answer = desk.get(MONTH)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "host", ("evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", "[::1]")
)
def test_another_host_is_refused(desk: FlaskClient, host: str) -> None:
    answer = desk.get(MONTH, base_url=f"http://{host}")
    assert answer.status_code == 403
    assert "本机地址" in answer.text


@pytest.mark.parametrize(
    "path", ("/", "/m/2023-03/", "//m/2023-03/", "/another-token/m/2023-03/", "/a-token-for-test/")
)
def test_a_missing_or_wrong_token_is_refused(desk: FlaskClient, path: str) -> None:
    assert desk.get(path).status_code == 403


@pytest.mark.parametrize("origin", (None, "null", "http://evil.example", "http://127.0.0.1:1"))
def test_another_origin_changes_nothing(
    desk: FlaskClient, space: Workspace, origin: str | None
) -> None:
    before = arrivals(space)
    del desk.environ_base["HTTP_ORIGIN"]
    headers = {"Origin": origin} if origin else {}
    for path in (DROP, url("m/2023-03/do/compile"), url("import"), url("m/2023-03/ruling")):
        data = {"files": (io.BytesIO(b"x"), "x.xlsx")}
        answer = desk.post(path, data=data, headers=headers)
        assert answer.status_code == 403, path
    assert arrivals(space) == before
    assert not (space.root / "output").exists()


def test_a_page_elsewhere_cannot_even_look(desk: FlaskClient) -> None:
    answer = desk.get(MONTH, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    (
        "output/2023-03/../../taskmap/.key",
        "output/2023-03/%2e%2e/%2e%2e/taskmap/.key",
        "output/2023-03/..%2f..%2ftaskmap%2f.key",
        "output/2023-03/%2fetc%2fpasswd",
        "output/2023-03//etc/passwd",
        "output/2023-03/..\\..\\taskmap\\.key",
        "output/2023-03/link",
        "output/2023-03/.hidden",
        "output/..%2ftaskmap/2023.xlsx",
        "inbox/2023-03/../../taskmap/2023.xlsx",
        "inbox/2023-03/",
        "static/../guard.py",
        "static/..%2fguard.py",
    ),
)
def test_no_path_leads_out(desk: FlaskClient, space: Workspace, path: str) -> None:
    folder = space.output("2023-03")
    folder.mkdir(parents=True)
    (folder / ".hidden").write_text("x")
    (folder / "link").symlink_to(space.root / "taskmap" / ".key")
    answer = desk.get(url(path), follow_redirects=False)
    assert answer.status_code in (308, 403, 404), answer.text
    if answer.status_code == 308:
        assert desk.get(url(path), follow_redirects=True).status_code in (403, 404)


def test_what_is_too_large_is_refused_in_words(desk: FlaskClient, space: Workspace) -> None:
    before = arrivals(space)
    said = {"CONTENT_LENGTH": str((LIMIT_MIB << 20) + 1)}
    data = {"files": (io.BytesIO(b"x"), "大.xlsx")}
    answer = desk.post(DROP, data=data, environ_overrides=said)
    assert answer.status_code == 413
    assert f"一次最多{LIMIT_MIB}MB" in answer.text
    assert arrivals(space) == before


def test_outputs_that_are_pages_run_in_an_origin_of_their_own(
    desk: FlaskClient, space: Workspace
) -> None:
    folder = space.output("2023-03")
    folder.mkdir(parents=True)
    (folder / "看板.html").write_text("<script>1</script>")
    (space.inbox("2023-03") / "x.html").write_text("<script>1</script>")
    shown = desk.get(url("output/2023-03/看板.html"))
    assert "sandbox allow-scripts" in shown.headers["Content-Security-Policy"]
    handed = desk.get(url("inbox/2023-03/x.html"))
    assert handed.headers["Content-Disposition"].startswith("attachment")
