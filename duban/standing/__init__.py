"""How each task stands against its pace: class, light, gap in percentage points, and why."""

from duban.standing.assess import Standing, assess
from duban.standing.lagging import lagging
from duban.standing.pace import pace_of
from duban.standing.values import Value, shown_value

__all__ = ["Standing", "Value", "assess", "lagging", "pace_of", "shown_value"]
