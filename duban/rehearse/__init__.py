"""Rehearsals: returns as units would send them, with faults planted and listed.

For training, and for measuring that every planted fault is flagged and nothing else is.
"""

from duban.rehearse.play import Rehearsal, play

__all__ = ["Rehearsal", "play"]
