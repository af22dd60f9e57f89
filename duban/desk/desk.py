"""What every view is handed, and how what a command says reaches the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app, g
from msgspec import Struct, field

from duban.commands.session import Session
from duban.workspace import Stop, is_period

Open = Callable[[Callable[[str], None]], Session]
"""Makes the session of one request; its words go to the function that is handed over."""

_KEY = "duban"


class Outcome(Struct):
    """What one action said, for the page that answers it."""

    title: str
    lines: list[str] = field(default_factory=list)
    problem: str = ""
    advice: str = ""
    status: int = 200


def install(extensions: dict[str, object], opener: Open) -> None:
    """Gives the application the way to open a session."""
    extensions[_KEY] = opener


def open_session(say: Callable[[str], None] = lambda _line: None) -> Session:
    """A session for this request, closed with it."""
    session = cast(Open, current_app.extensions[_KEY])(say)
    g.setdefault(_KEY, []).append(session)
    return session


def close_sessions() -> None:
    """Ends what the request's sessions started: the desk runs on for a whole day."""
    for session in g.pop(_KEY, ()):
        session.close()


@contextmanager
def acting(title: str) -> Iterator[tuple[Session, Outcome]]:
    """Runs an action: its words and its Stop end in the outcome."""
    outcome = Outcome(title)
    try:
        yield open_session(outcome.lines.append), outcome
    except Stop as stop:
        outcome.problem, outcome.advice, outcome.status = stop.message, stop.advice, 409


def named_period(name: str) -> str:
    """``name`` if it is a period. Raises Stop."""
    if not is_period(name):
        raise Stop(f"没有“{name}”这一期。", "请从首页选择期次。", exit_code=2)
    return name
