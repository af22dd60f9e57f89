"""The formats of one workbook, each made once and shared by all cells that look alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FONT, SIZE = "宋体", 10.5
_FRAME = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", "text_wrap": 1, "border": 1}
_LEFT: Mapping[str, object] = {**_FRAME, "align": "left"}
_CENTRE: Mapping[str, object] = {**_FRAME, "align": "center"}
_LINK: Mapping[str, object] = {**_LEFT, "font_color": "#1F4E79", "underline": 1}


class Styles:
    """Formats by what a cell shows; ``opened`` says which of its horizontal lines are left out."""

    def __init__(self, book: Any, colours: Mapping[str, str]) -> None:
        """``colours`` shades every cell whose whole text is one of its keys."""
        self._book = book
        self._made: dict[tuple[object, ...], Any] = {}
        self.shades = colours
        self.title = self._plain(font_name="黑体", font_size=16, align="center")
        self.label = self._plain(font_name="黑体", font_size=16)
        self.under = self._plain(font_name="楷体", font_size=11)
        self.note = self._plain(font_name=FONT, font_size=SIZE, text_wrap=1)
        self.header = book.add_format(
            {**_CENTRE, "font_name": "黑体", "bg_color": "#D9E2F3", "bold": 0}
        )

    def text(self, opened: str, centred: bool = False) -> Any:
        """A text's format; ``opened`` is '', or of 't' and 'b' the lines that are left out."""
        return self._shared(_CENTRE if centred else _LEFT, opened, ("text", centred))

    def shade(self, text: str, opened: str) -> Any:
        """The format of a cell whose text has a colour."""
        colour = self.shades[text]
        return self._shared({**_CENTRE, "bg_color": colour}, opened, ("shade", colour))

    def number(self, form: str, opened: str, centred: bool = False) -> Any:
        """A figure's format."""
        place = {"align": "center"} if centred else {"align": "right", "indent": 1}
        return self._shared({**_FRAME, **place, "num_format": form}, opened, (form, centred))

    def link(self, opened: str) -> Any:
        """A link's format."""
        return self._shared(_LINK, opened, ("link",))

    def _shared(self, look: Mapping[str, object], opened: str, key: tuple[object, ...]) -> Any:
        found = self._made.get((opened, *key))
        if found is None:
            lines = {{"t": "top", "b": "bottom"}[side]: 0 for side in opened}
            found = self._made[(opened, *key)] = self._book.add_format({**look, **lines})
        return found

    def _plain(self, **look: object) -> Any:
        return self._book.add_format({"valign": "vcenter", **look})
