"""Word files to PDF through LibreOffice: private profile, time limit, and a count of what came."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from duban.gongwen.problem import Place, Problem

# One call with a thousand files silently left most of them out; a few dozen always came through.
_BATCH = 40
_INSTALL = "请安装LibreOffice，或不用--pdf，在Word、WPS中另存为PDF"


def find_soffice() -> Path | None:
    """LibreOffice's program on this machine, None where there is none."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
    candidates = [Path(root) / "LibreOffice/program/soffice.exe" for root in roots if root]
    candidates.append(Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"))
    return next((path for path in candidates if path.is_file()), None)


def to_pdf(
    files: Sequence[Path],
    out_dir: Path,
    soffice: Path | None,
    timeout: float,
    aliases: str = "",
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """A PDF in ``out_dir`` for each of ``files``, and a problem for each that did not come.

    ``timeout`` is in seconds for each call of LibreOffice, which takes a few dozen files.
    ``aliases`` is a fontconfig file's text (``fonts.aliases``). Files are named by their stems:
    two of one stem are refused. A PDF that is already there is only replaced by a new one.
    """
    if soffice is None:
        return (), (Problem(Place(), "没有找到LibreOffice，未生成PDF", _INSTALL),)
    stems = [file.stem for file in files]
    twice = [file for file in files if stems.count(file.stem) > 1]
    problems = [Problem(Place(str(f)), "与另一文件同名，未生成PDF", "请改名") for f in twice]
    wanted = [file for file in files if file not in twice]
    out_dir.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="duban-pdf-") as work:
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            fault = _convert(batch, Path(work), soffice, timeout, aliases)
            for file in batch:
                fresh = Path(work) / "out" / f"{file.stem}.pdf"
                if not fault and fresh.is_file() and fresh.stat().st_size:
                    made.append(Path(shutil.move(fresh, out_dir / fresh.name)))
                else:
                    problems.append(_failure(file, fault))
    return tuple(made), tuple(problems)


def _failure(file: Path, fault: str) -> Problem:
    if fault:
        return Problem(Place(str(file)), fault, "请重试，或在Word、WPS中另存为PDF")
    return Problem(Place(str(file)), "LibreOffice没有生成PDF", "请用Word或WPS打开检查该文件")


def _convert(files: Sequence[Path], work: Path, soffice: Path, timeout: float, aliases: str) -> str:
    """One call for ``files``: '' or why it came to nothing. PDFs are in ``work``/out."""
    environment = dict(os.environ)
    if aliases:
        config = work / "fonts.conf"
        config.write_text(aliases, "utf-8")
        environment["FONTCONFIG_FILE"] = str(config)
    profile = (work / "profile").as_uri()
    command = [
        str(soffice),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--convert-to",
        "pdf",
        "--outdir",
        str(work / "out"),
        *(str(file.resolve()) for file in files),
    ]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        )
    except OSError:
        return "LibreOffice无法启动"
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        _stop(process)
        return f"LibreOffice在{timeout:g}秒内没有完成，已停止"
    return ""


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends LibreOffice with the program that its start script runs."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
