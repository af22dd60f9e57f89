"""Makes the pictures of README from the real outputs of the shipped month.

``python docs/make_pictures.py`` after ``compile``, ``issue`` of 2023-03 and ``assess`` of 2023;
needs LibreOffice, poppler's pdftoppm, Chromium and Pillow (requirements-dev.txt).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

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
    "letter": max((OUTPUT / "函单").glob("[0-9]*.docx")),
    "scores": ROOT / "output" / "2023" / "考核评分.xlsx",
}
COLOURS = 48
"""Enough for text, its smooth edges and the shades of three lights."""


def main() -> None:
    """Writes docs/pictures/*.png, 900 pixels wide, each well under 150 KB."""
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
        shoot(page.as_uri(), "page", folder)
        with desk() as address:
            shoot(f"{address}m/2023-03/", "desk", folder)
    for picture in sorted(PICTURES.glob("*.png")):
        Image.open(picture).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
            picture, optimize=True
        )


def shoot(address: str, name: str, folder: str) -> None:
    """A picture of what Chromium shows at ``address``."""
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars")
    offline = ("--disable-background-networking", f"--user-data-dir={folder}/profile")
    shot = (f"--screenshot={PICTURES / name}.png", "--window-size=1280,860", address)
    subprocess.run(["chromium", *quiet, *offline, *shot], check=True, capture_output=True)


@contextmanager
def desk() -> Iterator[str]:
    """The address of a desk of this folder, while it is open."""
    command = [sys.executable, "compile.py", "desk", "--no-browser", "--workers", "1"]
    moment = ["--as-of", "2023-04-03T17:00"]
    with subprocess.Popen([*command, *moment], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        yield run.stdout.readline().strip().removeprefix("督办桌面：")
        run.terminate()


if __name__ == "__main__":
    main()
