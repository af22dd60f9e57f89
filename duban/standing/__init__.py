"""How each task stands against its pace: class, light, gap in percentage points, and why."""

from duban.standing.assess import Standing, assess
from duban.standing.due import pace_of
from duban.standing.gravity import gravity
from duban.standing.lagging import lagging
from duban.standing.values import Value, shown_value
from duban.standing.wording import MET, criteria, labels

__all__ = [
    "MET",
    "Standing",
    "Value",
    "assess",
    "criteria",
    "gravity",
    "labels",
    "lagging",
    "pace_of",
    "shown_value",
]
