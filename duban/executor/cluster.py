"""Work on many files spread over the machines of a Dask cluster."""

from __future__ import annotations

import multiprocessing
import pickle
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from duban.executor.pool import Processes
from duban.executor.seam import CRASHED, Item, Lost, Result
from duban.store import source
from duban.workspace import Stop

_WAIT_SECONDS = 15
_TASKS_A_THREAD = 2
"""Tasks sent out for each thread of the cluster: one at work, one waiting beside it."""
_CHUNK_BYTES = 8 << 20
"""What a task is filled up to: with large files in hundreds it would not fit into any memory."""


class Unreachable(Stop):
    """There is no cluster at the address, it went away, or its machines cannot do the work."""


class Differs(Exception):
    """A machine of the cluster has another version of this program."""


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
    patience: float = 6.0
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
                client = connect(self.address, timeout=_WAIT_SECONDS)
                self._clients.append(client)
                client.wait_for_workers(1, timeout=_WAIT_SECONDS)
            except (ImportError, OSError, ValueError) as error:
                self.close()
                raise Unreachable(
                    f"连接不上集群 {self.address}（{error}）。",
                    "请核对 --scheduler 的地址和集群是否在运行，按 requirements-cluster.txt 安装；"
                    "不用集群时去掉该选项。",
                ) from None
        return self._clients[0]

    def _ahead(self) -> int:
        with self._there():
            threads = sum(self.client().nthreads().values())
        return int(max(1, threads) * _TASKS_A_THREAD)

    def _send(self, function: Callable[[Item], Result], chunk: list[bytes]) -> Any:
        limits = Processes(1, self.memory_mib, self.seconds, self.patience, self.chunk)
        with self._there():
            return self.client().submit(_serve, source(), limits, function, chunk, pure=False)

    @contextmanager
    def _there(self) -> Iterator[None]:
        """What fails of the cluster itself says nothing about files: it ends the run."""
        try:
            yield
        except Stop:
            raise
        except Exception as error:
            raise Unreachable(
                f"集群 {self.address} 没有完成工作（{type(error).__name__} {error}）。",
                "请核对集群是否仍在运行、各机器上的程序是否与本机同一版本，然后重新运行；"
                "已读的报表不会重读。",
            ) from None

    def _outcomes(
        self, function: Callable[[Item], Result], future: Any, chunk: list[bytes]
    ) -> list[Result | Lost]:
        """The chunk's outcomes; of a chunk that took several workers with it, item by item."""
        from distributed import KilledWorker

        with self._there():
            try:
                found: list[Result | Lost] = future.result()
                return found
            except KilledWorker as error:
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
    version: str, limits: Processes, function: Callable[[Item], Result], chunk: list[bytes]
) -> list[Result | Lost]:
    """A task, on a worker of the cluster: its thread keeps one process for all its tasks.

    ``version`` is the sender's. Raises Differs.
    """
    if version != source():
        raise Differs(f"{socket.gethostname()} 上的程序与本机不是同一版本")
    # Workers of Dask are daemons, and those may have no children unless they cease to be any.
    multiprocessing.current_process().daemon = False
    pool = getattr(_threads, "pool", None)
    if pool != limits:
        pool = _threads.pool = limits
    return list(pool.map(partial(_unpacked, function), chunk))


def _unpacked(function: Callable[[Item], Result], item: bytes) -> Result:
    """Beside the worker: only here is an item more than bytes."""
    return function(pickle.loads(item))
