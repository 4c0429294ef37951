"""Request: what an adapter hands to the core, whatever the platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from bot.domain.text import Lang


@dataclass(frozen=True, slots=True)
class Member:
    """Who asks: the platform's own user id, and the name to show."""

    id: str
    name: str
    is_manager: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One command, button press or form, taken from a verified event only.

    Exactly one of `command` (a path such as `quiz today`) and `action` (a versioned text such as `q1:<round>:B`, as a
    card's button or form carried it) is set. `values` holds a command's options by name, or a form's inputs; `words`
    holds what stood after a typed command, for the core to bind to params.
    """

    channel: str
    """`discord:<guild>:<channel>`, `slack:<team>:<channel>`, `web:local:<name>`."""
    member: Member
    at: datetime
    """When the member acted, by the platform's own timestamp."""
    lang: Lang = "en"
    command: str = ""
    action: str = ""
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def tenant(self) -> str:
        return tenant_of(self.channel)


@lru_cache(maxsize=4096)
def tenant_of(channel: str) -> str:
    """`web:local:general` belongs to the tenant `web:local`. Raises ValueError when it is no channel id."""
    platform, _, rest = channel.partition(":")
    tenant, _, name = rest.partition(":")
    if not (platform and tenant and name):
        raise ValueError(f"not a channel id: {channel!r}; write platform:tenant:channel, such as web:local:general")
    return f"{platform}:{tenant}"
