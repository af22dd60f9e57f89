"""letters: the month's papers to single units by mail, as they lie in the outputs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from duban import edits
from duban.commands.appealing import appeal_path, appeals
from duban.commands.compiling import answer_day, compile_quietly, stationery, stop_at_error
from duban.commands.mailing import Mail, Sending, deliver, sent_keys
from duban.commands.session import Session, read_file
from duban.compilation import Compilation
from duban.emit.cobook import FOLDER as SUMMARIES
from duban.emit.cobook import cobooks
from duban.emit.letters import FEEDBACK, FOLDER, letters
from duban.emit.papers import Paper, print_paper
from duban.emit.words import file_names
from duban.mail.messages import Attachment, feedback, letter, summary_of_cos
from duban.mail.send import Outgoing
from duban.model import Role, Unit
from duban.workspace import Stop


class _Lying(Struct, frozen=True):
    """A month's compilation and papers, their files as they lie there, and what went out of it."""

    compilation: Compilation
    due: date
    papers: Mapping[str, Paper]
    files: Mapping[str, bytes]
    sent: tuple[str, ...]

    def attachment(self, path: str) -> Attachment:
        return PurePath(path).name, self.files[path]

    def key(self, kind: str, unit: Unit, facts: object) -> str:
        """The key of a mail: another one when its facts are others."""
        digest = sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return f"{kind}/{self.compilation.period.name}/{unit.code}/{digest}"

    def again(self, key: str) -> bool:
        """Whether a mail like the one with this key went out, with other facts."""
        start = key.rpartition("/")[0] + "/"
        return key not in self.sent and any(other.startswith(start) for other in self.sent)


def send_letters(session: Session, name: str, sending: Sending | None) -> None:
    """Mails the letters of the ladder, what inspectors found, and what co-organisers said.

    Each paper goes as it lies in output/<period>/, with what a person changed in it; drafts where
    nothing is sent. What presses for a form is mailed by ``remind``. Raises Stop where the outputs
    do not say what the returns say now.
    """
    with session.workspace.lock("寄送函单"):
        then = replace(session, now=_compiled_at(session, name))
        compilation = compile_quietly(then, name)
        due = answer_day(then, compilation)
        papers = letters(compilation, due)
        files = _as_they_lie(then, compilation, papers, due)
        lying = _Lying(compilation, due, papers, files, sent_keys(session, name))
        found = {
            FOLDER: list(_letters(lying)),
            FEEDBACK: list(_feedbacks(lying)),
            SUMMARIES: list(_summaries(lying)),
        }
        if compilation.as_of <= compilation.period.deadline and any(map(_climbs, papers.values())):
            session.say("尚未到报送截止，督办各层级的函单待截止后再寄。")
        for kind, mails in found.items():
            if mails:
                deliver(session, name, kind, mails, sending)
        if not any(found.values()):
            session.say("本期没有需要寄送的函单。催报通知用 remind 寄送。")


def _compiled_at(session: Session, name: str) -> datetime:
    """The moment that the outputs speak for. Raises Stop where there are none."""
    try:
        written = read_file(session.workspace.output(name) / "compilation.json")
        return datetime.fromisoformat(json.loads(written)["as_of"])
    except (Stop, ValueError, KeyError, TypeError):
        raise Stop(f"{name} 还没有编制成果。", f"请先运行 compile {name}，再寄送函单。") from None


