"""What every way of spreading work has in common: outcomes in order, and what stands for none."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, Protocol, TypeVar

from msgspec import Struct

Item = TypeVar("Item")
Result = TypeVar("Result")


class Lost(Struct, frozen=True):
    """In place of a result: why there is none, and a traceback for the log where there is one."""

    reason: str
    detail: str = ""


OUT_OF_MEMORY = "处理该文件所需内存超出限额"
OUT_OF_TIME = "处理该文件超过时限"
CRASHED = "处理该文件时解析程序异常退出"
FAILED = "处理该文件时程序出错"


class Executor(Protocol):
    """Applies a function to items; outcomes come in the items' order, as soon as they can."""

    @property
    def here(self) -> bool:
        """Whether the work is done on this machine, where files can be opened by their paths."""
        ...

    def map(
        self, function: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Result | Lost]:
        """One outcome an item, in order. Whatever the function raises becomes that item's Lost."""
        ...

    def close(self) -> None:
        """Lets go of what was started for ``map``; the next one starts anew."""
        ...


def attempt(function: Callable[[Item], Result], item: Item) -> Result | Lost:
    """The function's result, or Lost for whatever it raised, a Rust panic included."""
    try:
        return function(item)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError:
        return Lost(OUT_OF_MEMORY)
    except BaseException:
        return Lost(FAILED, traceback.format_exc())


class Serial(Struct, frozen=True):
    """One item after another in this process: no protection from aborts, memory or hangs."""

    here: ClassVar[bool] = True

    def map(
        self, function: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Result | Lost]:
        for item in items:
            yield attempt(function, item)

    def close(self) -> None:
        """Nothing was started."""
