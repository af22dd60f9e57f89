"""Targets in the text of tasks: figures, the words around them, the indicators they make."""

from duban.notice.targets.indicators import indicators

__all__ = ["indicators"]
