"""Zones: an IANA time zone from what people write for one: its name, a city in Chinese or English, or an offset."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-])(\d{1,2})(?::?(\d{2}))?")
_TIME = re.compile(" (?:standard |local )?time$|[当當]地[时時][间間]$|[时時][间間区區]$")
_NOWHERE = ("localtime", "posixrules", "factory")
"""Links to the machine's own zone are not names that mean the same elsewhere."""
_LIKE = 60.0
"""rapidfuzz ratio (0 to 100) from which a name is worth suggesting."""

CITIES: dict[str, str] = {
    "Asia/Shanghai": "中国, 北京, 上海, 广州, 深圳, 杭州, 南京, 苏州, 成都, "
                     "重庆, 武汉, 西安, 天津, china, beijing, guangzhou, shenzhen, hangzhou, chengdu, 东八区, 东8区, prc",
    "Asia/Urumqi": "乌鲁木齐, 新疆", "Asia/Hong_Kong": "香港, hkt", "Asia/Macau": "澳门, macao", "Asia/Taipei": "台北, 台湾, taiwan",
    "Asia/Tokyo": "东京, 大阪, 日本, osaka, japan, jst", "Asia/Seoul": "首尔, 韩国, korea, kst", "Asia/Singapore": "新加坡, sgt",
    "Asia/Kuala_Lumpur": "吉隆坡, 马来西亚", "Asia/Bangkok": "曼谷, 泰国", "Asia/Jakarta": "雅加达, 印尼",
    "Asia/Manila": "马尼拉", "Asia/Ho_Chi_Minh": "胡志明市, 西贡, 河内, 越南, hanoi, saigon",
    "Asia/Kolkata": "印度, 德里, 新德里, 孟买, 班加罗尔, india, delhi, mumbai, bangalore, bengaluru",
    "Asia/Karachi": "卡拉奇, 巴基斯坦", "Asia/Dhaka": "达卡", "Asia/Kathmandu": "加德满都, 尼泊尔",
    "Asia/Dubai": "迪拜, 阿布扎比, abu dhabi", "Asia/Riyadh": "利雅得", "Asia/Tehran": "德黑兰, 伊朗",
    "Asia/Jerusalem": "耶路撒冷, 特拉维夫, tel aviv", "Asia/Almaty": "阿拉木图",
    "Europe/London": "伦敦, 英国, 剑桥, 牛津, 爱丁堡, uk, cambridge, oxford, edinburgh, manchester", "Europe/Dublin": "都柏林",
    "Europe/Lisbon": "里斯本", "Europe/Paris": "巴黎, 法国, france",
    "Europe/Berlin": "柏林, 慕尼黑, 法兰克福, 汉堡, 德国, munich, frankfurt, hamburg, germany",
    "Europe/Madrid": "马德里, 巴塞罗那, barcelona", "Europe/Rome": "罗马, 米兰, milan",
    "Europe/Zurich": "苏黎世, 日内瓦, geneva", "Europe/Vienna": "维也纳", "Europe/Amsterdam": "阿姆斯特丹, 荷兰",
    "Europe/Brussels": "布鲁塞尔", "Europe/Stockholm": "斯德哥尔摩", "Europe/Copenhagen": "哥本哈根", "Europe/Oslo": "奥斯陆",
    "Europe/Helsinki": "赫尔辛基", "Europe/Warsaw": "华沙", "Europe/Prague": "布拉格", "Europe/Budapest": "布达佩斯",
    "Europe/Athens": "雅典", "Europe/Istanbul": "伊斯坦布尔, 土耳其", "Europe/Kyiv": "基辅", "Europe/Moscow": "莫斯科, 俄罗斯",
    "America/New_York": "et, edt, eastern, 美东, 纽约, 华盛顿, 波士顿, 费城, 迈阿密, boston, washington, philadelphia, miami, atlanta",
    "America/Chicago": "芝加哥, 休斯敦, 达拉斯, 奥斯汀, houston, dallas, austin",
    "America/Denver": "丹佛, 盐湖城, salt lake city", "America/Phoenix": "凤凰城",
    "America/Los_Angeles": "pt, pst, pdt, pacific, 美西, "
                           "洛杉矶, 旧金山, 硅谷, 西雅图, 圣何塞, san francisco, seattle, san jose, silicon valley, san diego",
    "America/Anchorage": "安克雷奇", "Pacific/Honolulu": "檀香山, 夏威夷, hawaii", "America/Toronto": "多伦多, 渥太华, ottawa",
    "America/Vancouver": "温哥华", "America/Montreal": "蒙特利尔", "America/Mexico_City": "墨西哥城",
    "America/Bogota": "波哥大", "America/Lima": "利马",
    "America/Sao_Paulo": "圣保罗, 里约热内卢, 巴西, são paulo, rio de janeiro",
    "America/Argentina/Buenos_Aires": "布宜诺斯艾利斯", "America/Santiago": "圣地亚哥", "Africa/Cairo": "开罗, 埃及",
    "Africa/Lagos": "拉各斯", "Africa/Nairobi": "内罗毕", "Africa/Johannesburg": "约翰内斯堡, 开普敦, 南非, cape town",
    "Australia/Sydney": "悉尼, 堪培拉, canberra", "Australia/Melbourne": "墨尔本", "Australia/Brisbane": "布里斯班",
    "Australia/Perth": "珀斯", "Pacific/Auckland": "奥克兰, 惠灵顿, 新西兰, wellington", "UTC": "世界时, 协调世界时, z",
}
"""Zones by the names that people use for them beside the IANA one, separated by commas."""
_AT_OFFSET = {210: "Asia/Tehran", 240: "Asia/Dubai", 270: "Asia/Kabul", 300: "Asia/Karachi", 330: "Asia/Kolkata", 345: "Asia/Kathmandu",
              360: "Asia/Dhaka", 390: "Asia/Yangon", 420: "Asia/Bangkok", 480: "Asia/Shanghai", 540: "Asia/Tokyo", 570: "Australia/Darwin",
              600: "Australia/Brisbane", -180: "America/Sao_Paulo", -420: "America/Phoenix", -600: "Pacific/Honolulu", 0: "UTC"}
