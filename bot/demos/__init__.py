"""Demos: one file each, found by name. `gelu-error` lives in `gelu_error.py` and declares `DEMO`.

Files whose name starts with an underscore are shared parts. A demo imports heavy libraries inside its functions only,
so that listing all demos stays cheap.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil

from bot.domain.demo import Demo
from bot.domain.errors import BadInput
from bot.domain.reading import shown
from bot.domain.text import Text
from bot.registry import collect


def demo_names(package: str = "bot.demos") -> list[str]:
    """The names of all demos of the package, sorted, without importing any of them."""
    found = importlib.import_module(package)
    return sorted(info.name.replace("_", "-") for info in pkgutil.iter_modules(found.__path__)
                  if not info.name.startswith("_"))


def load_demo(name: str, package: str = "bot.demos") -> Demo:
    """The demo of that name; imports its file and no other. Raises BadInput (E_UNKNOWN) when there is none."""
    names = demo_names(package)
    if name not in names:
        near = difflib.get_close_matches(shown(name), names, n=1)
        raise BadInput("E_UNKNOWN", "name", Text(
            f"没有名为“{shown(name)}”的演示{f'，是不是 {near[0]}？' if near else '。'}可选：{'、'.join(names)}。例如：{names[0]}",
            f"There is no demo “{shown(name)}”{f'; did you mean {near[0]}?' if near else '.'} "
            f"Choose one of: {', '.join(names)}. Example: {names[0]}",
        ))
    demo = importlib.import_module(f"{package}.{name.replace('-', '_')}").DEMO
    if not isinstance(demo, Demo) or demo.name != name:
        raise TypeError(f"{package}.{name.replace('-', '_')} must declare DEMO with the name {name}")
    return demo


def all_demos(package: str = "bot.demos") -> list[Demo]:
    """All demos in the order of their names."""
    return list(collect(package, "DEMO"))
