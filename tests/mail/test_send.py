"""Mails go out over a real server: once, not too fast, and on from where a run broke."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from msgspec import Struct, field
from msgspec.structs import replace

from duban.mail.credentials import Security, Server
from duban.mail.drafts import Draft
from duban.mail.journal import State, Step, appended, load
from duban.mail.send import Outgoing, Sent, send
from duban.model import CHINA
from tests.mail.servers import PASSWORD, USER, certificate, free_port

START = datetime(2023, 4, 3, 9, 30, tzinfo=CHINA)


class Post(Struct):
    """What the server took, and what it shall answer to whom."""

    port: int = 0
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    swallow_at: int | None = None

    async def handle_RCPT(
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        if len(self.taken) == self.cut_at:
            self.cut_at = None
            server.transport.close()
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            self.taken.append((envelope.rcpt_tos, envelope.content))
        if len(self.taken) - 1 == self.swallow_at:
            self.swallow_at = None
            server.transport.close()
        return answer

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self.port, Security.PLAIN, USER, PASSWORD)

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipients, _ in self.taken for recipient in recipients]


def login(_: SMTP, __: Session, ___: Envelope, mechanism: str, data: Any) -> AuthResult:  # noqa: ARG001
    assert isinstance(data, LoginPassword)
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def post_office(**encryption: Any) -> Iterator[Post]:
    post = Post(free_port())
    controller = Controller(
        post, "127.0.0.1", post.port, authenticator=login, auth_require_tls=False, **encryption
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@pytest.fixture
def post() -> Iterator[Post]:
    with post_office() as running:
        yield running


class Office:
    """Keeps the journal and the time; a pause only moves the clock."""

    def __init__(self) -> None:
        self.journal = b""
        self.now = START
        self.pauses: list[float] = []

    def record(self, step: Step) -> None:
        self.journal = appended(self.journal, [step])

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)

    def send(self, outgoing: list[Outgoing], server: Server, per_minute: int = 20) -> Sent:
        return send(
            outgoing, load(self.journal), server, self.record,
            clock=lambda: self.now, sleep=self.sleep, per_minute=per_minute,
        )  # fmt: skip


def reminder(unit: int, *more: str) -> Outgoing:
    to = (f"u{unit}@163.com", *more)
    return Outgoing(f"催报/2023-03/U{unit:03}", Draft(to, "催报", "请报送。", sender=USER))


def test_everyone_gets_the_mail_as_it_was_written(post: Post):
    office = Office()
    report = office.send([reminder(1, "boss@163.com"), reminder(2)], post.server)
    assert len(report.sent) == 3
    assert (report.problem, report.failed, report.uncertain) == ("", (), ())
    assert [to for to, _ in post.taken] == [["u1@163.com", "boss@163.com"], ["u2@163.com"]]
    message = message_from_bytes(post.taken[0][1], policy=default)
    assert message["Subject"] == "催报"
    assert message["Date"] == "Mon, 03 Apr 2023 09:30:00 +0800"
    assert message["X-Unsent"] is None
    assert [a.addr_spec for a in message["To"].addresses] == ["u1@163.com", "boss@163.com"]


def test_nobody_gets_it_twice(post: Post):
    office = Office()
    outgoing = [reminder(1), reminder(2), reminder(1)]
    office.send(outgoing, post.server)
    again = office.send([*outgoing, reminder(3)], post.server)
    assert post.recipients == ["u1@163.com", "u2@163.com", "u3@163.com"]
    assert again.sent == (("催报/2023-03/U003", "u3@163.com"),)
    assert ("催报/2023-03/U001", "u1@163.com") in again.already


def test_a_text_that_changed_does_not_go_out_again_under_its_key(post: Post):
    office = Office()
    office.send([reminder(1)], post.server)
    changed = replace(reminder(1), draft=replace(reminder(1).draft, text="再次提醒。"))
    assert office.send([changed], post.server).sent == ()


def test_mails_keep_their_distance(post: Post):
    office = Office()
    office.send([reminder(number) for number in range(4)], post.server, per_minute=6)
    assert office.pauses == [10, 10, 10]


def test_an_address_that_is_refused_does_not_hold_up_the_others(post: Post):
    post.answers = {"u2@163.com": "550 User not found", "u3@163.com": "450 Too many"}
    office = Office()
    report = office.send([reminder(1), reminder(2, "boss@163.com"), reminder(3)], post.server)
    assert post.recipients == ["u1@163.com", "boss@163.com"]
    assert [(step.recipient, step.state, step.note) for step in report.failed] == [
        ("u2@163.com", State.REFUSED, "550 User not found"),
        ("u3@163.com", State.DEFERRED, "450 Too many"),
    ]
    post.answers = {}
    later = office.send([reminder(1), reminder(2, "boss@163.com"), reminder(3)], post.server)
    assert post.recipients == ["u1@163.com", "boss@163.com", "u2@163.com", "u3@163.com"]
    assert later.failed == ()


def test_an_address_that_is_none_is_said_to_be_so_and_not_tried(post: Post):
    office = Office()
    report = office.send([Outgoing("k", Draft(("教育局", "a@163.com\nb"), "x", "y"))], post.server)
    assert [(step.recipient, step.note) for step in report.failed] == [
        ("教育局", "邮箱地址无效"),
        ("a@163.com\nb", "邮箱地址无效"),
    ]
    assert post.taken == []


def test_a_message_that_is_turned_down_whole_was_not_sent(post: Post):
    post.answers = {"DATA": "554 DT:SPM"}
    office = Office()
    report = office.send([reminder(1)], post.server)
    assert [(step.state, step.note) for step in report.failed] == [(State.REFUSED, "554 DT:SPM")]
    post.answers = {}
    assert office.send([reminder(1)], post.server).sent == (("催报/2023-03/U001", "u1@163.com"),)


def test_a_break_before_the_message_was_given_costs_nothing(post: Post):
    post.cut_at = 1
    office = Office()
    outgoing = [reminder(number) for number in range(3)]
    report = office.send(outgoing, post.server)
    assert [step.state for step in report.failed] == [State.DEFERRED]
    assert post.recipients == ["u0@163.com", "u2@163.com"]
    office.send(outgoing, post.server)
    assert post.recipients == ["u0@163.com", "u2@163.com", "u1@163.com"]


def test_a_break_while_the_message_was_given_is_for_a_person_to_decide(post: Post):
    post.swallow_at = 1
    office = Office()
    outgoing = [reminder(number) for number in range(3)]
    report = office.send(outgoing, post.server)
    assert report.uncertain == (("催报/2023-03/U001", "u1@163.com"),)
    again = office.send(outgoing, post.server)
    assert again.uncertain == report.uncertain
    assert post.recipients.count("u1@163.com") == 1


@pytest.mark.parametrize("killed_at", range(1, 6))
def test_a_kill_at_any_moment_never_leads_to_a_second_copy(post: Post, killed_at: int):
    office = Office()
    outgoing = [reminder(number) for number in range(3)]

    class Killed(BaseException):
        pass

    def record(step: Step) -> None:
        office.record(step)
        if len(load(office.journal)) == killed_at:
            raise Killed

    with pytest.raises(Killed):
        send(outgoing, (), post.server, record, clock=lambda: office.now, sleep=office.sleep)
    report = office.send(outgoing, post.server)
    assert len(set(post.recipients)) == len(post.recipients)
    doubtful = [recipient for _, recipient in report.uncertain]
    assert sorted({*post.recipients, *doubtful}) == ["u0@163.com", "u1@163.com", "u2@163.com"]


def test_a_wrong_password_ends_the_run_at_once(post: Post):
    wrong = replace(post.server, password="falsch-99")
    office = Office()
    report = office.send([reminder(number) for number in range(5)], wrong)
    assert report.problem == "邮箱 zgb@gov.cn 登录失败。"
    assert len(report.failed) == 1
    assert "falsch" not in office.journal.decode() + repr(report)


def test_a_server_that_is_not_there_is_given_up_after_three_tries():
    nowhere = Server("127.0.0.1", free_port(), Security.PLAIN, USER, PASSWORD)
    report = Office().send([reminder(number) for number in range(9)], nowhere)
    assert report.problem == "与发信服务器 127.0.0.1 的连接多次中断，本次发送提前结束。"
    assert report.advice
    assert len(report.failed) == 3


@pytest.mark.parametrize("security", [Security.SSL, Security.STARTTLS])
def test_the_password_goes_only_to_a_server_that_can_be_trusted(
    security: Security, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    trusted = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, tmp_path / "key.pem")
    context.verify_mode = ssl.CERT_NONE
    how = {"ssl_context": context} if security is Security.SSL else {"tls_context": context}
    with post_office(**how) as post:
        server = replace(post.server, security=security)
        report = Office().send([reminder(1)], server)
        assert report.problem == "发信服务器 127.0.0.1 的证书不可信，没有登录。"
        assert post.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert Office().send([reminder(1)], server).problem == ""
        assert post.recipients == ["u1@163.com"]


def test_the_account_is_the_sender_where_the_draft_names_none(post: Post):
    anonymous = Outgoing("k", Draft(("a@163.com",), "x", "y"))
    Office().send([anonymous], post.server)
    assert message_from_bytes(post.taken[0][1], policy=default)["From"] == USER
    nameless = replace(post.server, user="zgb")
    (step,) = Office().send([anonymous], nameless).failed
    assert step.note == "发件人地址无效"


def steps() -> list[Step]:
    first = Step("=1+1", "a@b.cn", State.SENDING, START)
    return [
        first,
        replace(first, state=State.SENT, note='250 OK queued, "x"'),
        replace(first, key="催报"),
    ]


def test_the_journal_gives_back_what_was_recorded_and_shows_no_formula():
    data = appended(b"", steps())
    assert list(load(data)) == steps()
    assert b"\n'=1+1," in data


def test_after_a_cut_in_the_journal_what_was_sent_is_at_worst_uncertain():
    data = appended(b"", steps())
    for length in range(len(data)):
        mended = appended(data[:length], steps()[2:])
        last = {step.key: step.state for step in load(mended)}
        assert last["催报"] is State.SENDING
        if steps()[1] in load(data[:length]) or steps()[0] in load(data[:length]):
            assert last["=1+1"] in (State.SENT, State.SENDING)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_journal_that_a_person_saved_again_still_keeps_mails_from_going_twice(encoding):
    text = appended(b"", steps()).decode("utf-8-sig")
    saved = text.replace(",", ";").replace("T09:30:00+08:00", " 9:30").encode(encoding)
    assert [(step.key, step.state) for step in load(saved)] == [(s.key, s.state) for s in steps()]
    assert load(appended(saved, steps()))[3:] == tuple(steps())