"""Minutes east of Greenwich to a place that keeps them all year: a name that says more than `Etc/GMT-8`."""


def find_zone(written: str) -> str | None:
    """The IANA zone of its own name, a city's name (`纽约`, `San Francisco`) or an offset (`+8`, `UTC+5:30`); None for others."""
    text = _plain(written)
    return _names().get(text) or _at_offset(text) or _names().get(_TIME.sub("", text)) or _at_offset(_TIME.sub("", text))


def near_zones(written: str, count: int = 4) -> list[str]:
    """The zones whose names are most like what was written, best first; none when nothing is."""
    text = _plain(written)[:64]
    found = process.extract(text, _names().keys(), scorer=fuzz.ratio, limit=8 * count, score_cutoff=_LIKE) if text else []
    zones = dict.fromkeys(_names()[name] for name, _, _ in found)
    return [zone for zone in zones if "/" in zone and not zone.startswith("Etc/")][:count]


def words_of(zone: str) -> str:
    """The names of a zone that somebody may type, in one line."""
    return f"{zone} {zone.replace('_', ' ')} {CITIES.get(zone, '')}"


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every name in its plain form, and its zone. A city's own zone wins over a name that only ends like it."""
    zones = [zone for zone in sorted(available_timezones()) if zone.casefold() not in _NOWHERE]
    found = {_plain(zone.rpartition("/")[2]): zone for zone in zones if "/" in zone and not zone.startswith("Etc/")}
    for zone, words in CITIES.items():
        found |= {_plain(name): zone for name in words.split(",")}
        found[_plain(zone.rpartition("/")[2])] = zone
    return found | {_plain(zone): zone for zone in zones}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


def _at_offset(text: str) -> str | None:
    found = _OFFSET.fullmatch(text.replace("−", "-").replace("：", ":"))
    if found is None:
        return None
    minutes = (int(found[2]) * 60 + int(found[3] or 0)) * (1 if found[1] == "+" else -1)
    if minutes in _AT_OFFSET:
        return _AT_OFFSET[minutes]
    hours = minutes // 60
    # POSIX turns the sign around: eight hours east is Etc/GMT-8.
    return f"Etc/GMT{-hours:+d}" if minutes % 60 == 0 and -12 <= hours <= 14 else None
