"""What is wrong with a wording, as a value: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from msgspec import Struct

from duban.model import Severity


class Place(Struct, frozen=True, order=True):
    """A line of a file; ``line`` counts from 1, 0 where the whole file is meant."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}第{self.line}行" if self.line else self.file


class Problem(Struct, frozen=True):
    """One fault; an ERROR keeps the document from being written, others are for a person's eye."""

    place: Place
    message: str
    advice: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.place}：" if self.place != Place() else ""
        return f"{where}{self.message}。{self.advice}。"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'是否应为“标题”' for the nearest known word, else the list of them."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.5)
    if near:
        return f"是否应为“{near[0]}”"
    return f"可用的有：{'、'.join(words)}" if words else "目前没有可用的名称"
