"""Units that are known by name: what they measure and how they convert (SI prefixes, IEC 80000-13 for bytes)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """What is measured, and how many of the dimension's base unit one of these is."""

    dimension: str
    factor: Fraction


_ROWS: tuple[tuple[str, str, str], ...] = (
    ("time", "1e-9", "ns nanosecond 纳秒"), ("time", "1e-6", "us μs microsecond 微秒"),
    ("time", "1e-3", "ms msec millis millisecond 毫秒"), ("time", "1", "s sec second 秒 秒钟"),
    ("time", "60", "min minute 分钟"), ("time", "3600", "h hr hour 小时 时"), ("time", "86400", "day 天 日"),
    ("data", "1/8", "bit 比特 位"), ("data", "1", "B byte 字节"),
    ("data", "1e3", "kB KB kilobyte 千字节"), ("data", "1e6", "MB megabyte 兆字节"),
    ("data", "1e9", "GB gigabyte 吉字节"), ("data", "1e12", "TB terabyte 太字节"),
    ("data", "1024", "KiB kibibyte"), ("data", "1048576", "MiB mebibyte"), ("data", "1073741824", "GiB gibibyte"),
    ("data", "125", "kbit Kbit"), ("data", "125e3", "Mbit"), ("data", "125e6", "Gbit"),
    ("rate", "1", "Hz hertz 赫兹 赫 1/s /s 次/秒 每秒"), ("rate", "1e3", "kHz 千赫"), ("rate", "1e6", "MHz 兆赫"),
    ("rate", "1e9", "GHz 吉赫"), ("rate", "1", "req/s requests/s request/s requests/second rps qps 请求/秒"),
    ("length", "1e-9", "nm nanometre nanometer 纳米"), ("length", "1e-6", "μm um micrometre micrometer 微米"),
    ("length", "1e-3", "mm millimetre millimeter 毫米"), ("length", "1e-2", "cm centimetre centimeter 厘米"),
    ("length", "1", "m metre meter 米 公尺"), ("length", "1e3", "km kilometre kilometer 千米 公里"),
    ("mass", "1e-3", "g gram 克"), ("mass", "1", "kg kilogram 千克 公斤"),
    ("power", "1e-3", "mW milliwatt 毫瓦"), ("power", "1", "W watt 瓦"), ("power", "1e3", "kW kilowatt 千瓦"),
    ("angle", "1", "° deg degree 度"),
    ("angle", "57.29577951308232", "rad radian 弧度"),
    ("level", "1", "dB decibel 分贝"), ("temperature", "1", "°C ℃ celsius 摄氏度"),
    ("pixels", "1", "px pixel 像素"), ("tokens", "1", "token 词元"), ("characters", "1", "character char chr letter 字符 字 字元"),
    ("times", "1", "x times fold 倍"),
    ("share", "1/100", "% percent percentage pct 百分点"), ("share", "1/1000", "‰ permille"),
)
_EXACT = {name: Unit(dimension, Fraction(factor)) for dimension, factor, names in _ROWS for name in names.split()}


def normal(text: str) -> str:
    """A unit's spelling without spaces, carets and the classifier 个; the micro sign as μ, `per` as a slash."""
    text = text.replace("µ", "μ").replace(" per ", "/")
    text = text.replace(" ", "").replace("^", "").strip(".。")
    return text.removeprefix("个") or text


def singular(text: str) -> str:
    """The spelling in lower case without the plural s of a word."""
    lower = text.lower()
    return lower[:-1] if len(lower) > 3 and lower.endswith("s") and not lower.endswith("ss") else lower


# Only spellings whose lower case names one unit: MB and Mb, mW and MW must not be mixed up.
_LOOSE: dict[str, Unit | None] = {}
for _name, _unit in _EXACT.items():
    _key = singular(_name)
    _LOOSE[_key] = _unit if _LOOSE.get(_key, _unit) == _unit else None


def unit(spelling: str) -> Unit | None:
    """The unit of a normal spelling, or None when it is not known (or could be two)."""
    found = _EXACT.get(spelling)
    return found if found is not None else _LOOSE.get(singular(spelling))
