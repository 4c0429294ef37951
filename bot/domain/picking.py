"""Picking: which question a channel gets next.

A seeded shuffle per channel; nothing repeats until the filter is exhausted, then the one asked longest ago comes first
again. Topics take turns: among the questions asked least often, the topic asked longest ago is served first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from bot.domain.question import Question


def _mix(seed: int, *parts: str) -> int:
    """A number that looks random and is the same for the same parts, on every machine and Python."""
    digest = hashlib.blake2b("/".join((str(seed), *parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def pick(questions: Iterable[Question], asked: Sequence[str], seed: int) -> Question | None:
    """The next question, or None when there is none at all. `asked` holds ids, oldest first, with repeats."""
    pool = list(questions)
    if not pool:
        return None
    times: dict[str, int] = {}
    last: dict[str, int] = {}
    for index, question_id in enumerate(asked):
        times[question_id] = times.get(question_id, 0) + 1
        last[question_id] = index
    topic_of = {question.id: question.topic for question in pool}
    topic_last: dict[str, int] = {}
    for question_id, index in last.items():
        topic = topic_of.get(question_id)
        if topic is not None:
            topic_last[topic] = max(index, topic_last.get(topic, -1))
    fewest = min(times.get(question.id, 0) for question in pool)
    if fewest == 0:
        fresh = [question for question in pool if question.id not in times]
        return min(fresh, key=lambda q: (topic_last.get(q.topic, -1), _mix(seed, q.topic, str(len(asked))),
                                         _mix(seed, q.id)))
    least = [question for question in pool if times.get(question.id, 0) == fewest]
    return min(least, key=lambda q: (last[q.id], q.id))


def option_order(count: int, round_id: str) -> tuple[int, ...]:
    """A shuffle of `range(count)` that the round's id fixes: Fisher–Yates with a keyed hash, without bias."""
    order = list(range(count))
    for index in range(count - 1, 0, -1):
        other = _mix(index, round_id) % (index + 1)
        order[index], order[other] = order[other], order[index]
    return tuple(order)
