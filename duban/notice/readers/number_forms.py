"""Numbers as lists write them, by the names of ECMA-376 Part 1, §17.18.59 (ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"


def written(number: int, form: str) -> str:
    """``number`` in one of Word's formats; in Arabic digits where the format is not known."""
    maker = _FORMS.get(form)
    return str(number) if maker is None or number < 0 else maker(number)


def _counting(number: int) -> str:
    """二十一, 一百零五: as one counts."""
    if not 0 < number < 10_000:
        return str(number) if number else "零"
    said, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            said += ("零" if gap else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(said)
    return said[1:] if said.startswith("一十") else said


def _letters(number: int) -> str:
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    said = ""
    steps = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"))
    for value, letters in (*steps, (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        said += letters * (number // value)
        number %= value
    return said


def _from_list(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else str(number)


_CIRCLES = "".join(chr(code) for code in (*range(0x2460, 0x2474), *range(0x3251, 0x3260)))
_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)}),
    "decimalEnclosedCircle": _from_list(_CIRCLES),
    "decimalEnclosedCircleChinese": _from_list(_CIRCLES),
    "decimalEnclosedParen": _from_list("".join(chr(code) for code in range(0x2474, 0x2488))),
    "decimalEnclosedFullstop": _from_list("".join(chr(code) for code in range(0x2488, 0x249C))),
    "ideographEnclosedCircle": _from_list("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographTraditional": _from_list("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _from_list("子丑寅卯辰巳午未申酉戌亥"),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "ideographDigital": lambda n: "".join(_DIGITS[int(c)] for c in str(n)),
    "taiwaneseDigital": lambda n: "".join(_DIGITS[int(c)] for c in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(_DIGITS[int(c)] for c in str(n)),
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
}
