"""The task map (taskmap/<year>.xlsx): its sheets declared once, read, checked and written.

``duban.register.write`` is imported where one is written, which a compile never does.
"""

from duban.register.load import load
from duban.register.settings import Settings
from duban.register.taskmap import TaskMap
from duban.register.validate import validate

__all__ = ["Settings", "TaskMap", "load", "validate"]
