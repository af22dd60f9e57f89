"""A second compile reads what changed and nothing else, and says the same as a first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import docx
import pytest
from msgspec import Struct, field
from msgspec.structs import replace

from duban.commands.compiling import compile_month
from duban.commands.recalling import Told, compile_or_recall
from duban.commands.session import Session
from duban.emit import papers
from duban.executor import Lost, Serial
from duban.gongwen.document import Document
from duban.gongwen.render import render
from duban.intake.kept import parse_packed, unpacked
from duban.intake.parse import Job
from duban.model import Ruling
from duban.register.write import write
from duban.store import Store
from duban.workspace import Workspace
from tests.office import AFTER, FULL, INBOX, KEY, MARCH, SCHOOL, issued, office, returned
from tests.office_on_disk import furnish, session

T = TypeVar("T")
R = TypeVar("R")


class Counting(Struct, frozen=True):
    """Works here, and counts on how much."""

    done: list[object] = field(default_factory=list)

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R | Lost]:
        for item in items:
            self.done.append(item)
            yield from Serial().map(function, (item,))


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return furnish(tmp_path)


def run(space: Workspace, executor: Counting | None = None) -> Session:
    """A run of its own: with a store as it lies on disk."""
    made = replace(session(space), store=Store(space.store()))
    return replace(made, executor=executor) if executor else made


def told(space: Workspace) -> tuple[Told, Counting]:
    counting = Counting()
    return compile_or_recall(run(space, counting), "2023-03"), counting


def outputs(space: Workspace) -> dict[str, bytes]:
    folder = space.output("2023-03")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


def change(space: Workspace) -> None:
    """One unit sends its form anew, with a value that is no number."""
    drawing = FULL[SCHOOL].replace("| 300            |", "| 正在统计       |")
    form = returned(issued(office(), SCHOOL), drawing)
    (space.root / INBOX / f"{SCHOOL.name}.xlsx").write_bytes(form)


def test_an_unchanged_month_is_told_again_without_reading_anything(space: Workspace) -> None:
    first, reading = told(space)
    assert len(reading.done) == 3
    before = outputs(space)
    again, idle = told(space)
    assert (again.has_errors, idle.done) == (first.has_errors, [])
    assert [*first.lines[:-1]] == [*again.lines[:-1]]
    assert "没有变化" in again.lines[-1]
    assert outputs(space) == before


def test_of_a_changed_month_only_the_changed_file_is_read(space: Workspace) -> None:
    told(space)
    change(space)
    _, reading = told(space)
    read = [job.path for job in reading.done if isinstance(job, Job)]
    assert read == [f"{INBOX}{SCHOOL.name}.xlsx"]


def reword(space: Workspace, name: str, old: str, new: str) -> None:
    """The office words a template otherwise."""
    template = space.root / "templates" / name
    text = template.read_text("utf-8")
    assert old in text
    template.write_text(text.replace(old, new), "utf-8")


def decide(space: Workspace) -> None:
    """The office counts a task as done."""
    ruling = Ruling("2023-03", "销号", task="1", reason="办结", by="王", on=date(2023, 3, 30))
    space.taskmap(2023).write_bytes(write(office(rulings=(ruling,)), AFTER))


def put_red_head(space: Workspace) -> None:
    """The office has letterheads of its own from now on."""
    docx.Document().save(str(space.root / "templates" / "红头.docx"))


def silence(space: Workspace) -> None:
    """Only one unit reports, so that there are letters to the others."""
    for path in (space.root / INBOX).glob("*.xlsx"):
        if path.stem != SCHOOL.name:
            path.unlink()


CHANGES: dict[str, Callable[[Workspace], object]] = {
    "value": change,
    "a letter's wording": partial(reword, name="催报通知.j2", old="请于", new="请务必于"),
    "the circular's wording": partial(reword, name="督查通报.j2", old="现将", new="现把"),
    "ruling": decide,
    "red head": put_red_head,
}


@pytest.mark.parametrize("name", (*CHANGES, "clock"))
def test_outputs_are_the_same_with_a_store_and_without(space: Workspace, name: str) -> None:
    silence(space)
    told(space)
    clock = AFTER + timedelta(minutes=1) if name == "clock" else AFTER
    if name != "clock":
        CHANGES[name](space)
    compile_or_recall(replace(run(space), now=clock), "2023-03")
    incremental = outputs(space)
    shutil.rmtree(space.root / "output")
    compile_month(replace(session(space), now=clock), "2023-03")
    assert outputs(space) == incremental
    assert any(name.startswith("函单/") for name in incremental)


def test_marked_copies_are_the_same_with_a_store_and_without(space: Workspace) -> None:
    told(space)
    change(space)
    told(space)
    incremental = outputs(space)
    shutil.rmtree(space.root / "output")
    compile_month(session(space), "2023-03")
    assert outputs(space) == incremental
    assert any(name.startswith("退改/") for name in incremental)


def test_a_paper_is_not_printed_again_while_nothing_in_it_changed(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence(space)
    told(space)
    printed: list[str] = []

    def counted(document: Document, *given: Any, **named: Any) -> bytes:
        printed.append(document.title)
        return render(document, *given, **named)

    monkeypatch.setattr(papers, "render", counted)
    change(space)
    told(space)
    assert len(printed) == 1
    assert "通报" in printed[0]


@pytest.mark.parametrize("name", ["督查通报.docx", "进展汇总.xlsx"])
def test_an_output_that_was_touched_or_deleted_is_made_anew(space: Workspace, name: str) -> None:
    told(space)
    before = outputs(space)
    path = space.output("2023-03") / name
    path.write_bytes(b"x") if name.endswith("docx") else path.unlink()
    told(space)
    assert outputs(space)[name] == before[name]


def test_a_changed_template_or_ruling_is_not_overlooked(space: Workspace) -> None:
    told(space)
    before = outputs(space)["督查通报.docx"]
    template = space.root / "templates" / "督查通报.j2"
    template.write_text(template.read_text("utf-8").replace("现将", "现把"), "utf-8")
    told(space)
    assert outputs(space)["督查通报.docx"] != before


def test_a_store_may_be_deleted_or_destroyed_between_two_runs(space: Workspace) -> None:
    told(space)
    before = outputs(space)
    space.store().write_bytes(b"rubbish" * 1000)
    shutil.rmtree(space.root / "output")
    told(space)
    assert outputs(space) == before
    shutil.rmtree(space.store().parent)
    told(space)
    assert outputs(space) == before


def test_what_is_kept_of_a_form_comes_back_whole_and_nothing_else_does() -> None:
    form = returned(issued(office(), SCHOOL), FULL[SCHOOL])
    data = parse_packed(Job(f"{INBOX}a.xlsx", form, KEY))
    read = unpacked(data)
    assert read is not None
    assert read[0].found is not None
    assert read[0].found.tokens[0].token.period == MARCH.name
    calls = b"cos\nsystem\n(S'true'\ntR."
    assert [unpacked(bad) for bad in (b"", data[:-9], calls, b"\x80\x05K\x01.")] == [None] * 4
