"""The fonts that official documents name: which this machine lacks, and what stands in for them.

No font is embedded or shipped. Word and WPS pick a substitute by themselves; LibreOffice is told
one by a fontconfig file, because a name it cannot find costs it ten times the time of a page.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from html import escape

from msgspec import Struct

from duban.gongwen.style import Style


class Family(Struct, frozen=True):
    """A font by every name it goes by, and what may stand in for it, the nearest first.

    The first ``near`` of ``substitutes`` have the same style of letter; the rest only fill in.
    """

    names: tuple[str, ...]
    substitutes: tuple[str, ...]
    near: int


_FANGSONG = ("仿宋", "FangSong", "华文仿宋", "STFangsong", "方正仿宋简体", "FandolFang")
_KAITI = ("楷体", "KaiTi", "华文楷体", "STKaiti", "FandolKai", "AR PL UKai CN", "AR PL KaitiM GB")
_HEITI = ("华文黑体", "STHeiti", "FandolHei", "Noto Sans CJK SC", "WenQuanYi Micro Hei")
_SONGTI = ("华文宋体", "STSong", "AR PL UMing CN", "AR PL SungtiL GB", "FandolSong")
_HEAVY = ("方正小标宋_GBK", "FZXiaoBiaoSong-B05", "华文中宋", "STZhongsong", "FandolSong")
_ANY = ("宋体", "SimSun", *_SONGTI, "Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei")

FAMILIES = (
    Family(("仿宋_GB2312", "FangSong_GB2312"), (*_FANGSONG, *_ANY), len(_FANGSONG)),
    Family(("仿宋", "FangSong"), ("仿宋_GB2312", *_FANGSONG[2:], *_ANY), len(_FANGSONG) - 1),
    Family(("楷体_GB2312", "KaiTi_GB2312"), (*_KAITI, *_ANY), len(_KAITI)),
    Family(("楷体", "KaiTi"), ("楷体_GB2312", *_KAITI[2:], *_ANY), len(_KAITI) - 1),
    Family(("黑体", "SimHei"), (*_HEITI, *_ANY), len(_HEITI)),
    Family(("宋体", "SimSun"), _ANY[2:], len(_SONGTI) + 1),
    Family(("方正小标宋简体", "FZXiaoBiaoSong-B05S"), (*_HEAVY, *_ANY), len(_HEAVY)),
    Family(("方正小标宋_GBK", "FZXiaoBiaoSong-B05"), ("方正小标宋简体", *_HEAVY[2:], *_ANY), 4),
)
"""The fonts of official documents, by the names they have in Word files."""


class Missing(Struct, frozen=True):
    """A font that a document names and this machine lacks; ``instead`` '' if nothing fits."""

    font: str
    instead: str
    effect: str

    def __str__(self) -> str:
        instead = f"以“{self.instead}”代替" if self.instead else "由办公软件自行代替"
        return f"缺少字体“{self.font}”：打印时{instead}，{self.effect}。"


def needed(style: Style) -> tuple[str, ...]:
    """The font names that documents in ``style`` carry, without repetition."""
    names = (style.xiaobiaosong, style.fangsong, style.heiti, style.kaiti, style.songti)
    return tuple(dict.fromkeys(name for name in (*names, style.latin) if name))


def missing(names: Iterable[str], installed: frozenset[str]) -> tuple[Missing, ...]:
    """Those of ``names`` that are not among ``installed`` by any of their names."""
    return tuple(
        _lack(name, installed) for name in names if not installed.intersection(_family(name).names)
    )


def aliases(names: Iterable[str], installed: frozenset[str]) -> str:
    """A fontconfig file in which every missing name of ``names`` leads to its substitute.

    It includes the system's own configuration. Names that have no substitute are left to it.
    """
    rules = "".join(
        '<match target="pattern"><test qual="any" name="family">'
        f"<string>{escape(lack.font, quote=False)}</string></test>"
        '<edit name="family" mode="assign" binding="same">'
        f"<string>{escape(lack.instead, quote=False)}</string></edit></match>\n"
        for lack in missing(names, installed)
        if lack.instead
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n{rules}</fontconfig>\n'
    )


def installed_fonts() -> frozenset[str]:
    """Every family name that this machine knows; empty where it cannot be asked."""
    if sys.platform == "win32":
        return _windows_fonts()
    try:
        listed = subprocess.run(
            ["fc-list", "--format", "%{family}\n"], capture_output=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    lines = listed.stdout.decode("utf-8", "replace").splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(","))


def registry_names(entries: Sequence[str]) -> frozenset[str]:
    """Family names in Windows' font registry: '宋体 & 新宋体 (TrueType)' → 宋体, 新宋体."""
    return frozenset(
        name.strip() for entry in entries for name in entry.partition(" (")[0].split("&")
    )


def _windows_fonts() -> frozenset[str]:
    entries: list[str] = []
    if sys.platform == "win32":
        import winreg

        path = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
        for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            try:
                with winreg.OpenKey(root, path) as key:
                    count = winreg.QueryInfoKey(key)[1]
                    entries += [winreg.EnumValue(key, index)[0] for index in range(count)]
            except OSError:
                continue
    return registry_names(entries)


def _family(name: str) -> Family:
    for family in FAMILIES:
        if name in family.names:
            return Family((name, *family.names), family.substitutes, family.near)
    return Family((name,), _ANY, 0)


def _lack(name: str, installed: frozenset[str]) -> Missing:
    family = _family(name)
    for rank, substitute in enumerate(family.substitutes):
        if substitute in installed:
            alike = "字形相近，版面不变" if rank < family.near else "字形不同，版面基本不变"
            return Missing(name, substitute, alike)
    effect = "字形不同，引号、破折号可能变成半角，每行字数、每页行数可能改变，请先安装字体"
    return Missing(name, "", effect)
