"""The one seam through which work on many files is spread: here, over processes, over machines.

Only compile.py constructs an executor; everything below is handed one.
"""

from duban.executor.cluster import Cluster, Unreachable
from duban.executor.pool import Processes
from duban.executor.seam import (
    CRASHED,
    FAILED,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    Executor,
    Lost,
    Serial,
    attempt,
)

__all__ = [
    "CRASHED",
    "FAILED",
    "OUT_OF_MEMORY",
    "OUT_OF_TIME",
    "Cluster",
    "Executor",
    "Lost",
    "Processes",
    "Serial",
    "Unreachable",
    "attempt",
]
