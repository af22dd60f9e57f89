"""督办层级: which step of the ladder each unit and task stands on, made anew from the year."""

from duban.escalation.events import Event, Facts, events_of
from duban.escalation.ladder import climb
from duban.escalation.step import Step, gravest, in_force

__all__ = ["Event", "Facts", "Step", "climb", "events_of", "gravest", "in_force"]
