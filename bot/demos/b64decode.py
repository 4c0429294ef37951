"""Base64 back to bytes, strictly: only the 64 characters, exact padding. RFC 4648 §3.3 (foreign characters), §3.5 (spare bits).

Python's `base64.b64decode` is laxer: without `validate=True` it drops foreign characters, and it never minds spare bits.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._bytes import draw_bytes, draw_last_group
from bot.demos._tables import Cell, tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.errors import BadInput, Code
from bot.domain.param import Param
from bot.domain.reading import fault, shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_STRING = Param("string", "text", Text("Base64 文本", "Base64 text"), example="TWFu", max_len=4096)
SIGNATURES: tuple[tuple[str, bytes, Text], ...] = (
    ("png", b"\x89PNG\r\n\x1a\n", Text("PNG 图像", "PNG image")),
    ("jpeg", b"\xff\xd8\xff", Text("JPEG 图像", "JPEG image")),
    ("gif", b"GIF87a", Text("GIF 图像", "GIF image")),
    ("gif", b"GIF89a", Text("GIF 图像", "GIF image")),
    ("pdf", b"%PDF-", Text("PDF 文档", "PDF document")),
    ("zip", b"PK\x03\x04", Text("ZIP 压缩包", "ZIP archive")),
    ("gzip", b"\x1f\x8b\x08", Text("gzip 数据", "gzip data")),
)
_OTHERS = {"webp": Text("WebP 图像", "WebP image"), "text": Text("可打印的 UTF-8 文字", "printable UTF-8 text"),
           "binary": Text("不认识的二进制", "unknown binary")}


def run(string: str) -> Result:
    """The bytes in hex with their number, the type that their start tells, and the spare bits of the last character."""
    indices, padding = parse(string.strip())
    bits = 6 * len(indices)
    whole, spare = bits // 8, bits % 8
    number = 0
    for index in indices:
        number = number << 6 | index
    data = (number >> spare).to_bytes(whole, "big")
    kind, label, signature = sniff(data)
    values: dict[str, Any] = {
        "byte_count": whole, "hex": data.hex(), "type": kind, "text": data.decode() if kind == "text" else None,
        "padding": padding, "spare_bits": number & (1 << spare) - 1, "canonical": number & (1 << spare) - 1 == 0,
        "signature_length": signature,
    }
    rows: list[tuple[Cell, Cell]] = [
        (Text("字节数", "bytes"), str(whole)),
        (Text("十六进制", "hex"), _hex(values["hex"])),
        (Text("类型", "type"), label),
        (Text("文字", "text"), "—" if values["text"] is None else shown(data.decode(), 48)),
        (Text("填充", "padding"), str(padding)),
        (Text("多余的位", "spare bits"), Text("全为 0", "all 0") if values["canonical"] else Text(
            "不全为 0（非规范编码）", "not all 0 (non-canonical)")),
    ]
    return Result(values, _text(values, label), tables(rows, numeric=(), strong=(1,)), None, _alt(values, label))


def parse(text: str) -> tuple[list[int], int]:
    """The 6-bit indices and the number of padding characters. Raises BadInput: E_FORMAT, E_LEN."""
    if text.lower().startswith("data:"):
        raise _bad("E_FORMAT", "要去掉逗号以前的 data URI 前缀", "the data-URI prefix up to the comma has to go")
    body = text.rstrip("=")
    padding = len(text) - len(body)
    for place, char in enumerate(body):
        if char not in ALPHABET:
            name = Text("空白", "white space") if char.isspace() else Text.same(f"“{shown(char)}”")
            raise _bad("E_FORMAT", f"第 {place + 1} 个字符是{name.zh}，不在 Base64 的 64 个字符里（Python 默认会悄悄丢掉它）",
                       f"character {place + 1} is {name.en}, none of the 64 (Python drops it silently by default)")
    if not body or padding > 2:
        raise _bad("E_FORMAT", f"有 {len(body)} 个字符和 {padding} 个“=”", f"it has {len(body)} characters and {padding} “=”")
    if len(body) % 4 == 1:
        raise _bad("E_LEN", f"{len(body)} 个字符只多出 6 位，凑不成字节", f"{len(body)} characters leave 6 bits that make no byte")
    if padding != -len(body) % 4:
        raise _bad("E_FORMAT", f"填充应是 {-len(body) % 4} 个“=”，收到 {padding} 个",
                   f"the padding should be {-len(body) % 4} “=”, not {padding}")
    return [ALPHABET.index(char) for char in body], padding


def _bad(code: Code, zh: str, en: str) -> BadInput:
    return fault(_STRING, code, Text(zh, en))


def sniff(data: bytes) -> tuple[str, Text, int]:
    """A type, what it is called, and how many of the first bytes told it."""
    for kind, start, label in SIGNATURES:
        if data.startswith(start):
            return kind, label, len(start)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp", _OTHERS["webp"], 12
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return "binary", _OTHERS["binary"], 0
    kind = "text" if all(char.isprintable() or char in "\r\n\t" for char in text) else "binary"
    return kind, _OTHERS[kind], 0


def _hex(digits: str, limit: int = 24) -> str:
    pairs = [digits[i:i + 2] for i in range(0, min(len(digits), 2 * limit), 2)]
    return " ".join(pairs) + (" …" if len(digits) > 2 * limit else "")


def _text(values: Mapping[str, Any], label: Text) -> Text:
    count = values["byte_count"]
    found = Text(f"解出 {count} 字节：{label.zh}", f"It holds {count} byte{'s' * (count != 1)}: {label.en}")
    if values["canonical"]:
        return Text(f"{found.zh}。", f"{found.en}.")
    return Text(f"{found.zh}。警告：最后一个字符多余的位不是 0，这不是规范的编码，Python 会照样接受。",
                f"{found.en}. Warning: the spare bits of the last character are not 0, so this is no canonical encoding, yet "
                "Python takes it.")


def _alt(values: Mapping[str, Any], label: Text) -> Text:
    digits = _hex(values["hex"], 12)
    spare = Text("多余的位全为 0", "the spare bits are 0") if values["canonical"] else Text(
        f"多余的位是 {values['spare_bits']}，不为 0", f"the spare bits are {values['spare_bits']}, not 0")
    return Text(f"十六进制表：{values['byte_count']} 字节，{digits}，{label.zh}；下面是最后一组的位，{spare.zh}。",
                f"A table in hex: bytes {values['byte_count']}, {digits}, {label.en}; below it the bits of the last group, "
                f"{spare.en}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The first bytes in hex, those of a signature in green, and the bits of the last group with the spare ones."""
    from bot.demos import _plot

    values = result.values
    data = bytes.fromhex(values["hex"])
    _, label, signature = sniff(data)
    title = Text(f"Base64 解码：{len(data)} 字节，{label.zh}", f"Base64 decoded: {len(data)} byte{'s' * (len(data) != 1)}, "
                 f"{label.en}")
    figure, (axes,) = _plot.canvas(title.to(lang))
    _plot.blank(axes, 100, 60)
    draw_bytes(axes, data, signature, lang)
    body = args["string"].strip().rstrip("=")
    start = (len(body) - 1) // 4 * 4
    chars = [(char, ALPHABET.index(char)) for char in body[start:]]
    draw_last_group(axes, chars, lang)
    return figure


