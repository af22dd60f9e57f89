"""寄送登记.csv: what was handed to the mail server, to whom and when; appended, never rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from duban.intake import journals
from duban.model import Period, Unit, Word

FILE_NAME = "寄送登记.csv"
_REMINDER = "催报"


class State(Word):
    """寄送状态: what is known of one message to one address."""

    SENDING = "sending", "正在发送"
    SENT = "sent", "已发送"
    DEFERRED = "deferred", "暂未发送"
    REFUSED = "refused", "被拒收"


_LAYOUT = journals.Layout(
    {"key": "事项", "recipient": "收件人", "state": "状态", "at": "时间", "note": "说明"},
    re.compile("|".join(state.label for state in State)),
)


class Step(Struct, frozen=True):
    """One line of the journal. ``key`` names the message: '催报/2023-03/U007'."""

    key: str
    recipient: str
    state: State
    at: datetime | None
    note: str = ""


def appended(data: bytes, steps: Iterable[Step]) -> bytes:
    """The whole journal once ``steps`` stand at its end; ``data`` stays as it is."""
    return journals.appended(data, _LAYOUT, map(_cells, steps))


def _cells(step: Step) -> tuple[str, ...]:
    at = journals.stamp(step.at) if step.at else ""
    return step.key, step.recipient, step.state.label, at, step.note


def load(data: bytes) -> tuple[Step, ...]:
    """The journal's steps in their order, whatever state it is in.

    A line that was cut off before its state is left out: its message had not been given away.
    """
    steps: list[Step] = []
    for _, cells in journals.records(data, _LAYOUT):
        state = State.from_label(cells.get("state", "").strip())
        if isinstance(state, State):
            at = journals.moment(cells.get("at", ""))
            steps.append(
                Step(
                    cells.get("key", ""),
                    cells.get("recipient", ""),
                    state,
                    at,
                    cells.get("note", ""),
                )
            )
    return tuple(steps)


def reminder_key(period: Period, unit: Unit) -> str:
    """The key of the period's reminder to ``unit`` in 寄送登记.csv."""
    return f"{_REMINDER}/{period.name}/{unit.code}"


def reminded_unit(key: str, period: Period) -> str:
    """The code of the unit that the message with this key reminds of ``period``; '' if none."""
    start = f"{_REMINDER}/{period.name}/"
    return key.removeprefix(start) if key.startswith(start) else ""
