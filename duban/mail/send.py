"""Sending over SMTP so that nobody gets a message twice, not too fast, and on from where it broke.

Each step is recorded before and after the server is given the message. Where a run broke in
between, the message may or may not have left: that is said, and a person decides.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from duban.mail.credentials import TIMEOUT, Security, Server
from duban.mail.drafts import Draft, build, usable
from duban.mail.journal import State, Step
from duban.text import clean

_SETBACKS = 3
_HELLO = "[127.0.0.1]"  # a PC's own name may be Chinese, which EHLO cannot carry
_ACCEPTED = (250, 251)
_CONTINUE = "已发送的不会重发，请稍后重新运行，将从中断处继续。"
_CHECK_LOGIN = "请核对邮箱账号和密码；163、126、QQ等邮箱须先在网页中开启SMTP并使用客户端授权码。"

Target = tuple[str, str]
"""(key of the message, recipient)."""


class Outgoing(Struct, frozen=True):
    """A mail to send; ``key`` stays the same however its text changes, so that it goes out once."""

    key: str
    draft: Draft


class Sent(Struct, frozen=True):
    """What a run did. ``uncertain``: this run or an earlier one broke while it was being sent."""

    sent: tuple[Target, ...] = ()
    already: tuple[Target, ...] = ()
    uncertain: tuple[Target, ...] = ()
    failed: tuple[Step, ...] = ()
    problem: str = ""
    advice: str = ""


def send(
    outgoing: Sequence[Outgoing],
    done: Iterable[Step],
    server: Server,
    record: Callable[[Step], None],
    *,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    per_minute: int = 20,
) -> Sent:
    """Sends what ``done`` does not show as sent, at most ``per_minute`` messages a minute.

    ``record`` must be durable when it returns. An address that was refused or deferred before is
    tried again. ``clock`` gives aware moments. Raises nothing that a server or a network does.
    """
    states = {(step.key, step.recipient): step.state for step in done}
    already: list[Target] = []
    uncertain: list[Target] = []
    new: list[Step] = []

    def note(step: Step) -> None:
        record(step)
        new.append(step)
        states[step.key, step.recipient] = step.state

    with _Line(server, clock, sleep, 60 / per_minute) as line:
        for message in outgoing:
            recipients = dict.fromkeys(clean(recipient) for recipient in message.draft.to)
            targets = [(message.key, recipient) for recipient in recipients]
            already += [target for target in targets if states.get(target) is State.SENT]
            uncertain += [target for target in targets if states.get(target) is State.SENDING]
            known = (State.SENT, State.SENDING)
            waiting = [target[1] for target in targets if states.get(target) not in known]
            if waiting and not line.problem:
                _deliver(line, message, waiting, note)
    last = {(step.key, step.recipient): step for step in new}
    return Sent(
        tuple(target for target, step in last.items() if step.state is State.SENT),
        tuple(already),
        (*uncertain, *(target for target, step in last.items() if step.state is State.SENDING)),
        tuple(s for s in last.values() if s.state in (State.REFUSED, State.DEFERRED)),
        line.problem,
        line.advice,
    )


def _deliver(
    line: _Line, message: Outgoing, recipients: Sequence[str], note: Callable[[Step], None]
) -> None:
    """Gives one message to the server for all ``recipients`` that it accepts."""

    def step(state: State, targets: Iterable[str], words: str = "") -> None:
        for recipient in targets:
            note(Step(message.key, recipient, state, line.clock(), words))

    good, bad = usable(recipients)
    step(State.REFUSED, bad, "邮箱地址无效")
    if not good:
        return
    # 163 and its like take mail only from the account itself.
    draft = replace(message.draft, sender=message.draft.sender or line.server.user)
    if not usable([draft.sender])[0]:
        step(State.REFUSED, good, "发件人地址无效")
        return
    line.pace()
    try:
        smtp = line.connected()
        accepted: list[str] = []
        for recipient, (code, words) in _offer(smtp, draft.sender, good).items():
            if code in _ACCEPTED:
                accepted.append(recipient)
            else:
                step(_failure(code), [recipient], words)
    except (smtplib.SMTPException, OSError) as error:
        line.fell(error)
        step(State.DEFERRED, good, line.server.hide(str(error)))
        return
    if not accepted:
        return
    data = build(draft, line.clock())
    step(State.SENDING, accepted)
    try:
        code, reply = smtp.data(data)
    except smtplib.SMTPDataError as error:
        code, reply = error.smtp_code, _bytes(error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        line.fell(error)
        return
    if code in _ACCEPTED:
        line.went_well()
        step(State.SENT, accepted)
    else:
        step(_failure(code), accepted, _words(code, reply))


def _offer(
    smtp: smtplib.SMTP, sender: str, recipients: Sequence[str]
) -> dict[str, tuple[int, str]]:
    """What the server says to each recipient; with none accepted, the transaction is taken back."""
    code, reply = smtp.mail(sender)
    if code not in _ACCEPTED:
        raise smtplib.SMTPResponseException(code, reply)
    answers: dict[str, tuple[int, str]] = {}
    for recipient in recipients:
        code, reply = smtp.rcpt(recipient)
        answers[recipient] = (code, _words(code, reply))
    if not any(code in _ACCEPTED for code, _ in answers.values()):
        smtp.rset()
    return answers


def _failure(code: int) -> State:
    """RFC 5321, 4.2.1: 4xx is for now, 5xx for good."""
    return State.REFUSED if code >= 500 else State.DEFERRED


def _bytes(reply: bytes | str) -> bytes:
    return reply.encode("utf-8", "replace") if isinstance(reply, str) else reply


def _words(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode('utf-8', 'replace')}".strip()


class _Line:
    """The connection to the server, opened when needed; ``problem`` says why the run must end."""

    def __init__(
        self,
        server: Server,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        interval: float,
    ) -> None:
        self.server = server
        self.clock = clock
        self.problem = ""
        self.advice = ""
        self._sleep = sleep
        self._interval = interval
        self._last: datetime | None = None
        self._smtp: smtplib.SMTP | None = None
        self._setbacks = 0

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_: object) -> None:
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()

    def pace(self) -> None:
        """Waits until the next message may go: mailboxes block who sends many at once."""
        if self._last is not None:
            wait = self._interval - (self.clock() - self._last).total_seconds()
            if wait > 0:
                self._sleep(wait)
        self._last = self.clock()

    def connected(self) -> smtplib.SMTP:
        """A connection that is logged in."""
        if self._smtp is None:
            server, context = self.server, self.server.context()
            if server.security is Security.SSL:
                self._smtp = smtplib.SMTP_SSL(
                    server.host, server.port, _HELLO, timeout=TIMEOUT, context=context
                )
            else:
                self._smtp = smtplib.SMTP(server.host, server.port, _HELLO, timeout=TIMEOUT)
            if server.security is Security.STARTTLS:
                self._smtp.starttls(context=context)
            self._smtp.login(server.user, server.password)
        return self._smtp

    def went_well(self) -> None:
        self._setbacks = 0

    def fell(self, error: Exception) -> None:
        """Drops the connection; at a closed door or after three setbacks the run ends."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None
        self._setbacks += 1
        host = self.server.host
        if isinstance(error, smtplib.SMTPAuthenticationError):
            self.problem, self.advice = f"邮箱 {self.server.user} 登录失败。", _CHECK_LOGIN
        elif isinstance(error, ssl.SSLCertVerificationError):
            self.problem = f"发信服务器 {host} 的证书不可信，没有登录。"
            self.advice = "请核对服务器地址，并联系网络管理人员。"
        elif self._setbacks >= _SETBACKS:
            self.problem, self.advice = (
                f"与发信服务器 {host} 的连接多次中断，本次发送提前结束。",
                _CONTINUE,
            )
