"""How numbers read in tables and sentences of the demos."""

from __future__ import annotations

from collections.abc import Iterable


def six(value: float) -> str:
    """Six significant digits, without trailing zeros: `0.375`, `0.612372`, `1.3354e-4`, `2.5e12`."""
    shown = format(value, ".6g")
    if 0 < abs(float(shown)) < 1e-3 or "e" in shown:
        digits, _, power = format(value, ".5e").partition("e")
        digits = digits.rstrip("0").rstrip(".")
        return f"{digits}e{int(power)}"
    return "0" if float(shown) == 0 else shown


def nine(value: float) -> str:
    """Nine decimals, as the GELU tables show them; a zero has no sign."""
    shown = format(value, ".9f")
    return shown.lstrip("-") if float(shown) == 0 else shown


def vector(values: Iterable[float], limit: int = 8) -> str:
    """`(0.5, -1, 2)`; beyond `limit` entries only the count, `(…, n = 26)`."""
    entries = list(values)
    body = ", ".join(six(value) for value in entries[:limit])
    return f"({body})" if len(entries) <= limit else f"({body}, …, n = {len(entries)})"
