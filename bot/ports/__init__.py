"""Ports: what the core needs from outside, and the one function that an adapter gets.

Every port has two real implementations: Store on SQLite and on PostgreSQL; Platform per chat; Clock on the system and
one that can be moved. One contract test runs over both.
"""

from bot.ports.inbound import Directory, Handle, Installation, Installations, Mover, Notes, Suggest, Upkeep
from bot.ports.outcomes import AuthDead, NotSent, Outcome, Permanent, Sent, Unknown
from bot.ports.platform import Platform, Transcript
from bot.ports.store import Store
from bot.ports.tenant import LiveStore, MemberStore, RecapStore, SeasonStore, StreakStore, TenantStore
from bot.ports.work import Change, Occurrence, RecapChange, Recorded, Step, Tally, Work, WorkKind
from bot.ports.world import Clock, DemoAnswer, DemoRunner, Ids

__all__ = [
    "AuthDead", "Change", "Clock", "DemoAnswer", "DemoRunner", "Directory", "Handle", "Ids", "Installation",
    "Installations", "LiveStore", "MemberStore", "Mover", "NotSent", "Notes", "Occurrence", "Outcome", "Permanent",
    "Platform", "RecapChange", "RecapStore", "Recorded", "SeasonStore", "Sent", "Step", "Store", "StreakStore",
    "Suggest", "Tally", "TenantStore", "Transcript", "Unknown", "Upkeep", "Work", "WorkKind",
]
