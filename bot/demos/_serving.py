"""Discrete events: when each of n requests waits, does I/O, computes, and is done.

A request arrives every `gap` ms, first waits `io` ms for something outside, then computes `cpu` ms. First come, first
served. `sync`, `threads` and `blocking` hold a slot for io + cpu; in a `loop` the waits overlap, and only computing is one
at a time in each worker, to which requests are dealt in turn.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

Mode = Literal["sync", "threads", "loop", "blocking"]
MODES: tuple[Mode, ...] = get_args(Mode)
Kind = Literal["waiting", "io", "cpu"]


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of which servers; times in milliseconds."""

    mode: Mode
    n: int
    gap: float
    io: float
    cpu: float
    workers: int
    threads: int

    @property
    def slots(self) -> int:
        """Requests that can be under way at once; in a loop as many as come."""
        return {"sync": self.workers, "blocking": self.workers, "threads": self.workers * self.threads, "loop": self.n}[self.mode]

    def instead(self, mode: Mode, workers: int | None = None) -> Load:
        """The same load on other servers."""
        return replace(self, mode=mode, workers=self.workers if workers is None else workers)


@dataclass(frozen=True, slots=True)
class Served:
    """One request: when it came, its spans in order, and when it was done; in milliseconds."""

    arrival: float
    spans: tuple[tuple[Kind, float, float], ...]
    finish: float

    @property
    def latency(self) -> float:
        """From arrival to the end."""
        return self.finish - self.arrival


def simulate(load: Load) -> list[Served]:
    """Every request in the order of arrival."""
    return _on_loops(load) if load.mode == "loop" else _on_slots(load)


def _on_slots(load: Load) -> list[Served]:
    free = [0.0] * min(load.slots, load.n)  # more slots than requests change nothing
    found = []
    for i in range(load.n):
        arrival = i * load.gap
        start = max(arrival, heapq.heappop(free))
        middle, finish = start + load.io, start + load.io + load.cpu
        heapq.heappush(free, finish)
        found.append(Served(arrival, (("waiting", arrival, start), ("io", start, middle), ("cpu", middle, finish)), finish))
    return found


def _on_loops(load: Load) -> list[Served]:
    free = [0.0] * load.workers
    found = []
    for i in range(load.n):
        arrival, worker = i * load.gap, i % load.workers
        ready = arrival + load.io
        start = max(ready, free[worker])
        finish = free[worker] = start + load.cpu
        found.append(Served(arrival, (("io", arrival, ready), ("waiting", ready, start), ("cpu", start, finish)), finish))
    return found


def makespan(served: Sequence[Served]) -> float:
    """From the first arrival to the last end, in milliseconds."""
    return max(request.finish for request in served)


def mean_latency(served: Sequence[Served]) -> float:
    """In milliseconds."""
    return math.fsum(request.latency for request in served) / len(served)


def percentile(served: Sequence[Served], share: float) -> float:
    """The nearest-rank percentile of the latencies, in milliseconds; `share` is above 0 and at most 1."""
    return sorted(request.latency for request in served)[math.ceil(share * len(served)) - 1]
