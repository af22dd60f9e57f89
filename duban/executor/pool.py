"""Work on many files spread over processes of this machine, each with limits.

A file that crashes its parser, eats memory or hangs costs its own outcome and never the run.
A worker is a copy of this process where that is safe (Linux, no other thread), since a copy has
loaded what the work needs; elsewhere it begins from nothing.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, ClassVar, Generic

from msgspec import Struct

from duban.executor.seam import (
    CRASHED,
    FAILED,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    Item,
    Lost,
    Result,
    attempt,
)

_START_SECONDS = 120
_LEAST_WAIT = 0.1
_AHEAD = 8
"""Chunks a worker may be ahead of the outcome that is handed out next."""


@dataclass(frozen=True, slots=True)
class Processes:
    """A pool of processes, each with at most ``memory_mib`` and ``seconds`` for an item.

    The memory limit needs a platform with RLIMIT_AS (Linux). Seconds are of the processor where
    the platform tells them of another process (Linux), so that a busy machine loses no item; one
    that waits rather than works is ended after ``patience`` times as long. Elsewhere they are the
    clock's. Function, items and results must be picklable, the function importable. Workers that
    are not at work wait for the next ``map`` until ``close``; they end with this process, however
    it ends.
    """

    here: ClassVar[bool] = True
    workers: int
    memory_mib: int = 512
    seconds: float = 20.0
    patience: float = 6.0
    chunk: int = 16
    _idle: list[_Worker[Any]] = field(default_factory=list, init=False, repr=False, compare=False)

    def map(
        self, function: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Result | Lost]:
        pool: _Pool[Item, Result] = _Pool(self, function, iter(items))
        try:
            yield from pool.run()
        finally:
            pool.stop()

    def close(self) -> None:
        """Ends the processes that wait for work."""
        while self._idle:
            self._idle.pop().end()


class _Taken(Struct, frozen=True):
    """What a worker says before its outcomes: the time that loading takes is not an item's."""


class _Said(Struct, frozen=True):
    """What a worker sends, and the processor seconds that it has spent in its life so far."""

    message: Any
    spent: float


