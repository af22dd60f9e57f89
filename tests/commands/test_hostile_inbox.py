"""The worst of a mailbox through a whole compile: harm stays with its file, text stays text."""

from __future__ import annotations

import io
import re
import resource
import zipfile
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from compile import main
from duban.commands.compiling import compile_month
from duban.desk.app import create_app
from duban.desk.guard import Guard
from duban.executor import Processes
from duban.intake import receipts
from duban.workspace import Workspace
from tests.office import FULL, INBOX, SCHOOL, WATER, issued, office, returned
from tests.office_on_disk import furnish, session
from tests.parcels.made import attached, mail, part, raw, zipped
from tests.workbooks.hostile import all_files

AS_OF = "--as-of=2023-04-03T17:00"
ESCAPE = "\x1b[31m红\x1b]0;题\x07\x9b2J"
EVIL = (
    "=1+1",
    "=cmd|'/c calc'!A0",
    "@SUM(1+1)",
    "{{ 7*7 }}{% raw %}",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "【标题】另起",
    ESCAPE,
    "a\u202eb\u2066c",
    "../../etc/passwd",
)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return furnish(tmp_path / "督查室")


def test_every_hostile_file_is_kept_and_answered_and_every_other_is_compiled(
    space: Workspace,
) -> None:
    folder = space.root / INBOX
    # Each of these costs some seconds; test_guard reads all of them.
    slow = re.compile("million|500,000|GiB|63 MB|cut off|flipped|40 MB|too large|2 MB")
    made = [(name, make()) for name, _, make in all_files() if not slow.search(name)]
    for number, (_, data) in enumerate(made):
        (folder / f"来件{number:03d}.xlsx").write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pool = Processes(workers=2, memory_mib=512, seconds=20)
    compiled = compile_month(replace(session(space), executor=pool), "2023-03")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 << 10
    used = [s.receipt.path.removeprefix(INBOX) for s in compiled.compilation.submissions]
    assert used == ["市教育局.xlsx", "市水利局.xlsx", "市商务局.xlsx"]
    rejected = {r.file.removeprefix(INBOX).partition("!")[0] for r in compiled.compilation.rejected}
    assert len(rejected) >= len(made) - 3
    assert all(r.reason and r.advice for r in compiled.compilation.rejected)
    rows, problems = receipts.load((folder / receipts.FILE_NAME).read_bytes())
    assert problems == ()
    seen = {row.receipt.path.removeprefix(INBOX).partition("!")[0] for row in rows}
    assert len(seen) == len(made) + 3
    for number, (_, data) in enumerate(made):
        assert (folder / f"来件{number:03d}.xlsx").read_bytes() == data


def run(space: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, [*arguments, "--workspace", str(space.root)], prog_name="python compile.py"
    )


def wicked(text: str) -> bytes:
    """市教育局's form with ``text`` wherever a unit can write, on a sheet of that name."""

    def spoil(_book: Any, sheet: Any) -> None:
        for row in (8, 9):
            for column in (3, 9, 12, 13, 14, 15, 16, 17, 18, 19):
                cell = sheet.cell(row, column)
                cell.value, cell.data_type = "占位", "s"
        sheet["M7"] = "占位"
        sheet.title = "占位"

    form = returned(issued(office(), SCHOOL), FULL[SCHOOL], spoil)
    escaped = "".join(f"&#{ord(c)};" if ord(c) >= 32 else f"_x{ord(c):04X}_" for c in text)
    with zipfile.ZipFile(io.BytesIO(form)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    stands = "".join(f"&#{ord(c)};" for c in "占位").encode()
    changed = {n: d.replace(stands, escaped.encode()) for n, d in members.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in changed.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("text", EVIL)
def test_text_of_a_unit_is_text_on_the_screen_and_in_every_file(
    space: Workspace, text: str
) -> None:
    folder = space.root / INBOX
    (folder / "市教育局.xlsx").write_bytes(wicked(text))
    name = re.sub(r"[/\0]", "_", text)
    (folder / f"{name}.txt").write_bytes(b"\0")
    subject = f"Subject: {raw(text, 'utf-8')}".replace("\r", "").replace("\n", "")
    bad = attached(f"{text}.xlsx", returned(issued(office(), WATER), FULL[WATER]))
    (folder / "来信.eml").write_bytes(mail(bad, headers=[subject]))
    (folder / "包.zip").write_bytes(zipped({f"{text}.txt": b"x"}, "utf-8", flag=True))
    (folder / "体.eml").write_bytes(mail(part(text.encode(), "Content-Type: text/plain")))
    there = {p for p in space.root.parent.rglob("*") if p.is_file()}
    shown = [
        run(space, "compile", "2023-03", AS_OF),
        run(space, "explain", "2023-03", "1", AS_OF),
        run(space, "explain", "2023-03", "市教育局", AS_OF),
        run(space, "receipts", "2023-03", AS_OF),
        run(space, "check", str(folder / "市教育局.xlsx"), str(folder / "来信.eml")),
    ]
    for result in shown:
        assert result.exit_code == 0, result.output
        assert (
            re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", result.output)
            == []
        )
        assert "Traceback" not in result.output
    made = {p for p in space.root.parent.rglob("*") if p.is_file()} - there
    assert all(space.root in path.parents for path in made)
    assert len(made) > 5
    for path in sorted(made):
        check(path)
    desk = create_app(lambda say: replace(session(space), say=say), Guard("token", 1)).test_client()
    for page in ("m/2023-03/", "m/2023-03/explain?of=1", "m/2023-03/explain?of=市教育局"):
        answer = desk.get(f"/token/{page}", base_url="http://127.0.0.1:1")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


def check(path: Path) -> None:
    """That nothing of a unit's is live in the file."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    own = str(cell.value).startswith("=IF(AND(ISNUMBER(")
                    assert cell.data_type != "f" or own, (path.name, cell.coordinate, cell.value)
    elif path.suffix == ".html":
        text = data.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    elif path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        for name, part_ in parts.items():
            assert b'TargetMode="External"' not in part_, (path.name, name)
            fields = re.findall(rb"<w:(?:instrText|fldSimple)[^>]*>([^<]*)", part_)
            assert {field.split()[0] for field in fields if field.strip()} <= {b"PAGE"}
    elif path.suffix == ".eml":
        message = message_from_bytes(data, policy=default)
        assert not {"bcc", "cc"} & {header.lower() for header in message}
        assert message.get_body().get_content_type() == "text/plain"
    elif path.suffix == ".csv":
        for line in data.decode("utf-8-sig").splitlines():
            assert not re.search(r'(^|,)"?[=+@]', line), line
    if path.suffix in (".html", ".csv", ".json", ".txt"):
        assert not re.search(b"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data), path.name
        assert b"49" not in data or b"7*7" not in data or b"{{ 7*7 }}" in data
