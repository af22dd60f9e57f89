"""Makes the pictures of README from the real outputs of the shipped month.

``python docs/make_pictures.py`` after ``compile`` and ``issue`` of 2023-03; needs LibreOffice,
poppler's pdftoppm and Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from duban.gongwen.fonts import aliases, installed_fonts, needed  # noqa: E402
from duban.gongwen.pdf import find_soffice, to_pdf  # noqa: E402
from duban.gongwen.style import STANDARD  # noqa: E402

OUTPUT = ROOT / "output" / "2023-03"
PICTURES = Path(__file__).parent / "pictures"
SHOWN = {
    "circular": OUTPUT / "督查通报.docx",
    "ledger": OUTPUT / "进展汇总.xlsx",
    "form": OUTPUT / "下发" / "市经信局-2023年3月进展表.xlsx",
}


def main() -> None:
    """Writes docs/pictures/*.png, 900 points wide."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for name, path in SHOWN.items():
            copies.append(Path(folder) / f"{name}{path.suffix}")
            shutil.copy(path, copies[-1])
        fonts = aliases(needed(STANDARD), installed_fonts())
        made, problems = to_pdf(copies, Path(folder) / "pdf", find_soffice(), 300, fonts)
        assert not problems, problems
        for pdf in made:
            target = PICTURES / pdf.stem
            options = ("-png", "-singlefile", "-scale-to-x", "900", "-scale-to-y", "-1")
            subprocess.run(["pdftoppm", *options, str(pdf), str(target)], check=True)
        page = Path(folder) / "page.html"
        shutil.copy(OUTPUT / "看板.html", page)
        quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
        offline = ("--disable-background-networking", f"--user-data-dir={folder}/profile")
        shot = (f"--screenshot={PICTURES / 'page.png'}", "--window-size=1280,860", page.as_uri())
        subprocess.run(["chromium", *quiet, *offline, *shot], check=True, capture_output=True)


if __name__ == "__main__":
    main()