class _Worker(Struct, Generic[Item], eq=False):
    """A process and what it still owes: the first of ``owed`` is the item it is at work on.

    ``since`` when, by the clock, and since how many processor seconds of its life (``spent``);
    at ``until`` it is looked after. ``taken``: it has the chunk and has loaded what that needs;
    ``ready``: it once had one.
    """

    process: BaseProcess
    pipe: Connection
    owed: deque[tuple[int, Item]]
    since: float = 0.0
    spent: float = 0.0
    until: float = 0.0
    ready: bool = False
    taken: bool = False
    fresh: bool = True

    def end(self) -> None:
        """Ends the process, at work or not."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class _Pool(Generic[Item, Result]):
    """One run of ``Processes.map``."""

    def __init__(
        self, settings: Processes, function: Callable[[Item], Result], items: Iterator[Item]
    ) -> None:
        self._settings = settings
        self._function = function
        self._items = enumerate(items)
        self._again: deque[list[tuple[int, Item]]] = deque()
        self._workers: list[_Worker[Item]] = []
        self._idle = settings._idle  # a list of the settings' own, made for this
        self._done: dict[int, Result | Lost] = {}
        self._next = 0  # number of the outcome to hand out next
        self._taken = 0  # items taken from the caller so far

    def run(self) -> Iterator[Result | Lost]:
        while True:
            self._feed()
            if not any(worker.owed for worker in self._workers):
                return
            self._collect()
            while self._next in self._done:
                self._next += 1
                yield self._done.pop(self._next - 1)

    def stop(self) -> None:
        """Ends every process that is at work; the others wait for the next run."""
        for worker in self._workers:
            if worker.owed or not worker.ready:
                worker.end()
            else:
                self._idle.append(worker)
        self._workers.clear()

    def _feed(self) -> None:
        """Gives each idle worker a chunk; starts a worker while there are chunks and places."""
        idle = [worker for worker in self._workers if not worker.owed]
        while idle or len(self._workers) < self._settings.workers:
            chunk = self._chunk()
            if not chunk:
                return
            worker = idle.pop() if idle else self._start()
            worker.owed.extend(chunk)
            worker.taken, worker.until = False, time.monotonic() + _START_SECONDS
            # A worker that died idle is noticed when its outcome is waited for.
            with contextlib.suppress(OSError):
                said = self._function, [item for _, item in chunk]
                worker.pipe.send_bytes(pickle.dumps(said, pickle.HIGHEST_PROTOCOL))

    def _chunk(self) -> list[tuple[int, Item]]:
        if self._again:
            return self._again.popleft()
        settings = self._settings
        if self._taken - self._next > settings.chunk * settings.workers * _AHEAD:
            return []
        chunk = []
        for numbered in self._items:
            chunk.append(numbered)
            if len(chunk) >= settings.chunk:
                break
        self._taken += len(chunk)
        return chunk

    def _start(self) -> _Worker[Item]:
        """A worker that waited since an earlier run, or a new one."""
        worker = self._idle.pop() if self._idle else self._new()
        self._workers.append(worker)
        return worker

    def _new(self) -> _Worker[Item]:
        ours, theirs = multiprocessing.Pipe()
        given = theirs, self._settings.memory_mib
        copied = _copies()
        context = multiprocessing.get_context("fork" if copied else "spawn")
        serve = _serve_as_copy if copied else _serve
        process = context.Process(target=serve, args=given, daemon=True)  # type: ignore[attr-defined]
        process.start()
        theirs.close()
        return _Worker(process, ours, deque())

    def _collect(self) -> None:
        """Waits for messages; sees to workers that died or ran out of time."""
        busy = {worker.pipe: worker for worker in self._workers if worker.owed}
        until = min(worker.until for worker in busy.values())
        ready = wait(list(busy), timeout=max(0.0, until - time.monotonic()))
        for pipe in ready:
            worker = busy[pipe]  # type: ignore[index]  # only connections were waited for
            try:
                said = worker.pipe.recv()
            except (EOFError, OSError):
                self._bury(worker)
                continue
            self._receive(worker, said.message, said.spent)
        if not ready:
            for worker in busy.values():
                if time.monotonic() >= worker.until and not self._may_go_on(worker):
                    self._expire(worker)

    def _may_go_on(self, worker: _Worker[Item]) -> bool:
        """Whether it is at work and had too little of the processor so far; gives it more time."""
        now = time.monotonic()
        ever = _processor_seconds(worker.process) if worker.taken else None
        if ever is None:
            return False
        seconds = self._settings.seconds
        last = worker.since + self._settings.patience * seconds
        left = min(seconds - (ever - worker.spent), last - now)
        worker.until = now + max(left, _LEAST_WAIT)
        return left > 0

    def _receive(self, worker: _Worker[Item], message: Any, spent: float) -> None:
        worker.since, worker.spent = time.monotonic(), spent
        worker.until = worker.since + self._settings.seconds
        if isinstance(message, _Taken):
            worker.ready = worker.taken = True
            return
        number, item = worker.owed.popleft()
        if message == Lost(OUT_OF_MEMORY):
            # What it holds from earlier items may be to blame, and would be for later ones.
            self._replace(worker)
            if not worker.fresh:
                self._again.appendleft([(number, item)])
                return
        worker.fresh = False
        self._done[number] = message

    def _bury(self, worker: _Worker[Item]) -> None:
        """A worker died: its item is tried once more in a new one, unless this was one."""
        worker.process.join(_START_SECONDS)
        if not worker.ready:
            raise RuntimeError(f"a worker process could not start ({worker.process.exitcode})")
        number, item = worker.owed.popleft()
        self._replace(worker)
        if worker.fresh:
            killed = worker.process.exitcode == -getattr(signal, "SIGKILL", 9)
            self._done[number] = Lost(OUT_OF_MEMORY if killed else CRASHED)
        else:
            self._again.appendleft([(number, item)])

    def _expire(self, worker: _Worker[Item]) -> None:
        if not worker.ready:
            raise RuntimeError("a worker process did not start in time")
        number, _ = worker.owed.popleft()
        self._replace(worker)
        self._done[number] = Lost(OUT_OF_TIME)

    def _replace(self, worker: _Worker[Item]) -> None:
        """Takes the worker out; what it still owes goes to others."""
        if worker.owed:
            self._again.appendleft(list(worker.owed))
        self._workers.remove(worker)
        worker.end()


def _processor_seconds(process: BaseProcess) -> float | None:
    """What the process has spent in its life; None where no one tells."""
    try:
        said = Path(f"/proc/{process.pid}/stat").read_text("ascii", "replace")
    except OSError:
        return None
    # proc(5): behind the name, which may hold anything, utime and stime are the 12th and 13th.
    user, system = said.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _copies() -> bool:
    """Whether a copy of this process can work: another thread's locks would stay locked in it."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1


def _serve_as_copy(pipe: Connection, memory_mib: int) -> None:
    """``_serve`` in a copy of the process that started it, from which it must not hold anything.

    Its files are closed, locks and other workers' pipes among them, and its objects never freed:
    what they would tidy away on their end is the other process's.
    """
    gc.freeze()
    for held in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        if held > 2 and held != pipe.fileno():
            with contextlib.suppress(OSError):  # the listing's own is closed by now
                os.close(held)
    _serve(pipe, memory_mib)


def _serve(pipe: Connection, memory_mib: int) -> None:
    """A worker's life: answers each item of each chunk until the other end of the pipe is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends us
    _limit_memory(memory_mib)
    # A panic or an abort writes to the terminal before anyone can stop it; libraries print, too.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, items = pipe.recv()
            pipe.send(_Said(_Taken(), time.process_time()))
            for item in items:
                outcome = attempt(function, item)
                spent = time.process_time()
                try:
                    pipe.send(_Said(outcome, spent))
                except MemoryError:
                    pipe.send(_Said(Lost(OUT_OF_MEMORY), spent))
                except OSError:
                    raise
                except Exception:
                    pipe.send(_Said(Lost(FAILED, traceback.format_exc()), spent))


def _limit_memory(mib: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = (mib << 20) + _reserved()
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _reserved() -> int:
    """Bytes of address space that this process has and no memory behind; 0 if nothing says."""
    try:
        size, resident = Path("/proc/self/statm").read_text("ascii").split()[:2]
    except OSError:
        return 0
    return (int(size) - int(resident)) * os.sysconf("SC_PAGE_SIZE")
