"""Rehearsals: returns as units would send them, with faults planted and listed.

For training, and for measuring that every planted fault is flagged and nothing else is.
"""

from duban.rehearse.play import play
from duban.rehearse.record import Rehearsal

__all__ = ["Rehearsal", "play"]
