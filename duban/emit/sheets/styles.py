"""The formats of one workbook, each made once and shared by all cells that look alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from duban.emit.sheets.values import OFFICE, Look

_LINK = {"align": "left", "font_color": "#1F4E79", "underline": 1}


class Styles:
    """Formats by what a cell shows; ``opened`` says which of its horizontal lines are left out."""

    def __init__(self, book: Any, colours: Mapping[str, str], look: Look = OFFICE) -> None:
        """``colours`` shades every cell whose whole text is one of its keys."""
        self._book = book
        self._made: dict[tuple[object, ...], Any] = {}
        self._texts: dict[tuple[str, bool], Any] = {}
        self.shades = colours
        self.size = look.size
        frame = {"font_name": look.text, "font_size": look.size, "valign": "vcenter"}
        self._frame: Mapping[str, object] = {**frame, "text_wrap": 1, "border": 1}
        big = {"font_size": look.title_size, "text_wrap": 1}
        self.title = self._plain(font_name=look.title, align="center", **big)
        self.label = self._plain(font_name=look.heads, font_size=16)
        self.under = self._plain(font_name=look.under, font_size=11, text_wrap=1)
        self.note = self._plain(**frame, text_wrap=1)
        fill = {"bg_color": look.fill} if look.fill else {}
        centred = {**self._frame, "font_name": look.heads, "align": "center"}
        self.header = book.add_format({**centred, **fill})

    def text(self, opened: str, centred: bool = False) -> Any:
        """A text's format; ``opened`` is '', or of 't' and 'b' the lines that are left out."""
        found = self._texts.get((opened, centred))
        if found is None:
            look = {"align": "center" if centred else "left"}
            found = self._texts[opened, centred] = self._shared(look, opened, ("text", centred))
        return found

    def shade(self, text: str, opened: str) -> Any:
        """The format of a cell whose text has a colour."""
        colour = self.shades[text]
        return self._shared({"align": "center", "bg_color": colour}, opened, ("shade", colour))

    def number(self, form: str, opened: str, centred: bool = False) -> Any:
        """A figure's format."""
        place = {"align": "center"} if centred else {"align": "right", "indent": 1}
        return self._shared({**place, "num_format": form}, opened, (form, centred))

    def link(self, opened: str) -> Any:
        """A link's format."""
        return self._shared(_LINK, opened, ("link",))

    def _shared(self, look: Mapping[str, object], opened: str, key: tuple[object, ...]) -> Any:
        found = self._made.get((opened, *key))
        if found is None:
            lines = {{"t": "top", "b": "bottom"}[side]: 0 for side in opened}
            found = self._made[(opened, *key)] = self._book.add_format(
                {**self._frame, **look, **lines}
            )
        return found

    def _plain(self, **look: object) -> Any:
        return self._book.add_format({"valign": "vcenter", **look})
