"""A Midjourney prompt checked against the rules of a version: what it asks for, what it leaves at its default, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.demos._mj_flags import AS_OF, BY_SPELLING, FLAGS, VERSIONS
from bot.demos._mj_prompt import Prompt, default_of, read_prompt
from bot.demos._numbers import six
from bot.demos._tables import Cell, tables
from bot.domain.demo import Demo, Golden, Result
from bot.domain.param import Param
from bot.domain.reading import shown
from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NUMBERS = ("stylize", "chaos", "quality", "weird", "iw", "stop", "repeat")
_MOST_LINES = 8


def run(prompt: str, version: str) -> Result:
    """The parameters as they hold, and one finding for each that is unknown, doubled, deprecated or out of range.

    Rules: Midjourney's parameter list as of AS_OF. `values` holds null for a faulty parameter and for one that the
    version does not have; `findings` are `CODE --name value`.
    """
    read = read_prompt(prompt, version)
    aspect = read.values.get("aspect", None if "aspect" in read.given else [1, 1])
    values: dict[str, Any] = {
        "text": read.text, "version": read.version, "aspect": None if aspect is None else f"{aspect[0]}:{aspect[1]}",
        "aspect_ratio": None if aspect is None else aspect[0] / aspect[1],
        **{name: _held(read, name) for name in _NUMBERS}, "seed": read.values.get("seed"),
        "tile": "tile" in read.values, "raw": "raw" in read.values or read.values.get("style") == "raw",
        "no": read.values.get("no", []), "images": list(read.images), "jobs": read.jobs, "given": list(read.given),
        "errors": len(read.findings), "findings": [f"{finding.code} {finding.typed}" for finding in read.findings],
        "as_of": AS_OF,
    }
    return Result(values, _text(read), _tables(read, values), _note(read), _alt(values))


def _held(read: Prompt, name: str) -> float | None:
    flag = BY_SPELLING[name]
    if name in read.values or name in read.given:
        found: float | None = read.values.get(name)
        return found
    return default_of(flag, read.version)


def _code(typed: str) -> str:
    return f"`{shown(typed, 40).replace('`', chr(39))}`"


def _text(read: Prompt) -> Text:
    count, jobs = len(read.findings), f"{read.jobs:,}" if read.jobs < 10**6 else six(float(read.jobs))
    several = Text(f"，展开成 {jobs} 个任务", f", as {jobs} jobs") if read.jobs > 1 else Text.same("")
    if not count:
        return Text(f"按版本 {read.version} 检查（参数表截至 {AS_OF}）：没有问题{several.zh}。",
                    f"Checked for version {read.version} (parameter list as of {AS_OF}): nothing is wrong{several.en}.")
    listed = read.findings[:_MOST_LINES]
    zh = [f"- {_code(finding.typed)}：{finding.text.zh}" for finding in listed]
    en = [f"- {_code(finding.typed)}: {finding.text.en}" for finding in listed]
    if count > len(listed):
        zh.append(f"- …还有 {count - len(listed)} 处")
        en.append(f"- … and {count - len(listed)} more")
    problems = f"{count} problem{'s' * (count > 1)}"
    return Text(
        "\n".join([f"按版本 {read.version} 检查（参数表截至 {AS_OF}）：{count} 处问题{several.zh}。", *zh]),
        "\n".join([f"Checked for version {read.version} (parameter list as of {AS_OF}): {problems}{several.en}.", *en]))


def _tables(read: Prompt, values: Mapping[str, Any]) -> Any:
    """What was given first, in the order of the list; then what holds by default."""
    given: list[tuple[Cell, Cell, Cell]] = [(Text("文字", "text"), shown(read.text, 40) or "—", "")]
    default: list[tuple[Cell, Cell, Cell]] = []
    for flag in FLAGS:
        if flag.name in read.given:
            good = flag.name in read.values
            value = _said(flag.name, read.values[flag.name]) if good else "✗"
            given.append((flag.label, value, "" if good else Text("有误", "faulty")))
        elif values.get(flag.name) not in (None, []) and values[flag.name] is not False:
            default.append((flag.label, _said(flag.name, values[flag.name]), Text("默认", "default")))
    return tables((*given, *default), Text("参数|值|说明", "parameter|value|note"), numeric=(),
                  strong=tuple(range(len(given))))


def _said(name: str, value: Any) -> Cell:
    if name == "aspect":
        return value if isinstance(value, str) else f"{value[0]}:{value[1]}"
    if isinstance(value, list):
        return shown("、".join(value) if len(value) > 1 else "".join(value), 40) or Text("有", "on")
    if value is True:
        return Text("开", "on")
    return str(value) if isinstance(value, (int, str)) else six(value)


def _note(read: Prompt) -> Text | None:
    typed = {finding.typed.split()[0].lower() for finding in read.findings if finding.typed.startswith("--")}
    if "--image" in typed:
        return Text("文章说：用 --image 给参考图。算出来：没有这个参数，图片网址要放在提示词最前面。",
                    "The article says that --image gives a reference picture. Computed: there is no such parameter, the "
                    "picture's address stands first.")
    if "--upbeta" in typed:
        return Text("文章说：--upbeta 让画质更好。算出来：它已弃用，当年也只是换一个放大器。",
                    "The article says that --upbeta improves quality. Computed: it is deprecated, and only ever chose "
                    "another upscaler.")
    return None


def _alt(values: Mapping[str, Any]) -> Text:
    frame = Text("宽高比有误", "a faulty aspect ratio") if values["aspect"] is None else Text(
        f"{values['aspect']} 的画幅", f"a frame of {values['aspect']}")
    if values["aspect"] not in (None, "1:1"):
        frame = Text(f"{frame.zh}，虚线是默认的 1:1", f"{frame.en}, with the default 1:1 dashed")
    shown_values = [f"{name} {six(values[name])}" for name in _NUMBERS if values[name] is not None]
    return Text(f"左图：{frame.zh}。右图：数值参数在各自范围里的位置：{'，'.join(shown_values)}；问题 {values['errors']} 处。",
                f"Left: {frame.en}. Right: where the numbers lie in their ranges: "
                f"{', '.join(shown_values)}; problems: {values['errors']}.")


def plot(result: Result, args: Mapping[str, Any], lang: Lang) -> Figure:
    """The frame on the left, the gauges of the numbers on the right."""
    from bot.demos import _plot
    from bot.demos._mj_picture import draw_frame, draw_gauges

    values = result.values
    bad = values["errors"]
    title = Text(f"Midjourney 参数，版本 {values['version']}：{f'{bad} 处问题' if bad else '没有问题'}",
                 f"Midjourney parameters, version {values['version']}: "
                 f"{f'{bad} problem' + 's' * (bad > 1) if bad else 'all fine'}").to(lang)
    figure, (left, right) = _plot.canvas(title, 2, widths=(1, 1.15))
    draw_frame(left, values, lang)
    draw_gauges(right, values, lang)
    return figure


_TEN = ("cat --v 6", "cat --s 1000", "cat --ar 9:16", "cat --q 2", "cat --seed 123456789", "cat --c 80", "cat --no cars",
        "cat --tile")

DEMO = Demo(
    name="mj",
    title=Text("Midjourney 参数检查", "Midjourney parameter check"),
    summary=Text("拆开一条 Midjourney 提示词，按版本检查每个参数，补出默认值。",
                 "Takes a Midjourney prompt apart, checks each parameter for a version, fills in defaults."),
    topic="midjourney-parameters",
    params=(
        Param("prompt", "text", Text("提示词", "prompt"), example="cat --ar 16:9 --s 250", max_len=2000, rest=True),
        Param("version", "choice", Text("版本", "version"), default="6.1", required=False, choices=VERSIONS),
    ),
    run=run,
    plot=plot,
    goldens=(
        Golden("cat --ar 1920:1080 --no cars, people --c 25 --v 7 --q 2", {
            "text": "cat", "aspect": "16:9", "no": ["cars", "people"], "chaos": 25, "version": "7", "quality": 2.0,
            "errors": 0, "findings": [], "stylize": 100.0, "stop": None, "seed": None, "jobs": 1}),
        Golden("cat --s 1001 --c 101 --seed 4294967296 --ar 1.5:1", {
            "errors": 4, "stylize": None, "chaos": None, "seed": None, "aspect": None, "version": "6.1",
            "findings": ["E_RANGE --s 1001", "E_RANGE --c 101", "E_RANGE --seed 4294967296", "E_TYPE --ar 1.5:1"]}),
        Golden("version=7 a {red,green,yellow} bird --ar {1:1,2:3}", {"jobs": 6, "errors": 0, "text": "a red bird"}),
        Golden("cat --upbeta", {"errors": 1, "findings": ["E_UNKNOWN --upbeta"]}),
        Golden("cat --image cat.png", {"errors": 1, "findings": ["E_UNKNOWN --image cat.png"], "images": []}),
        *(Golden(words, {"errors": 0}) for words in _TEN),
        Golden("cat --q 2 version=6", {"errors": 1, "quality": None, "findings": ["E_RANGE --q 2"]}),
        Golden("cat version=9", error="E_UNKNOWN"),
        Golden("a" * 2001, error="E_TOO_BIG"),
        Golden("prompt=", error="E_MISSING"),
        Golden("", error="E_MISSING"),
    ),
)
