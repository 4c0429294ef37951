"""What a command is for and how it is called, in both languages; `--help` prints exactly this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from cyclopts import Parameter

from bot.domain.text import Lang, Text

if TYPE_CHECKING:
    from rich.console import Console

Command = TypeVar("Command", bound=Callable[..., Any])
Words = Annotated[str, Parameter(allow_leading_hyphen=True)]
"""A word that may start with a minus and is still a value."""
Flag = Annotated[bool, Parameter(negative="")]
"""An option that is given or not."""
Json = Flag
"""`--json`."""

JSON = {"--json": Text(zh="输出一个 JSON 对象", en="print one JSON object")}
LANG = {"--lang zh|en": Text(zh="用哪种语言说话（默认看 TIKU_LANG，再默认英文）",
                             en="the language to speak (TIKU_LANG, else English)")}
CHANNEL = {"CHANNEL": Text(zh="频道，例如 web:local:general、discord:<服务器>:<频道>、slack:<工作区>:<频道>",
                           en="such as web:local:general, discord:<guild>:<channel> or slack:<team>:<channel>")}
_USAGE = Text(zh="用法：", en="Usage: ")
_WIDEST = 100


@dataclass(frozen=True, slots=True)
class About:
    """One page of help."""

    usage: str
    """What follows `tiku`."""
    summary: Text
    words: Mapping[str, Text] = field(default_factory=dict)
    """Each argument and option as it is written, and what it means."""


_PAGES: dict[Callable[..., Any], About] = {}


def about(usage: str, summary: Text, *words: Mapping[str, Text]) -> Callable[[Command], Command]:
    """A decorator that gives a command its help."""
    def keep(command: Command) -> Command:
        _PAGES[command] = About(usage, summary, {name: text for group in words for name, text in group.items()})
        return command

    return keep


def page_of(command: Callable[..., Any]) -> About:
    """The help of a command. Raises KeyError when it was given none."""
    return _PAGES[command]


class Page:
    """Prints one page of help, plainly: cyclopts calls it for the usage line and for each panel."""

    def __init__(self, page: About, lang: Lang) -> None:
        self._page, self._lang = page, lang

    def __call__(self, console: Console, options: Any, panel: Any) -> None:
        """Panels are left out: the page says it all."""

    def render_description(self, console: Console, options: Any, description: Any) -> None:
        """The same."""

    def render_usage(self, console: Console, options: Any, usage: Any) -> None:
        """The whole page."""
        from rich.table import Table

        width = min(console.width, _WIDEST)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for name, text in self._page.words.items():
            grid.add_row(f"  {name}".replace("[", "\\["), text.to(self._lang).replace("[", "\\["))
        head = f"{_USAGE.to(self._lang)}tiku {self._page.usage}"
        with console.capture() as captured:
            for part in (head, "", self._page.summary.to(self._lang), *(("", grid) if self._page.words else ())):
                console.print(part, width=width, highlight=False, markup=part is grid, overflow="fold")
        for line in captured.get().splitlines():
            console.print(line.rstrip(), highlight=False, markup=False, soft_wrap=True)
