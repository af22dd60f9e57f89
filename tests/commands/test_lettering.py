"""letters: each unit is mailed its papers of the month as they lie in the outputs, each once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from msgspec.structs import replace

from duban.commands.compiling import compile_month
from duban.commands.lettering import send_letters
from duban.forms.fields import APPEAL
from duban.model import Inspection
from duban.workspace import Stop, Workspace
from tests.commands.test_mailing import (
    PERIOD,
    Clock,
    drafts,
    names,
    read,
    run,
    smtp,
    talking,
    text,
)
from tests.mail.test_send import Post, post_office
from tests.merge.test_cos import STAGED
from tests.office import AFTER, FULL, INBOX, SCHOOL, TRADE, WATER, issued, office, returned
from tests.office_on_disk import furnish, session
from tests.programs import convert

FOUND = Inspection(
    PERIOD, "3", "市商务局", 1, Decimal(10), on=date(2023, 3, 27), conclusion="不属实", kind="暗访"
)
UNITS = tuple(replace(u, emails=(f"{u.code}@example.com",)) for u in (SCHOOL, WATER, TRADE))
FORM = "市商务局-2023年3月申述表.xlsx"


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """All returns came late; the third unit was inspected; co-organisers owed their parts early."""
    taskmap = office(units=UNITS, inspections=(FOUND,), periods=(STAGED,))
    made = furnish(tmp_path / "督查室", taskmap)
    compile_month(session(made), PERIOD)
    return made


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as running:
        yield running


def test_each_unit_gets_its_letters_its_form_of_appeal_and_what_its_cos_said(
    space: Workspace,
) -> None:
    shown = run(space, "letters", PERIOD)
    assert shown.exit_code == 0, shown.output
    assert "已写好邮件草稿4份，在 output/2023-03/邮件/函单/。" in shown.output
    letters = drafts(space, "函单")
    assert list(letters) == [
        "02-提醒单-市教育局",
        "03-提醒单-市水利局",
        "04-提醒单-市商务局",
        "05-督办单-市商务局",
    ]
    school = letters["02-提醒单-市教育局"]
    assert (school["To"], school["X-Unsent"]) == ("U01@example.com", "1")
    assert "现将2023年3月提醒单发给你单位，见附件" in text(school)
    assert names(school) == ["02-提醒单-市教育局.docx"]
    (feedback,) = drafts(space, "核查反馈").values()
    assert names(feedback) == ["01-核查反馈-市商务局.docx", FORM]
    assert "请于4月7日前填好附件中的申述表" in text(feedback)
    assert [names(mail) for mail in drafts(space, "协办汇总").values()] == [
        ["市教育局.xlsx"],
        ["市水利局.xlsx"],
    ]
    assert not (space.inbox(PERIOD) / "寄送登记.csv").exists()


def test_nobody_gets_a_paper_twice_until_what_it_rests_on_changes(
    space: Workspace, post: Post
) -> None:
    working, said = talking(space)
    clock = Clock()
    send_letters(working, PERIOD, clock.sending(post))
    assert len(post.taken) == 7
    compile_month(session(space, AFTER + timedelta(days=2)), PERIOD)
    send_letters(working, PERIOD, clock.sending(post))
    assert len(post.taken) == 7, "a later day to answer by makes no other letter"
    assert said[-1] == "本次发送0封；此前已发送、未重发2封。"
    (space.inbox(PERIOD) / "市水利局.xlsx").write_bytes(
        returned(issued(office(), WATER), FULL[WATER].replace("3处 ", "5处 "))
    )
    compile_month(session(space, AFTER + timedelta(days=2)), PERIOD)
    send_letters(working, PERIOD, clock.sending(post))
    again = [(recipients, text(read(data))) for recipients, data in post.taken[7:]]
    water, school = ("U02@example.com",), ("U01@example.com",)
    assert [tuple(recipients) for recipients, _ in again] == [water, school]
    assert "有关情况有变动，此前发出的提醒单以本次为准" in again[0][1]
    assert "此前发出的协办情况汇总以本次为准" in again[1][1]


def test_a_letter_goes_as_it_was_touched_up_in_word(space: Workspace) -> None:
    path = space.output(PERIOD) / "函单" / "02-提醒单-市教育局.docx"
    letter = docx.Document(str(path))
    letter.add_paragraph("另请报送佐证材料。")
    letter.save(str(path))
    shown = run(space, "letters", PERIOD)
    assert "函单/02-提醒单-市教育局.docx 在编制后改动过，按改动后的寄送。" in shown.output
    (sent,) = drafts(space, "函单")["02-提醒单-市教育局"].iter_attachments()
    assert sent.get_content() == path.read_bytes()


def test_outputs_that_are_not_of_now_are_not_mailed(space: Workspace) -> None:
    (space.root / INBOX / "市水利局.xlsx").unlink()
    with pytest.raises(Stop, match="不是按现有的收件和任务图编制的"):
        send_letters(session(space), PERIOD, None)
    (space.root / "output" / ".published.json").unlink()
    with pytest.raises(Stop, match="不是按现有的收件和任务图编制的"):
        send_letters(session(space), PERIOD, None)
    with pytest.raises(Stop, match="2023-02 还没有编制成果"):
        send_letters(session(space), "2023-02", None)


def test_a_letter_that_somebody_deleted_is_asked_for(space: Workspace) -> None:
    path = space.output(PERIOD) / "函单" / "05-督办单-市商务局.docx"
    path.unlink()
    with pytest.raises(Stop, match=r"05-督办单-市商务局\.docx 没有"):
        send_letters(session(space), PERIOD, None)


def test_whom_remind_presses_is_not_written_to_twice(space: Workspace) -> None:
    (space.root / INBOX / "市水利局.xlsx").unlink()
    compile_month(session(space), PERIOD)
    run(space, "letters", PERIOD)
    assert not [name for name in drafts(space, "函单") if "市水利局" in name]


def test_before_the_deadline_only_what_is_of_use_then_goes(space: Workspace) -> None:
    for path in space.root.glob("inbox/*/收件登记.csv"):
        path.unlink()
    before = session(space, STAGED.deadline - timedelta(hours=1))
    compile_month(before, PERIOD)
    send_letters(before, PERIOD, None)
    assert sorted(path.name for path in (space.output(PERIOD) / "邮件").iterdir()) == [
        "协办汇总",
        "核查反馈",
    ]


def test_a_month_without_letters_says_so(tmp_path: Path) -> None:
    space = furnish(tmp_path)
    before = session(space, STAGED.deadline - timedelta(hours=1))
    compile_month(before, PERIOD)
    working, said = talking(space)
    send_letters(working, PERIOD, None)
    assert said == ["本期没有需要寄送的函单。催报通知用 remind 寄送。"]


def test_a_teams_form_is_mailed_where_a_mailbox_is_named(space: Workspace, post: Post) -> None:
    asked = ("issue", PERIOD, "--form", "inspection", "--tasks", "3", "--team", "第一核查组")
    assert "由核查组领取，没有寄送" in run(space, *asked, "--send", **smtp(post)).output
    wrong = run(space, *asked, "--to", "赵明")
    assert (wrong.exit_code, "核查组邮箱“赵明”写法不对" in wrong.stderr) == (2, True)
    run(space, *asked, "--to", "team1@example.com")
    (draft,) = drafts(space, "下发核查表-第一核查组").values()
    assert names(draft) == ["第一核查组-2023年3月核查表.xlsx"]
    for _ in range(2):
        shown = run(space, *asked, "--to", "team1@example.com", "--send", **smtp(post))
        assert shown.exit_code == 0, shown.output
    assert post.recipients == ["team1@example.com"]


@pytest.mark.parametrize("suffix", ("xlsx", "xls", "ods"))
def test_an_appeal_saved_by_another_program_says_the_same(space: Workspace, suffix: str) -> None:
    paper = space.output(PERIOD) / "核查反馈" / FORM
    book = openpyxl.load_workbook(paper)
    sheet = book[APPEAL.sheet]
    sheet.cell(8, APPEAL.index("answer") + 1).value = "另有3个项目材料未提供"
    stream = io.BytesIO()
    book.save(stream)
    saved = convert(stream.getvalue(), "xlsx", suffix)
    (space.inbox(PERIOD) / f"申述.{suffix}").write_bytes(saved)
    made = compile_month(session(space), PERIOD).compilation
    (appeal,) = (f for f in made.findings if f.code == "inspection_appeal")
    assert (appeal.unit, appeal.task, appeal.source.cell) == ("市商务局", "3", "I8")
    conflict = next(f for f in made.findings if f.code == "inspection_conflict")
    assert conflict.evidence.endswith("单位申述：另有3个项目材料未提供")
