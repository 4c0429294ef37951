"""Drawn examples are the same in every run, so that the gate is red for the one who broke it.

`make test` never draws new ones; `pytest --hypothesis-profile default` does.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("fixed", derandomize=True)
settings.load_profile("fixed")
