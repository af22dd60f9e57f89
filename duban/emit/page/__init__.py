"""看板.html: one self-contained page for the meeting room's screen and for a click at the desk."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from typing import Any

from duban.compilation import Compilation
from duban.emit.page.content import content


def page(compilation: Compilation) -> bytes:
    """The page's bytes. It loads nothing: style, script and data are inside, allowed by hash."""
    style, script = _part("page.css"), _part("page.js")
    data = content(compilation)
    text = _part("page.html")
    for mark, value in (
        ("%STYLE_HASH%", _hash(style)),
        ("%SCRIPT_HASH%", _hash(script)),
        ("%TITLE%", escape(str(data["title"]))),
        ("%STYLE%", style),
        ("%SCRIPT%", script),
        ("%DATA%", _json(data)),
    ):
        # Split once from the right text only: a unit's words that contain a mark stay words.
        before, _, after = text.partition(mark)
        text = before + value + after
    # A file name that is not UTF-8 is left as an escape, which the script's JSON can hold.
    return text.encode("utf-8", "backslashreplace")


def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in (HTML, 13.2.5.4)."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
