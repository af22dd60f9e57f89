"""Work on many files spread over the machines of a Dask cluster."""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from duban.executor.pool import Processes
from duban.executor.seam import CRASHED, Item, Lost, Result

_WAIT_SECONDS = 15
_TASKS_A_THREAD = 2
"""Tasks sent out for each thread of the cluster: one at work, one waiting beside it."""
_CHUNK_BYTES = 8 << 20
"""What a task is filled up to: with large files in hundreds it would not fit into any memory."""


class Unreachable(Exception):
    """There is no cluster at the address, or this machine lacks what speaks to one."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of the cluster at ``address`` (tcp://host:8786), at most ``chunk`` items a task.

    A task costs milliseconds whatever is in it, so it holds hundreds of files, or fewer large
    ones. A worker of the cluster hands them to a process beside it with the limits of
    ``Processes``: a poisoned file fails alone and for the same reason as here. What a lost worker
    had is given to another.
    """

    here: ClassVar[bool] = False
    address: str
    memory_mib: int = 512
    seconds: float = 20.0
    chunk: int = 250
    _clients: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    def map(
        self, function: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Result | Lost]:
        chunks = packed(items, self.chunk, _CHUNK_BYTES)
        sent: deque[tuple[Any, list[bytes]]] = deque()
        try:
            while True:
                while len(sent) < self._ahead() and (chunk := next(chunks, None)):
                    sent.append((self._send(function, chunk), chunk))
                if not sent:
                    return
                future, chunk = sent.popleft()
                yield from self._outcomes(function, future, chunk)
        finally:
            for future, _ in sent:
                future.cancel()

    def close(self) -> None:
        """Takes leave of the cluster, which goes on."""
        while self._clients:
            self._clients.pop().close()

    def client(self) -> Any:
        """The connection, made at first use. Raises Unreachable."""
        if not self._clients:
            try:
                from distributed import Client

                connect: Callable[..., Any] = Client
                self._clients.append(connect(self.address, timeout=_WAIT_SECONDS))
            except (ImportError, OSError, ValueError) as error:
                raise Unreachable(str(error)) from error
        return self._clients[0]

    def _ahead(self) -> int:
        threads = sum(self.client().nthreads().values())
        return int(max(1, threads) * _TASKS_A_THREAD)

    def _send(self, function: Callable[[Item], Result], chunk: list[bytes]) -> Any:
        limits = Processes(1, self.memory_mib, self.seconds, self.chunk)
        return self.client().submit(_serve, limits, function, chunk, pure=False)

    def _outcomes(
        self, function: Callable[[Item], Result], future: Any, chunk: list[bytes]
    ) -> list[Result | Lost]:
        """The chunk's outcomes; of a chunk that took several workers with it, item by item."""
        try:
            found: list[Result | Lost] = future.result()
            return found
        except Exception as error:
            if len(chunk) == 1:
                return [Lost(CRASHED, str(error))]
        alone = [(self._send(function, [item]), [item]) for item in chunk]
        return [outcome for one in alone for outcome in self._outcomes(function, *one)]


def packed(items: Iterable[Item], count: int, size: int) -> Iterator[list[bytes]]:
    """The items pickled, in lists of at most ``count`` that end once they hold ``size`` bytes."""
    chunk: list[bytes] = []
    held = 0
    for item in items:
        chunk.append(pickle.dumps(item, protocol=5))
        held += len(chunk[-1])
        if len(chunk) >= count or held >= size:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


_threads = threading.local()


def _serve(
    limits: Processes, function: Callable[[Item], Result], chunk: list[bytes]
) -> list[Result | Lost]:
    """A task, on a worker of the cluster: its thread keeps one process for all its tasks."""
    # Workers of Dask are daemons, and those may have no children unless they cease to be any.
    multiprocessing.current_process().daemon = False
    pool = getattr(_threads, "pool", None)
    if pool != limits:
        pool = _threads.pool = limits
    return list(pool.map(partial(_unpacked, function), chunk))


def _unpacked(function: Callable[[Item], Result], item: bytes) -> Result:
    """Beside the worker: only here is an item more than bytes."""
    return function(pickle.loads(item))
