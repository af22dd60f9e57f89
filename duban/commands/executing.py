"""Where work is done: in processes of this machine, or on a cluster."""

from __future__ import annotations

from duban.executor import Cluster, Executor, Processes

_MEMORY_MIB, _SECONDS = 2048, 900.0
"""What compiling one workspace may take."""


def executor_of(workers: int, scheduler: str) -> Executor:
    """Processes of this machine, or the cluster at ``scheduler``. Raises Stop."""
    return _reached(Cluster(scheduler)) if scheduler else Processes(workers)


def executor_for_cities(workers: int, scheduler: str) -> Executor:
    """The same for whole workspaces, one of them at a time. Raises Stop."""
    if scheduler:
        return _reached(Cluster(scheduler, _MEMORY_MIB, _SECONDS, chunk=1))
    return Processes(workers, _MEMORY_MIB, _SECONDS, chunk=1)


def _reached(cluster: Cluster) -> Cluster:
    cluster.client()
    return cluster
