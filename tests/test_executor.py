"""An item that crashes, eats memory or hangs costs its own outcome and never the run."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from duban.executor import CRASHED, FAILED, OUT_OF_MEMORY, OUT_OF_TIME, Lost, Processes, Serial


class Panic(BaseException):
    """As a Rust extension's panic: no Exception."""


def work(item: str) -> str:
    """Does to its process what ``item`` says, in a way that the tests can pickle."""
    match item:
        case "panic":
            raise Panic("boom")
        case "bug":
            raise ValueError("boom")
        case "abort":
            os.abort()
        case "fault":
            ctypes.string_at(0)
        case "memory":
            bytearray(1 << 33)
        case "hang":
            while True:
                time.sleep(0.05)
        case "spin":
            re.match("(a+)+b", "a" * 99)
        case "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "burn":
            end = time.process_time() + 0.1
            while time.process_time() < end:
                pass
        case "wait":
            time.sleep(0.3)
        case "killed":
            os.kill(os.getpid(), 9)
        case "unpicklable":
            return lambda: None  # type: ignore[return-value]
        case "big":
            return "字" * 3_000_000
        case "chatter":
            os.write(1, b"0 is out of range")
            os.write(2, b"thread panicked")
        case "files":
            return " ".join(str(f.resolve()) for f in Path("/proc/self/fd").iterdir())
        case "pid":
            return str(os.getpid())
    return item.upper()


@pytest.fixture
def pool() -> Processes:
    return Processes(workers=2, seconds=2.0, patience=1.0, chunk=4)


def reasons(outcomes: Iterator[str | Lost]) -> list[str]:
    return [outcome.reason if isinstance(outcome, Lost) else outcome for outcome in outcomes]


def test_what_a_library_prints_reaches_no_terminal(
    pool: Processes, capfd: pytest.CaptureFixture[str]
) -> None:
    assert list(pool.map(work, ["chatter"])) == ["CHATTER"]
    assert capfd.readouterr() == ("", "")


def test_outcomes_come_in_the_order_of_items(pool: Processes) -> None:
    items = [f"item{number}" for number in range(200)]
    assert list(pool.map(work, items)) == [item.upper() for item in items]


def test_processes_and_serial_agree(pool: Processes) -> None:
    items = ["a", "bug", "b", "panic", "c"]
    assert reasons(pool.map(work, items)) == reasons(Serial().map(work, items))


def test_no_items_start_no_process(pool: Processes) -> None:
    assert list(pool.map(work, [])) == []


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("panic", FAILED),
        ("bug", FAILED),
        ("abort", CRASHED),
        ("fault", CRASHED),
        ("hang", OUT_OF_TIME),
        ("spin", OUT_OF_TIME),
        pytest.param(
            "stop",
            OUT_OF_TIME,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="needs signals"),
        ),
        ("unpicklable", FAILED),
        pytest.param(
            "memory",
            OUT_OF_MEMORY,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_AS"),
        ),
        pytest.param(
            "killed",
            OUT_OF_MEMORY,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="needs signals"),
        ),
    ],
)
def test_one_item_is_lost_and_its_neighbours_are_not(
    pool: Processes, item: str, reason: str
) -> None:
    items = ["a", "b", item, "c", "d", "e", "f", "g", "h"]
    expected = ["A", "B", reason, "C", "D", "E", "F", "G", "H"]
    assert reasons(pool.map(work, items)) == expected


@pytest.mark.skipif(sys.platform != "linux", reason="others tell no process's seconds")
def test_who_waits_for_the_processor_is_waited_for_and_who_burns_it_is_not() -> None:
    pool = Processes(workers=1, seconds=0.1, patience=1e6)
    assert reasons(pool.map(work, ["a", "wait", "spin", "b"])) == ["A", "WAIT", OUT_OF_TIME, "B"]


@pytest.mark.skipif(sys.platform != "linux", reason="others tell no process's seconds")
def test_what_earlier_items_spent_is_not_counted() -> None:
    pool = Processes(workers=1, seconds=0.25, patience=1e6)
    assert reasons(pool.map(work, [*["burn"] * 4, "wait"])) == [*["BURN"] * 4, "WAIT"]


def test_a_run_of_nothing_but_crashes_ends(pool: Processes) -> None:
    assert reasons(pool.map(work, ["abort"] * 5)) == [CRASHED] * 5


def test_the_traceback_of_a_bug_is_kept_for_the_log(pool: Processes) -> None:
    (lost,) = pool.map(work, ["bug"])
    assert isinstance(lost, Lost)
    assert "ValueError: boom" in lost.detail


def test_results_larger_than_a_pipe_pass(pool: Processes) -> None:
    assert [len(str(result)) for result in pool.map(work, ["big"] * 6)] == [3_000_000] * 6


def test_items_are_taken_only_as_far_ahead_as_needed() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "x"

    outcomes = Processes(workers=1, chunk=2).map(work, endless())
    assert next(outcomes) == "X"
    outcomes.close()  # type: ignore[attr-defined]
    assert taken < 100


def test_an_abandoned_run_leaves_no_process() -> None:
    outcomes = Processes(workers=1).map(work, ["pid", "hang"])
    pid = int(str(next(outcomes)))
    outcomes.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_workers_wait_for_the_next_run_and_end_when_told_to(pool: Processes) -> None:
    (first,) = pool.map(work, ["pid"])
    (second,) = pool.map(str.upper, ["a"])
    (third,) = pool.map(work, ["pid"])
    assert (second, third) == ("A", first)
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(first)), 0)


def test_a_worker_that_died_while_it_waited_is_replaced(pool: Processes) -> None:
    (pid,) = pool.map(work, ["pid"])
    os.kill(int(str(pid)), 9)
    assert list(pool.map(work, ["a", "b"])) == ["A", "B"]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_worker_holds_no_file_of_the_process_that_started_it(
    pool: Processes, tmp_path: Path
) -> None:
    with (tmp_path / "lock").open("w") as lock:
        (held,) = pool.map(work, ["files"])
        assert lock.name not in str(held)


def test_beside_another_thread_workers_begin_from_nothing(pool: Processes) -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert reasons(pool.map(work, ["a", "abort", "b"])) == ["A", CRASHED, "B"]
    finally:
        done.set()
        other.join()
