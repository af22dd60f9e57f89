"""A small office's workspace, its desk without a network, and its desk as a clerk starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from duban.desk.app import create_app
from duban.desk.guard import Guard
from duban.workspace import Workspace
from tests.office_on_disk import furnish, session

ROOT = Path(__file__).parent.parent.parent
TOKEN, PORT = "a-token-for-tests", 4711
HOST = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return furnish(tmp_path / "督查室")


@pytest.fixture
def desk(space: Workspace) -> FlaskClient:
    """Requests as the desk's own page makes them."""
    app = create_app(lambda say: replace(session(space), say=say), Guard(TOKEN, PORT))
    app.test_client_class = _OwnPage
    client = app.test_client()
    client.environ_base["HTTP_ORIGIN"] = HOST
    return client


class _OwnPage(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> Any:
        return super().open(*args, **{"base_url": HOST, **kwargs})


@pytest.fixture
def address(space: Workspace) -> Iterator[str]:
    """The address that ``compile.py desk`` shows when a clerk starts it."""
    command = [sys.executable, "compile.py", "desk", "--no-browser", "--workers", "1"]
    options = ["--as-of", "2023-04-03T17:00", "--workspace", str(space.root)]
    with subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        yield run.stdout.readline().strip().removeprefix("督办桌面：")
        run.terminate()


def url(path: str) -> str:
    return f"/{TOKEN}/{path}"
