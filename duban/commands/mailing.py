"""fetch, issue --send, remind, receipts, and how any mail is sent: the office and its units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from msgspec import Struct

from duban.commands.compiling import (
    ISSUED,
    MAILS,
    answer_day,
    compile_quietly,
    stationery,
    stop_at_error,
)
from duban.commands.correcting import corrections
from duban.commands.issuing import form_names
from duban.commands.session import Session, find_period, read_file, sound_taskmap
from duban.compilation import Compilation
from duban.emit.corrections import FOLDER, file_name
from duban.emit.guide import guide_name
from duban.emit.letters import REMINDER, letters
from duban.emit.papers import print_paper
from duban.emit.words import file_names
from duban.forms.fields import FORMS
from duban.mail.credentials import Server
from duban.mail.drafts import build, usable
from duban.mail.fetch import Position, fetch, load_positions, positions_bytes
from duban.mail.journal import FILE_NAME, State, Step, appended, load
from duban.mail.messages import NO_FORM, Attachment, issuing, receipt, reminding
from duban.mail.send import Outgoing, Sent, send
from duban.model import FormKind, Unit
from duban.workspace import Stop, write_atomically

_STATE = ".收信进度.json"
"""In the period's inbox; a name that begins with a dot is no arrival."""


class Mail(Struct, frozen=True):
    """A mail to a unit; its draft is called by ``name``, by the unit's own where it is ''."""

    unit: Unit
    outgoing: Outgoing
    name: str = ""


class Sending(Struct, frozen=True):
    """What it takes to send rather than to write drafts."""

    server: Server
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]


def fetch_mails(session: Session, name: str, server: Server, folder: str) -> list[str]:
    """Fetches what the mailbox received since the period's month began into inbox/<period>/.

    Returns lines for the screen. Raises Stop where the server ended it; the next run goes on there.
    """
    inbox = session.workspace.inbox(name)
    with session.workspace.lock("收信"):
        state = inbox / _STATE
        positions = load_positions(read_file(state) if state.is_file() else b"")

        def save(position: Position) -> None:
            write_atomically(state, positions_bytes({**positions, folder: position}))

        done = fetch(
            server,
            lambda file, data: write_atomically(inbox / file, data),
            save,
            folder=folder,
            position=positions.get(folder, Position()),
            since=date(int(name[:4]), int(name[5:]), 1),
        )
    line = f"收取邮件{len(done.files)}封，在 inbox/{name}/。"
    if done.problem:
        raise Stop(f"{line}{done.problem}", done.advice)
    return [line]


def send_forms(
    session: Session, name: str, sending: Sending | None, kinds: Sequence[FormKind]
) -> None:
    """Mails the forms of these kinds that ``issue`` has just written, to each unit its own."""
    with session.workspace.lock("寄送"):
        taskmap, _ = sound_taskmap(session, name)
        period = find_period(taskmap, name)
        folder = session.workspace.output(name) / ISSUED
        for kind in kinds:
            mails = []
            names = form_names(taskmap, period, kind)
            for code, file in names.items():
                unit = taskmap.unit(code)
                wanted = (file, guide_name(FORMS[kind]))
                attached = [(n, read_file(folder / n)) for n in wanted if (folder / n).is_file()]
                mails.append(Mail(unit, issuing(taskmap.settings, period, unit, attached, kind)))
            work = "下发" if kind is FormKind.PROGRESS else f"下发{kind.label}"
            deliver(session, name, work, mails, sending)


def remind(session: Session, name: str, sending: Sending | None) -> None:
    """Reminds every unit without a form or with an empty one; drafts where nothing is sent."""
    with session.workspace.lock("催报"):
        compilation = compile_quietly(session, name)
        attached = _letters(session, compilation)
        mails = [
            Mail(row.unit, reminding(compilation, row, attached[unit]))
            for row in compilation.reporting
            if row.status in NO_FORM and (unit := row.unit.name) in attached
        ]
        deliver(session, name, "催报", mails, sending)