def _as_they_lie(
    session: Session, compilation: Compilation, papers: Mapping[str, Paper], due: date
) -> dict[str, bytes]:
    """Path → bytes of each paper in the outputs, as somebody may have touched it up in Word.

    Raises Stop where one is missing or was written from other returns.
    """
    name = compilation.period.name
    paper = stationery(session, name)
    made: dict[str, bytes] = {**appeals(session, compilation, due), **cobooks(compilation)}
    for path, wanted in papers.items():
        document, wrong = print_paper(wanted, paper, compilation.settings, compilation.as_of)
        stop_at_error(wrong)
        assert document is not None, "a paper without an error is printed"
        made[path] = document
    folder = session.workspace.output(name)
    record = edits.load(folder.parent)
    lying: dict[str, bytes] = {}
    for path, fresh in made.items():
        data = read_file(folder / path) if (folder / path).is_file() else None
        written = record.get(f"{name}/{path}", [])
        # What was never published, or lies as it was published then, is of other returns.
        stale = not written or (data is not None and sha256(data).hexdigest() in written)
        if data is None or (data != fresh and stale):
            raise Stop(
                f"output/{name}/{path} 没有，或不是按现有的收件和任务图编制的。",
                f"请重新运行 compile {name}，核对函单后再寄送；不应寄送的，在“核定”表中核定。",
            )
        if data != fresh:
            session.say(f"{path} 在编制后改动过，按改动后的寄送。")
        lying[path] = data
    return lying


def _climbs(paper: Paper) -> bool:
    """Whether the paper is a letter of the ladder."""
    return _kind(paper) != FEEDBACK and bool(paper.values["事项"])


def _letters(lying: _Lying) -> Iterator[Mail]:
    """A mail for each letter of the ladder; nothing climbs before the period's deadline."""
    if lying.compilation.as_of <= lying.compilation.period.deadline:
        return
    climbing = {path: paper for path, paper in lying.papers.items() if _climbs(paper)}
    kinds = {path: _kind(paper) for path, paper in climbing.items()}
    alike = Counter((paper.values["单位"], kinds[path]) for path, paper in climbing.items())
    for path, paper in climbing.items():
        unit, what = _unit(lying, paper), kinds[path]
        key = lying.key(f"{FOLDER}-{what}", unit, _facts(paper))
        # Of two levels that use one template neither replaces the other's letter.
        again = lying.again(key) and alike[paper.values["单位"], what] == 1
        draft = letter(lying.compilation, unit, what, lying.attachment(path), again=again)
        yield Mail(unit, Outgoing(key, draft), PurePath(path).stem)


def _feedbacks(lying: _Lying) -> Iterator[Mail]:
    """What inspectors found, with the form to answer it by, to each inspected unit."""
    for path, paper in lying.papers.items():
        if _kind(paper) != FEEDBACK:
            continue
        unit = _unit(lying, paper)
        form = appeal_path(lying.compilation, unit)
        attached = [lying.attachment(part) for part in (path, form) if part in lying.files]
        key = lying.key(FEEDBACK, unit, _facts(paper))
        again = lying.again(key)
        draft = feedback(lying.compilation, unit, attached, lying.due, again=again)
        yield Mail(unit, Outgoing(key, draft))


def _summaries(lying: _Lying) -> Iterator[Mail]:
    """What co-organisers said, to each lead, once they all should have said it."""
    compilation, taskmap = lying.compilation, lying.compilation.taskmap
    due = compilation.period.co_deadline
    if due is None or compilation.as_of <= due:
        return
    names = file_names(taskmap.reporting_units)
    for unit in taskmap.reporting_units:
        path = f"{SUMMARIES}/{names[unit.code]}.xlsx"
        if path not in lying.files:
            continue
        said = [
            (led.task, word.words)
            for led in taskmap.assignments_of(unit.code)
            if led.role is Role.LEAD
            for word in compilation.co_words.get(led.task, ())
        ]
        key = lying.key(SUMMARIES, unit, said)
        attached = lying.attachment(path)
        draft = summary_of_cos(compilation, unit, attached, again=lying.again(key))
        yield Mail(unit, Outgoing(key, draft))


def _kind(paper: Paper) -> str:
    """'红灯预警单'."""
    return f"{paper.values['灯']}{paper.template.removesuffix('.j2')}"


def _unit(lying: _Lying, paper: Paper) -> Unit:
    unit = lying.compilation.taskmap.unit_named(str(paper.values["单位"]))
    assert unit is not None, "letters go to units of the task map"
    return unit


def _facts(paper: Paper) -> list[object]:
    """What a letter rests on: neither its number nor the day to answer by makes it another one."""
    return [paper.values[name] for name in ("灯", "情况", "事项")]
