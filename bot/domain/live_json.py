"""A live quiz as JSON text and back, without loss."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from bot.domain.live import Asked, Live, Options, Player
from bot.domain.text import Text


def dumps(live: Live) -> str:
    """Instants in ISO 8601; players and questions as arrays in the order of their fields, since there are many."""
    raw: dict[str, Any] = {
        name: getattr(live, name) for name in (
            "id", "channel", "host", "host_name", "phase", "shown", "message_id", "silent", "votes", "hold", "extended", "seed")
    }
    raw["options"] = asdict(live.options)
    raw["reason"] = [live.reason.zh, live.reason.en]
    raw |= {name: getattr(live, name).isoformat() for name in ("day", "since", "until")}
    raw["players"] = [[p.id, p.name, p.team, p.points, p.gained, p.right, p.wrong, p.answered, p.spent, p.out, p.since, p.was]
                      for p in live.players]
    raw["asked"] = [[one.round_id, one.question_id, one.state] for one in live.asked]
    return json.dumps(raw, ensure_ascii=False)


def loads(text: str) -> Live:
    """The quiz that `dumps` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    raw = json.loads(text)
    options = raw["options"]
    options |= {"topics": tuple(options["topics"]), "difficulty": tuple(options["difficulty"])}
    return Live(**raw | {
        "options": Options(**options),
        "reason": Text(*raw["reason"]),
        "day": date.fromisoformat(raw["day"]),
        "since": datetime.fromisoformat(raw["since"]),
        "until": datetime.fromisoformat(raw["until"]),
        "votes": tuple(raw["votes"]),
        "players": tuple(Player(*row) for row in raw["players"]),
        "asked": tuple(Asked(*row) for row in raw["asked"]),
    })
