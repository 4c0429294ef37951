"""A raw reply made plain: Unicode forms, invisible characters, case, script, hedges, quotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from unicodedata import category, normalize

from bot.domain.matching.verdicts import NOTHING, TOO_LONG
from bot.domain.question import Verdict

MAX_REPLY = 2000
HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
_LATIN_MARKS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
# Quotes and dashes as keyboards and word processors put them.
_TYPED = str.maketrans("’‘‐‒–—−", "''-----")
_DROPPED = {"Cf", "Cs", "Co", "Cn"}
# What only changes the look of the character before it, as for keycaps, coloured signs and skin tones.
_PRESENTATION = "\ufe0e\ufe0f\u20e3\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
# Pictures around a reply are decoration, but not those that deny it.
_PICTURES = " " + "".join(chr(code) for first, last in ((0x2600, 0x26FF), (0x1F300, 0x1FAFF)) for code in range(first, last + 1)
                          if code not in (0x2611, 0x1F44E, 0x1F645))

_EN_PREFIXES = (
    "i think", "i believe", "i guess", "i suppose", "i'd say", "i would say", "i'd go with", "i'm going with",
    "i choose", "i pick", "i'd pick", "choose", "pick", "going with", "let's go with", "lets go with", "my guess is", "my guess",
    "i'd guess", "guess", "it has to be", "has to be", "gotta be", "looks like", "it looks like", "maybe", "perhaps",
    "probably", "possibly", "surely", "definitely", "totally", "absolutely",
    "of course", "hmm", "hm", "um", "uh", "well", "ok", "so", "the answer is", "the answer", "the correct answer is",
    "the right answer is", "right answer", "correct answer", "my final answer is", "final answer is", "final answer",
    "the correct order is", "the order is", "order is", "order", "it raises", "raises", "it throws", "throws",
    "my answer is", "my answer", "answer is", "answer", "ans", "ans.", "the result is", "result", "it's", "it is", "its",
    "that's", "that is", "this is", "that", "is it", "is", "it should be", "should be", "it must be", "must be",
    "it might be", "might be", "it could be", "could be", "it may be", "may be", "it would be", "would be",
    "it's called", "it is called", "called", "known as", "sounds like", "what is", "it prints", "prints",
    "the output is", "output is", "output", "the statement is", "this statement is", "statement is", "the statement", "the claim is",
    "option", "choice", "letter",
)
_ZH_PREFIXES = (
    "我觉得", "我认为", "我猜", "我想", "我选", "我的答案是", "我的答案", "正确答案是", "答案应该是", "答案是", "答案为", "答案",
    "应该是", "应该叫", "应当是", "应该", "大概是", "大概", "可能是", "可能", "也许是", "也许", "或许是", "或许",
    "大概率是", "大概率", "感觉是", "感觉", "看来是", "看起来是", "绝对是", "绝对", "必须是", "猜", "我蒙", "果断",
    "正确顺序是", "正确顺序", "顺序是", "顺序为", "顺序", "排序是", "排序", "最终答案是", "最终答案", "最后选",
    "会抛出", "抛出", "会报错", "会报", "报错", "会引发", "引发", "不知道,", "不确定,", "no idea,", "not sure,", "idk,",
    "估计是", "估计", "好像是", "好像", "似乎是", "似乎", "貌似", "一定是", "肯定是", "肯定", "难道是",
    "那就是", "那就选", "那就", "就是", "就选", "就", "这是", "那是", "它是", "是", "叫做", "叫作", "叫", "称为", "选择", "选项", "选",
    "这个说法是", "这个说法", "该说法是", "该说法", "说法是", "说法", "判断", "当然是", "当然", "这句话是", "这句话",
    "会输出", "输出是", "输出为", "输出", "打印出", "打印",
    "结果是", "结果为", "结果", "等于", "嗯", "呃", "额",
)
_EN_SUFFIXES = ("i think", "i believe", "i guess", "i suppose", "maybe", "perhaps", "probably", "please", "right",
                "for sure", "i'm sure")
_ZH_SUFFIXES = ("对不对", "对吗", "对吧", "是吗", "是吧", "没错", "吧", "呢", "吗", "嘛", "啊", "呀", "啦", "哦", "喔", "噢",
                "呗", "嘞", "哈", "咯", "滴", "哒")
_ARTICLES = ("the ", "an ", "a ")

# Longest first, so that "it is called" is not cut down to "called".
_PREFIX = re.compile(
    "(?:(?:{})(?=[\\s,:;!…]|$)|{})[\\s,:;=!…、。]*".format(
        "|".join(re.escape(p) for p in sorted(_EN_PREFIXES, key=len, reverse=True)),
        "|".join(sorted(_ZH_PREFIXES, key=len, reverse=True)),
    ),
    re.IGNORECASE,
)
_PAIRS = {"`": "`", '"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "【": "】",
          "(": ")", "[": "]", "{": "}", "<": ">", "*": "*", "$": "$", "|": "|", "”": "”", "’": "’"}
_ENDINGS = " .,;!?…。、~"


def plain(reply: str) -> str:
    """The reply in NFKC, without invisible characters, white space single; "" when empty or over 2,000 characters."""
    if len(reply) > MAX_REPLY:
        return ""
    if not (reply.isascii() and reply.isprintable()):
        reply = visible(normalize("NFKC", reply))
        if len(reply) > MAX_REPLY:
            return ""
    return " ".join(reply.split())


def visible(text: str) -> str:
    """The text without format, surrogate, private and unassigned characters; other controls become spaces."""
    kept = []
    for char in text:
        kind = "" if char.isprintable() else category(char)
        if kind not in _DROPPED and char not in _PRESENTATION:
            kept.append(char if kind != "Cc" or char in "\n\t" else " ")
    return "".join(kept)


def unread(reply: str) -> Verdict:
    """Why `plain` found nothing in the reply."""
    return TOO_LONG if len(normalize("NFKC", reply[: MAX_REPLY + 1])) > MAX_REPLY else NOTHING


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return not text.isascii() and _HAN.search(text) is not None


def fold(text: str) -> str:
    """A plain text without case, Latin accents and the difference of traditional and simplified characters."""
    if text.isascii():
        return text.lower()
    text = normalize("NFC", _LATIN_MARKS.sub("", normalize("NFD", text.casefold())))
    text = text.translate(_TYPED)
    return simplified(text) if has_han(text) else text


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return _converter("t2s")(text)


def mainland(text: str) -> str:
    """The text in simplified characters and in the words of the mainland (軟體 becomes 软件)."""
    return _converter("tw2sp")(text)


@cache
def _converter(name: str) -> Callable[[str], str]:
    # About 25 ms for the first one: only a process that meets a Chinese character pays it.
    import opencc

    convert = opencc.OpenCC(name).convert
    return lambda text: str(convert(text))


def bare(text: str) -> str:
    """The text without closing punctuation and pictures, the () of a call, and quotes, brackets or emphasis around it."""
    for _ in range(8):
        if not text.isascii():
            text = text.strip(_PICTURES) or text
        cut = text.rstrip(_ENDINGS).lstrip(" …。、").removesuffix("()")
        if len(cut) > 1 and _PAIRS.get(cut[0]) == cut[-1]:
            cut = cut[1:-1]
        if cut == text or not cut:
            break
        text = cut
    return text


def candidates(text: str) -> Iterator[str]:
    """Yield a plain text, then what remains of it as decoration and hedges come off, at most nine texts in all."""
    yield text
    for _ in range(4):
        cut = bare(text)
        if cut != text:
            yield cut
        text = unhedged(cut)
        if text == cut or not text:
            return
        yield text


def unhedged(text: str) -> str:
    """The text without one hedge before or after it."""
    head = _PREFIX.match(text)
    if head is not None and head.end() < len(text):
        return text[head.end():]
    for suffix in _ZH_SUFFIXES:
        if text.endswith(suffix) and len(text) > len(suffix):
            return text[: -len(suffix)]
    for suffix in _EN_SUFFIXES:
        if text[-len(suffix):].lower() == suffix and text[: -len(suffix)].endswith((" ", ",")):
            return text[: -len(suffix)].rstrip(" ,")
    return text


def without_article(text: str) -> str:
    """The text without a leading article; `a b` and `a c` stay, since those are two letters."""
    for article in _ARTICLES:
        rest = text.removeprefix(article)
        # "a 0.5" is the option A with its text, not one 0.5.
        if rest != text and len(rest) > 2 and (article == "the " or (rest[0].isascii() and rest[0].isalpha())):
            return rest
    return text
