"""Makes the shipped month anew: ``python -m tests.sample`` from the project's folder.

The task map is the import of the notice with an office's settings; inbox/2023-03/ is a rehearsal of
it. Run it when a form's layout changes; the tests hold what is shipped to what this makes.
"""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from duban.commands.importing import taskmap_of
from duban.commands.rehearsing import rehearse
from duban.commands.session import Session
from duban.executor import Serial
from duban.model import CHINA
from duban.notice.importing import Imported, import_notice
from duban.notice.readers import read_notice
from duban.register.write import write
from duban.workspace import Workspace

NOTICE = Path(__file__).parent / "notice" / "qianjiang-2023.txt"
PERIOD, SEED = "2023-03", 1
IMPORTED = datetime(2023, 2, 2, 10, 45, tzinfo=CHINA)
KEY = b"demonstration key of the shipped month; an office makes its own\n"
SETTINGS: dict[str, Any] = {
    "place": "潜江市",
    "office": "潜江市人民政府政务督查室",
    "recipients": "各管理区、镇人民政府、街道办事处，市政府各部门",
    "copies_to": "市委办公室，市人大常委会办公室，市政协办公室。",
    "remark": "演练数据，不作依据",
}


def make(root: Path) -> None:
    """Writes taskmap/, its key and the rehearsed inbox below ``root``."""
    found = import_notice(read_notice(NOTICE.read_bytes(), NOTICE.name, None), 2023)
    assert isinstance(found, Imported)
    taskmap = taskmap_of(found)
    taskmap = replace(taskmap, settings=replace(taskmap.settings, **SETTINGS))
    folder = root / "taskmap"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".key").write_bytes(KEY)
    (folder / "2023.xlsx").write_bytes(write(taskmap, IMPORTED, found.report.notes()))
    session = Session(
        workspace=Workspace(root),
        now=IMPORTED,
        executor=Serial(),
        say=print,
        log=lambda text: print(text, file=sys.stderr),
        progress=lambda items, _total, _label: items,
    )
    rehearse(session, PERIOD, SEED, force=False)


if __name__ == "__main__":
    here = Path(__file__).parent.parent
    shutil.rmtree(here / "inbox", ignore_errors=True)
    make(here)
