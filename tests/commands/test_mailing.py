"""Mails come in and go out by command: drafts unless told, each once, with what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec import Struct, field
from msgspec.structs import replace

from compile import main
from duban.commands.mailing import Sending, receipts, remind
from duban.commands.session import Session
from duban.mail.journal import State, load
from duban.workspace import Stop, Workspace
from tests.mail import servers
from tests.mail.servers import PASSWORD, USER, Dovecot
from tests.mail.test_send import START, Post, post_office
from tests.office import FEBRUARY, FULL, INBOX, SCHOOL, TRADE, UNITS, issued, office, returned
from tests.office_on_disk import furnish, session
from tests.parcels.made import attached, mail

PERIOD = "2023-03"
AS_OF = "--as-of=2023-04-03T17:00"
BAD_STATUS = FULL[SCHOOL].replace("正常推进", "差不多了", 1)


class Clock(Struct):
    """A clock that only a pause moves."""

    now: datetime = START
    pauses: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)

    def sending(self, post: Post) -> Sending:
        return Sending(post.server, lambda: self.now, self.sleep)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with servers.dovecot() as running:
        yield running


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as running:
        yield running


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """An office whose last unit has no address; the first returned a fault, the third nothing."""
    units = (SCHOOL, replace(UNITS[1], emails=("slj@example.com",)), TRADE)
    first = replace(units[0], emails=("jyj@example.com",))
    made = furnish(tmp_path / "督查室", office(units=(first, *units[1:])))
    inbox = made.root / INBOX
    (inbox / "市教育局.xlsx").write_bytes(returned(issued(office(), SCHOOL), BAD_STATUS))
    (inbox / "市商务局.xlsx").unlink()
    return made


def talking(space: Workspace) -> tuple[Session, list[str]]:
    said: list[str] = []
    return replace(session(space), say=said.append), said


def run(space: Workspace, *arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(
        main,
        [*arguments, AS_OF, "--workspace", str(space.root)],
        prog_name="python compile.py",
        env=environment,
    )


def smtp(post: Post) -> dict[str, str]:
    return environment("SMTP", post.port)


def environment(protocol: str, port: int) -> dict[str, str]:
    return {
        f"DUBAN_{protocol}_HOST": "127.0.0.1",
        f"DUBAN_{protocol}_PORT": str(port),
        f"DUBAN_{protocol}_SECURITY": "plain",
        "DUBAN_MAIL_USER": USER,
        "DUBAN_MAIL_PASSWORD": PASSWORD,
    }


def drafts(space: Workspace, kind: str) -> dict[str, EmailMessage]:
    folder = space.output(PERIOD) / "邮件" / kind
    return {path.stem: read(path.read_bytes()) for path in sorted(folder.iterdir())}


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    return str(body.get_content())


def names(message: EmailMessage) -> list[str | None]:
    return [part.get_filename() for part in message.iter_attachments()]


def test_receipts_are_drafts_that_say_what_to_mend(space: Workspace) -> None:
    shown = run(space, "receipts", PERIOD)
    assert shown.exit_code == 0, shown.output
    assert "已写好邮件草稿2份，在 output/2023-03/邮件/回执/。" in shown.output
    made = drafts(space, "回执")
    assert sorted(made) == ["市教育局", "市水利局"]
    school = made["市教育局"]
    assert school["To"] == "jyj@example.com"
    assert school["X-Unsent"] == "1"
    assert "进展表!M8 第1项（牵头）：“状态”填的是“差不多了”" in text(school)
    assert names(school) == ["退改-市教育局.xlsx"]
    assert names(made["市水利局"]) == []
    assert "逾期报送）。\r\n经核对，没有发现需要改正的问题。" in text(made["市水利局"])


def test_an_empty_form_is_never_called_faultless(space: Workspace) -> None:
    (space.root / INBOX / "市水利局.xlsx").write_bytes(issued(office(), UNITS[1]))
    run(space, "receipts", PERIOD)
    run(space, "remind", PERIOD)
    assert "1. 填报表没有填写任何内容。" in text(drafts(space, "回执")["市水利局"])
    assert "报来的填报表没有填写任何内容，催报通知见附件" in text(drafts(space, "催报")["市水利局"])


def test_whoever_returned_nothing_is_reminded_with_the_letter(space: Workspace) -> None:
    shown = run(space, "remind", PERIOD)
    assert "没有可用邮箱的单位1个：市商务局。" in shown.output
    (reminder,) = drafts(space, "催报").values()
    assert "你单位2023年3月的填报表尚未收到" in text(reminder)
    assert names(reminder) == ["01-催报通知-市商务局.docx"]


def test_a_reminder_says_why_what_came_was_of_no_use(space: Workspace) -> None:
    old = returned(issued(office(), TRADE, FEBRUARY), FULL[TRADE])
    (space.root / INBOX / "市商务局.xlsx").write_bytes(old)
    run(space, "remind", PERIOD)
    (reminder,) = drafts(space, "催报").values()
    assert "1. 报来的是2023-02期的填报表，不是2023-03期，未采用。" in text(reminder)


def test_before_the_deadline_nobody_is_reminded(space: Workspace) -> None:
    early = replace(session(space), now=datetime.fromisoformat("2023-03-28T09:00+08:00"))
    said: list[str] = []
    remind(replace(early, say=said.append), PERIOD, None)
    assert said == ["没有需要催报的单位。"]


def test_forms_are_drafted_as_they_are_issued(space: Workspace) -> None:
    assert run(space, "issue", PERIOD).exit_code == 0
    made = drafts(space, "下发")
    assert len(made) == 3
    assert names(made["市水利局"]) == ["市水利局-2023年3月进展表.xlsx", "进展表填报说明.docx"]
    form = next(made["市水利局"].iter_attachments()).get_content()
    assert form == (space.output(PERIOD) / "下发" / "市水利局-2023年3月进展表.xlsx").read_bytes()


def test_drafts_outlive_a_compile(space: Workspace) -> None:
    run(space, "receipts", PERIOD)
    before = sorted((space.output(PERIOD) / "邮件").rglob("*.eml"))
    assert run(space, "compile", PERIOD).exit_code == 0
    assert sorted((space.output(PERIOD) / "邮件").rglob("*.eml")) == before


def test_nobody_gets_a_receipt_twice_until_a_new_version_comes(
    space: Workspace, post: Post
) -> None:
    working, said = talking(space)
    clock = Clock()
    receipts(working, PERIOD, clock.sending(post))
    assert post.recipients == ["jyj@example.com", "slj@example.com"]
    assert clock.pauses == [3.0]
    assert "本次发送2封；此前已发送、未重发0封。" in said
    receipts(working, PERIOD, clock.sending(post))
    assert len(post.taken) == 2
    assert said[-1] == "本次发送0封；此前已发送、未重发2封。"
    mended = returned(issued(office(), SCHOOL), FULL[SCHOOL])
    (space.root / INBOX / "市教育局改.xlsx").write_bytes(mended)
    later = replace(working, now=working.now + timedelta(hours=1))
    run(space, "compile", PERIOD)
    receipts(later, PERIOD, clock.sending(post))
    assert post.recipients[2:] == ["jyj@example.com"]
    assert "没有发现需要改正的问题" in text(read(post.taken[-1][1]))


def test_the_journal_of_sendings_is_no_arrival(space: Workspace, post: Post) -> None:
    remind_all, _ = talking(space)
    receipts(remind_all, PERIOD, Clock().sending(post))
    journal = space.root / INBOX / "寄送登记.csv"
    steps = load(journal.read_bytes())
    assert [step.state for step in steps] == [State.SENDING, State.SENT] * 2
    assert steps[0].key.startswith("回执/2023-03/U01/")
    run(space, "compile", PERIOD)
    assert "寄送登记" not in (space.root / INBOX / "收件登记.csv").read_text("utf-8-sig")


def test_a_run_that_broke_is_told_and_goes_on_later(space: Workspace, post: Post) -> None:
    working, said = talking(space)
    wrong = replace(Clock().sending(post), server=replace(post.server, password="falsch"))
    with pytest.raises(Stop, match="登录失败"):
        receipts(working, PERIOD, wrong)
    assert post.taken == []
    receipts(working, PERIOD, Clock().sending(post))
    assert len(post.taken) == 2
    assert "falsch" not in "\n".join(said)


def test_send_by_command_needs_a_server_and_uses_it(space: Workspace, post: Post) -> None:
    refused = run(space, "remind", PERIOD, "--send", DUBAN_SMTP_HOST="", DUBAN_MAIL_HOST="")
    assert refused.exit_code == 1
    assert "没有设置发信服务器或邮箱账号。" in refused.stderr
    (space.root / INBOX / "市水利局.xlsx").unlink()
    shown = run(space, "remind", PERIOD, "--send", **smtp(post))
    assert shown.exit_code == 0, shown.output
    assert post.recipients == ["slj@example.com"]
    assert names(read(post.taken[0][1])) == ["01-催报通知-市水利局.docx"]
    assert PASSWORD not in shown.output


def test_fetched_mails_are_compiled_and_come_once(space: Workspace, dovecot: Dovecot) -> None:
    form = returned(issued(office(), TRADE), FULL[TRADE])
    dovecot.fresh()
    dovecot.deliver(mail(attached("进展表.xlsx", form)))
    imap = environment("IMAP", dovecot.port)
    shown = run(space, "fetch", PERIOD, **imap)
    assert (shown.exit_code, shown.output) == (0, "收取邮件1封，在 inbox/2023-03/。\n")
    assert "收取邮件0封" in run(space, "fetch", PERIOD, **imap).output
    compiled = run(space, "compile", PERIOD)
    assert "未报送" not in compiled.output
    assert ".收信进度" not in (space.root / INBOX / "收件登记.csv").read_text("utf-8-sig")


def test_mails_from_before_the_month_stay_where_they_are(
    space: Workspace, dovecot: Dovecot
) -> None:
    dovecot.fresh()
    dovecot.deliver(b"Subject: x\r\n\r\nx\r\n")
    shown = run(space, "fetch", "2023-04", **environment("IMAP", dovecot.port))
    assert shown.output == "收取邮件0封，在 inbox/2023-04/。\n"


def test_a_folder_that_is_not_there_ends_with_the_reason(
    space: Workspace, dovecot: Dovecot
) -> None:
    imap = environment("IMAP", dovecot.port)
    shown = run(space, "fetch", PERIOD, "--folder", "没有", **imap)
    assert shown.exit_code == 1
    assert "邮箱文件夹“没有”无法打开" in shown.stderr
