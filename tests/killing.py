"""Kills a piece of work at each of its calls to the operating system, one process a call.

``python -m tests.killing FOLDER WORK``: FOLDER/0 is what the work starts from; in its copies
FOLDER/1, FOLDER/2 … it is killed (SIGKILL) before its first, second … call, until it comes to its
end. The processes are forked, which costs little; it is a program of its own, so that no test is.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from duban import workspace
from duban.commands.compiling import compile_month
from duban.commands.issuing import issue
from duban.workspace import Workspace
from tests.office import AFTER
from tests.office_on_disk import furnish, session

CALLS = ("chmod", "fsync", "link", "mkdir", "open", "rename", "replace", "rmdir", "unlink")
OLD, NEW = {"a": b"1", "b/c": b"1", "same": b"0"}, {"a": b"2", "d/e": b"2", "same": b"0"}
SAME = AFTER + timedelta(minutes=1)


def main(folder: Path, work: str) -> None:
    begin, go = WORKS[work]
    begin(Workspace(folder / "0"))
    for number in count(1):
        space = Workspace(shutil.copytree(folder / "0", folder / str(number)))
        child = os.fork()
        if child == 0:
            die_before_call(number, fallback=work.endswith("fallback"))
            go(space)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.exit(os.WEXITSTATUS(status))


def die_before_call(number: int, fallback: bool = False) -> None:
    """Kills this process before its call of that number; ``fallback``: as without an exchange."""
    left = number

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return instead

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))
    swap = (lambda _one, _other: False) if fallback else workspace._swap
    workspace._swap = counted(swap)


def _old(space: Workspace) -> None:
    space.root.mkdir()
    with space.lock("发布"):
        space.publish("2023-03", OLD)
        space.publish("2023-03/下发", {"form": b"0"})


def _new(space: Workspace) -> None:
    with space.lock("发布"):
        space.publish("2023-03", NEW, keep=("下发",))


def _furnished(space: Workspace) -> None:
    furnish(space.root)


def _compiled(space: Workspace) -> None:
    furnish(space.root)
    issue(session(space), "2023-03")
    compile_month(session(space), "2023-03")


def _compile_later(space: Workspace) -> None:
    compile_month(session(space, SAME), "2023-03")


WORKS: dict[str, tuple[Callable[[Workspace], None], Callable[[Workspace], None]]] = {
    "publish": (_old, _new),
    "publish-fallback": (_old, _new),
    "compile": (_compiled, _compile_later),
    "first-compile": (_furnished, _compile_later),
}

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
