"""The task map (taskmap/<year>.xlsx): its sheets declared once, read, checked and written."""

from duban.register.load import load
from duban.register.settings import Settings
from duban.register.taskmap import TaskMap
from duban.register.validate import validate
from duban.register.write import write

__all__ = ["Settings", "TaskMap", "load", "validate", "write"]
