"""Expected against returned: the joined frame, and how each unit stands in reporting."""

from duban.merge.frame import COLUMNS, FIELDS, Merged, carried, merge, source, text_of
from duban.merge.status import Reporting, reporting

__all__ = [
    "COLUMNS",
    "FIELDS",
    "Merged",
    "Reporting",
    "carried",
    "merge",
    "reporting",
    "source",
    "text_of",
]
