"""Find plug-ins: every public module of a package that declares a given constant."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any


def collect(package: str, constant: str, *, optional: bool = False) -> Iterator[Any]:
    """Yield `constant` of each public module of `package`, in the order of their names.

    Modules whose name starts with an underscore are shared parts of the package and are left alone. Raises
    AttributeError when a public module declares no such constant, unless it is `optional`: a plug-in that nobody sees
    is a mistake.
    """
    found = importlib.import_module(package)
    for info in sorted(pkgutil.iter_modules(found.__path__), key=lambda module: module.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{info.name}")
        if not optional or hasattr(module, constant):
            yield getattr(module, constant)
