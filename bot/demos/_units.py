"""Units that several demos let people write behind a number."""

from __future__ import annotations

PIXELS = ("px", "pixels", "像素")
TOKENS = ("tokens", "token")
