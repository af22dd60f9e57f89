"""Mails come from a real server as they are, once, and go on where a run broke."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from duban.mail.credentials import Security, Server
from duban.mail.fetch import Fetched, Position, fetch, load_positions, positions_bytes
from duban.model import CHINA
from duban.parcels.unpack import expand
from tests.mail import servers
from tests.mail.servers import Dovecot
from tests.parcels.made import attached, mail


def message(number: int) -> bytes:
    content = mail(attached("进展表.xls", b"%d" % number), headers=[f"X-Number: {number}"])
    return re.sub(rb"\r?\n", b"\r\n", content)


class Inbox:
    """What a workspace would do: files by name, and the state that outlives a run."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.state = b""

    def write(self, name: str, data: bytes) -> None:
        self.files[name] = data

    def save(self, position: Position) -> None:
        self.state = positions_bytes({"INBOX": position})

    def run(self, server: Server, **options: object) -> Fetched:
        start = load_positions(self.state).get("INBOX", Position())
        return fetch(server, self.write, self.save, position=start, **options)  # type: ignore[arg-type]


def test_every_mail_arrives_byte_for_byte_and_only_once(dovecot: Dovecot):
    dovecot.fresh()
    sent = [message(number) for number in range(3)]
    dovecot.deliver(*sent)
    inbox = Inbox()
    first = inbox.run(dovecot.server)
    assert (first.problem, [inbox.files[name] for name in first.files]) == ("", sent)
    assert inbox.run(dovecot.server).files == ()
    dovecot.deliver(message(9))
    assert [inbox.files[name] for name in inbox.run(dovecot.server).files] == [message(9)]


def test_a_file_is_named_by_when_and_from_whom_it_came(dovecot: Dovecot):
    dovecot.fresh()
    dovecot.deliver(message(1), b"Subject: ../../x\r\n\r\nhello\r\n")
    by_unit, by_nobody = Inbox().run(dovecot.server).files
    assert by_unit.startswith("20230331-165857 jyj@163.com 3月进展表 ")
    assert by_nobody.startswith("20230331-165857 .. .. x ")
    assert by_nobody.endswith(".eml")


def test_a_fetched_mail_is_received_when_the_server_says(dovecot: Dovecot):
    dovecot.fresh()
    dovecot.deliver(message(1))
    inbox = Inbox()
    (name,) = inbox.run(dovecot.server).files
    facts = expand(name, inbox.files[name])[1].mail
    assert facts is not None
    assert facts.received_at == datetime(2023, 3, 31, 16, 58, 57, tzinfo=CHINA)


def test_nothing_is_deleted_or_marked_unless_told(dovecot: Dovecot):
    dovecot.fresh()
    dovecot.deliver(message(1), message(2))
    before = dovecot.flags()
    Inbox().run(dovecot.server)
    assert dovecot.flags() == before
    Inbox().run(dovecot.server, mark_seen=True)
    assert len(dovecot.flags()) == 2
    assert all(rb"\Seen" in flags for flags in dovecot.flags())


def test_only_the_days_asked_for_are_fetched(dovecot: Dovecot):
    dovecot.fresh()
    for day in (1, 10, 20):
        dovecot.deliver(message(day), day=day)
    inbox = Inbox()
    inbox.run(dovecot.server, since=date(2023, 3, 10), before=date(2023, 3, 20))
    assert list(inbox.files.values()) == [message(10)]


def test_a_folder_with_a_chinese_name_and_one_that_was_renumbered(dovecot: Dovecot):
    dovecot.fresh("督查报送")
    dovecot.deliver(message(1), message(2), folder="督查报送")
    inbox = Inbox()
    first = inbox.run(dovecot.server, folder="督查报送")
    assert len(first.files) == 2
    dovecot.fresh("督查报送")
    dovecot.deliver(message(1), message(2), message(3), folder="督查报送")
    again = inbox.run(dovecot.server, folder="督查报送")
    assert again.position.uidvalidity != first.position.uidvalidity
    assert again.files[:2] == first.files
    assert len(inbox.files) == 3


def test_a_full_disk_costs_only_what_was_not_written(dovecot: Dovecot):
    dovecot.fresh()
    dovecot.deliver(*map(message, range(4)))
    inbox = Inbox()

    def full(name: str, data: bytes) -> None:
        if len(inbox.files) == 2:
            raise OSError(28, "No space left on device")
        inbox.write(name, data)

    with pytest.raises(OSError, match="No space"):
        fetch(dovecot.server, full, inbox.save)
    inbox.run(dovecot.server)
    assert list(inbox.files.values()) == [message(number) for number in range(4)]


def test_a_wrong_password_or_folder_is_explained(dovecot: Dovecot):
    wrong = Server("127.0.0.1", dovecot.port, Security.PLAIN, servers.USER, "falsch-99")
    refused = Inbox().run(wrong)
    assert refused.problem == "邮箱 zgb@gov.cn 登录失败。"
    assert "授权码" in refused.advice
    assert "falsch" not in refused.problem + refused.advice
    missing = Inbox().run(dovecot.server, folder="没有这个")
    assert missing.problem == "邮箱文件夹“没有这个”无法打开。"


def test_a_server_that_is_not_there_is_explained():
    nowhere = Server("127.0.0.1", servers.free_port(), Security.PLAIN, servers.USER, "geheim-42")
    stopped = Inbox().run(nowhere)
    assert stopped.problem.startswith("与收信服务器 127.0.0.1 的连接中断")
    assert stopped.advice


@pytest.mark.parametrize("security", [Security.SSL, Security.STARTTLS])
def test_a_certificate_must_be_trusted(dovecot: Dovecot, security, monkeypatch):
    dovecot.fresh()
    dovecot.deliver(message(1))
    port = dovecot.tls if security is Security.SSL else dovecot.port
    server = Server("127.0.0.1", port, security, servers.USER, servers.PASSWORD)
    assert Inbox().run(server).problem == "收信服务器 127.0.0.1 的证书不可信，没有登录。"
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    assert len(Inbox().run(server).files) == 1


def test_a_mailbox_at_163_opens_its_folder_only_after_the_introduction():
    with servers.netease({5: message(5)}) as mailbox:
        inbox = Inbox()
        assert inbox.run(mailbox.server).problem == ""
        assert list(inbox.files.values()) == [message(5)]
        commands = [line.split()[0] for line in mailbox.log]
        assert commands.index("ID") < commands.index("EXAMINE")
        assert inbox.run(mailbox.server).files == ()


def test_after_a_break_the_next_run_goes_on():
    with servers.netease({uid: message(uid) for uid in (3, 5, 8, 9)}, breaks_after=2) as mailbox:
        inbox = Inbox()
        broken = inbox.run(mailbox.server)
        assert len(broken.files) == 2
        assert "中断" in broken.problem
        assert broken.advice == "已取回的邮件不会丢失，请稍后重新运行，将从中断处继续。"
        rest = inbox.run(mailbox.server)
        assert rest.problem == ""
        assert [inbox.files[name] for name in rest.files] == [message(8), message(9)]
        assert len(inbox.files) == 4


@pytest.mark.parametrize(
    "state", [b"", b"{", b"[]", b'{"INBOX": 3}', b"\xff\xfe", b'{"INBOX": {"uidvalidity": "x"}}']
)
def test_a_damaged_state_only_means_to_begin_again(state):
    assert load_positions(state) == {}


def test_the_state_outlives_the_run(tmp_path: Path):
    path = tmp_path / "state.json"
    path.write_bytes(positions_bytes({"督查": Position(7, 42)}))
    assert load_positions(path.read_bytes()) == {"督查": Position(7, 42)}
