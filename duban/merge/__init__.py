"""Expected against returned: the joined frame, and how each unit stands in reporting."""

from duban.merge.cos import SILENT, CoWord, CoWords, co_words
from duban.merge.deeds import is_reported, texts_of, undone
from duban.merge.frame import COLUMNS, FIELDS, Merged, carried, merge, source, text_of
from duban.merge.inspected import with_inspections
from duban.merge.plans import Planned, plans_of
from duban.merge.revision import changes, version_before
from duban.merge.status import Reporting, reporting

__all__ = [
    "COLUMNS",
    "FIELDS",
    "SILENT",
    "CoWord",
    "CoWords",
    "Merged",
    "Planned",
    "Reporting",
    "carried",
    "changes",
    "co_words",
    "is_reported",
    "merge",
    "plans_of",
    "reporting",
    "source",
    "text_of",
    "texts_of",
    "undone",
    "version_before",
    "with_inspections",
]
