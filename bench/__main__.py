"""`python -m bench [NAME…] [--json]`: measure, print one table, exit 1 when a ratio does not hold."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time

import bench
from bench.harness import Measurement, Row, as_json, table


def measurements() -> list[Measurement]:
    """Every Measurement that a module of this package declares, in the order of the modules."""
    modules = [importlib.import_module(f"bench.{info.name}") for info in pkgutil.iter_modules(bench.__path__)
               if info.name != "__main__"]
    return [value for module in modules for value in vars(module).values() if isinstance(value, Measurement)]


def main() -> int:
    """The exit code."""
    found = measurements()
    names = [measurement.name for measurement in found]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(names)}")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in names]
    if unknown:
        parser.error(f"there is no measurement {unknown[0]}; there are {', '.join(names)}")
    rows: list[Row] = []
    began = time.perf_counter()
    for measurement in found:
        if given.names and measurement.name not in given.names:
            continue
        print(f"{measurement.name}: {measurement.command}\n    against {measurement.floor}", file=sys.stderr, flush=True)
        rows.extend(measurement.run())
    print(f"{time.perf_counter() - began:.0f} s in all\n", file=sys.stderr, flush=True)
    print(as_json(rows) if given.json else table(rows))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
