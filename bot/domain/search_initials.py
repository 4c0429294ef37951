"""Pinyin initials: `yxxsd` for 余弦相似度, as one types it without an input method.

The first 3,755 characters of GB 2312 (level 1) stand in the order of their pinyin, so the place of a character in that set
tells its first letter: a table of 23 borders in place of a dictionary. A character with several readings has the one by which
the standard files it. Rarer characters stand in the order of their radicals; those that the bank's names hold are listed.
"""

from __future__ import annotations

from bisect import bisect_right

_BORDERS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"), (0xB9FE, "h"),
    (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"), (0xC5BE, "p"), (0xC6DA, "q"),
    (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"), (0xD1B9, "y"), (0xD4D1, "z"),
)
_STARTS = [start for start, _ in _BORDERS]
_LAST = 0xD7F9
_RARER = dict(zip("熵帧噪栅髓嵌幂瓣畸眩缀阈沌瞰渲悖", "szzssqmbjxzydkxb", strict=True))


def initial(char: str) -> str:
    """The first letter of a Chinese character's pinyin; any other character, and one not known, stands for itself."""
    if char.isascii():
        return char
    if char in _RARER:
        return _RARER[char]
    try:
        code = int.from_bytes(char.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return char
    return _BORDERS[bisect_right(_STARTS, code) - 1][1] if _STARTS[0] <= code <= _LAST else char


def initials(name: str) -> str:
    """The initials of a folded name with two Chinese characters or more, its letters kept; "" where there are none."""
    if sum("\u4e00" <= char <= "\u9fff" for char in name) < 2:
        return ""
    found = "".join(map(initial, name))
    return found if found.isascii() else ""