def receipts(session: Session, name: str, sending: Sending | None) -> None:
    """Tells every unit what came of its form, with the marked workbook where cells are wrong."""
    with session.workspace.lock("回执"):
        # What a receipt says of when a form came must be what the journal says.
        compilation = compile_quietly(session, name, register=True)
        files, notes = corrections(session, compilation)
        names = file_names(compilation.taskmap.reporting_units)
        # Of several forms the one counts by which the unit is judged.
        judged = {row.unit.code: row.form for row in compilation.reporting}
        digests = {
            s.unit: s.receipt.sha256
            for s in compilation.submissions
            if s.used and s.form is judged.get(s.unit)
        }
        mails = []
        for row in compilation.reporting:
            if row.unit.code not in digests:
                continue
            made = (file_name(names[row.unit.code], kind) for kind in FormKind)
            copies = ((file, files.get(f"{FOLDER}/{file}")) for file in made)
            attached = [(f"{FOLDER}-{file}", marked) for file, marked in copies if marked]
            digest = digests[row.unit.code]
            mails.append(Mail(row.unit, receipt(compilation, row, digest, attached)))
        for note in notes:
            session.say(note)
        deliver(session, name, "回执", mails, sending)


def _letters(session: Session, compilation: Compilation) -> dict[str, list[Attachment]]:
    """Unit's name → its reminder as 函单/ holds it. Raises Stop at a fault in the template."""
    paper = stationery(session, compilation.period.name)
    silent = {row.unit.name for row in compilation.reporting if row.status in NO_FORM}
    found: dict[str, list[Attachment]] = {}
    for path, letter in letters(compilation, answer_day(session, compilation)).items():
        unit = str(letter.values["单位"])
        if unit not in silent or letter.template != REMINDER:
            continue
        document, wrong = print_paper(letter, paper, compilation.settings, compilation.as_of)
        stop_at_error(wrong)
        assert document is not None, "a paper without an error is printed"
        found.setdefault(unit, []).append((path.rpartition("/")[2], document))
    return found


def deliver(
    session: Session, name: str, kind: str, mails: Sequence[Mail], sending: Sending | None
) -> None:
    """Sends ``mails`` or writes them as drafts, and says what became of them. Raises Stop."""
    if not mails:
        session.say(f"没有需要{kind}的单位。")
        return
    if sending is None:
        names = file_names({mail.unit.code: mail.unit for mail in mails}.values())
        drafts = {
            f"{mail.name or names[mail.unit.code]}.eml": build(mail.outgoing.draft)
            for mail in mails
        }
        published = session.workspace.publish(f"{name}/{MAILS}/{kind}", drafts)
        session.say(f"已写好邮件草稿{len(drafts)}份，在 output/{name}/{MAILS}/{kind}/。")
        for note in published.notes():
            session.say(note)
    lost = dict.fromkeys(mail.unit.name for mail in mails if not usable(mail.unit.emails)[0])
    if lost:
        session.say(f"没有可用邮箱的单位{len(lost)}个：{'、'.join(lost)}。请在“单位”表中填写。")
    if sending is not None:
        _report(session, _send(session, name, mails, sending))


def sent_keys(session: Session, name: str) -> tuple[str, ...]:
    """The keys of what was sent of the period, by 寄送登记.csv, in its order."""
    journal = session.workspace.inbox(name) / FILE_NAME
    steps = load(read_file(journal)) if journal.is_file() else ()
    return tuple(step.key for step in steps if step.state is State.SENT)


def _send(session: Session, name: str, mails: Sequence[Mail], sending: Sending) -> Sent:
    journal = session.workspace.inbox(name) / FILE_NAME

    def written() -> bytes:
        return read_file(journal) if journal.is_file() else b""

    def record(step: Step) -> None:
        write_atomically(journal, appended(written(), [step]))
        if step.state is not State.SENDING:
            session.say(f"{step.recipient} {step.state.label} {step.note}".rstrip())

    return send(
        [mail.outgoing for mail in mails],
        load(written()),
        sending.server,
        record,
        clock=sending.clock,
        sleep=sending.sleep,
    )


def _report(session: Session, sent: Sent) -> None:
    session.say(f"本次发送{len(sent.sent)}封；此前已发送、未重发{len(sent.already)}封。")
    if sent.failed:
        session.say(f"未能送达{len(sent.failed)}封：请核对“单位”表中的邮箱后重新运行。")
    if sent.uncertain:
        who = "、".join(recipient for _, recipient in sent.uncertain)
        session.say(
            f"发送中断、是否送达不明{len(sent.uncertain)}封：{who}。"
            "请向对方核实，没有收到的请用草稿补发；程序不会重发。"
        )
    if sent.problem:
        raise Stop(sent.problem, sent.advice)