DEMO = Demo(
    name="b64decode",
    title=Text("严格的 Base64 解码", "Base64, decoded strictly"),
    summary=Text("严格解码 Base64：字节数、十六进制、文件类型、非规范的多余位。",
                 "Decodes Base64 strictly: bytes in hex, the file type, and spare bits that should be 0."),
    topic="base64",
    params=(_STRING,),
    run=run,
    plot=plot,
    goldens=(
        Golden("TWFu", {"byte_count": 3, "hex": "4d616e", "text": "Man", "type": "text", "canonical": True, "padding": 0}),
        Golden("iVBORw0KGgo=", {"byte_count": 8, "type": "png", "hex": "89504e470d0a1a0a", "text": None,
                                "signature_length": 8}),
        Golden("TR==", {"byte_count": 1, "text": "M", "canonical": False, "spare_bits": 1, "padding": 2}),
        Golden("5Lit", {"text": "中", "byte_count": 3}),
        Golden("/9j/4AAQ", {"type": "jpeg"}),
        Golden("R0lGODlh", {"type": "gif"}),
        Golden("UklGRgAAAABXRUJQ", {"type": "webp", "signature_length": 12}),
        Golden("AAEC", {"type": "binary", "hex": "000102"}),
        Golden("A" * 4096, {"byte_count": 3072, "type": "binary"}),
        Golden("TW Fu", error="E_FORMAT"),
        Golden("TWE", error="E_FORMAT"),
        Golden("TQ=", error="E_FORMAT"),
        Golden("TWFu=", error="E_FORMAT"),
        Golden("TW=E", error="E_FORMAT"),
        Golden("TW-_", error="E_FORMAT"),
        Golden("====", error="E_FORMAT"),
        Golden("data:image/png;base64,iVBORw0KGgo=", error="E_FORMAT"),
        Golden("T", error="E_LEN"),
        Golden("TWFuT", error="E_LEN"),
        Golden("A" * 4100, error="E_LEN"),
        Golden("", error="E_MISSING"),
    ),
)
