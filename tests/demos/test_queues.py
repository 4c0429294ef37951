"""The demos about servers and teams against second witnesses: a clock that ticks, sums, counting by hand."""

from __future__ import annotations

import math
from collections import deque
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demos import load_demo
from bot.demos._serving import MODES, Load, makespan, mean_latency, percentile, simulate
from bot.demos.erlang import waiting


def values(name: str, **args: Any) -> dict[str, Any]:
    demo = load_demo(name)
    defaults = {param.name: param.default for param in demo.params}
    return dict(demo.run(**{**defaults, **args}).values)


def ticked(load: Load) -> list[int]:
    """When each request is done, by advancing a clock one millisecond at a time; all times are whole."""
    gap, io, cpu = int(load.gap), int(load.io), int(load.cpu)
    done = [-1] * load.n
    loops = load.mode == "loop"
    queues: list[deque[tuple[int, int]]] = [deque() for _ in range(load.workers if loops else 1)]
    seats = [1] * load.workers if loops else [load.slots]
    busy: list[dict[int, int]] = [{} for _ in queues]
    waits: dict[int, int] = {}
    now = 0
    while min(done) < 0:
        for i in range(load.n):
            if i * gap == now:
                waits[i] = io if loops else 0
        for i in [i for i, left in waits.items() if left == 0]:
            del waits[i]
            queues[i % len(queues)].append((i, cpu if loops else io + cpu))
        for queue, seat, running in zip(queues, seats, busy, strict=True):
            while queue and (len(running) < seat or queue[0][1] == 0):
                i, left = queue.popleft()
                if left == 0 and len(running) < seat:
                    done[i] = now
                elif left == 0:
                    queue.appendleft((i, left))
                    break
                else:
                    running[i] = left
        now += 1
        waits = {i: left - 1 for i, left in waits.items()}
        for running in busy:
            for i in list(running):
                running[i] -= 1
                if running[i] == 0:
                    del running[i]
                    done[i] = now
    return done


LOADS = st.builds(Load, st.sampled_from(MODES), st.integers(1, 12), st.integers(0, 6), st.integers(0, 9), st.integers(0, 9),
                  st.integers(1, 4), st.integers(1, 3)).filter(lambda load: load.io + load.cpu > 0)


@given(LOADS)
@settings(max_examples=200, deadline=None)
def test_events_and_ticks_agree(load: Load) -> None:
    """Jumping from event to event finds the same ends as a clock that ticks."""
    assert [request.finish for request in simulate(load)] == ticked(load)


@given(LOADS)
@settings(max_examples=200, deadline=None)
def test_spans_tile_each_request(load: Load) -> None:
    """A request's spans follow each other from its arrival to its end and hold exactly its I/O and its computing."""
    for request in simulate(load):
        times = [request.arrival, *(end for _, _, end in request.spans)]
        assert [start for _, start, _ in request.spans] == times[:-1]
        assert times[-1] == request.finish
        assert times == sorted(times)
        lengths = {kind: end - start for kind, start, end in request.spans}
        assert (lengths["io"], lengths["cpu"]) == (load.io, load.cpu)


@given(LOADS, st.sampled_from([0.05, 0.5, 0.95, 1.0]))
@settings(max_examples=100, deadline=None)
def test_statistics_are_numpys(load: Load, share: float) -> None:
    """Mean and nearest-rank percentile agree with numpy's."""
    served = simulate(load)
    latencies = [request.latency for request in served]
    assert mean_latency(served) == pytest.approx(np.mean(latencies))
    assert percentile(served, share) == np.percentile(latencies, 100 * share, method="inverted_cdf")


@given(LOADS)
@settings(max_examples=100, deadline=None)
def test_more_workers_never_take_longer(load: Load) -> None:
    """Doubling the workers leaves the makespan or shortens it, and a loop never loses to blocked loops."""
    more = makespan(simulate(load.instead(load.mode, 2 * load.workers)))
    assert more <= makespan(simulate(load))
    assert makespan(simulate(load.instead("threads"))) <= makespan(simulate(load.instead("sync")))


@pytest.mark.parametrize(("rate", "service", "c"), [(30, 10, 4), (35, 10, 4), (8, 10, 1), (0.5, 1, 3), (19.9, 1, 20), (90, 1, 100)])
def test_erlang_is_the_textbook_sum(rate: float, service: float, c: int) -> None:
    """The recurrence agrees with the formula of factorials, which only small numbers of servers allow."""
    load = rate / service
    last = load**c / math.factorial(c) * c / (c - load)
    wait, mean = waiting(rate, service, c)
    assert wait == pytest.approx(last / (sum(load**k / math.factorial(k) for k in range(c)) + last))
    assert mean == pytest.approx(last / (sum(load**k / math.factorial(k) for k in range(c)) + last) / (c * service - rate))


def test_erlang_is_the_steady_state_of_births_and_deaths() -> None:
    """Balancing arrivals and departures of states 0 to 400 gives the same probability and queue."""
    rate, service, c = 30.0, 10.0, 4
    weights = [1.0]
    for state in range(1, 400):
        weights.append(weights[-1] * rate / (min(state, c) * service))
    shares = np.array(weights) / sum(weights)
    found = values("erlang", **{"lambda": rate, "mu": service, "c": c})
    states = np.arange(len(shares))
    assert found["wait_probability"] == pytest.approx(shares[c:].sum())
    assert found["queue_length"] == pytest.approx((np.maximum(states - c, 0) * shares).sum())
    assert found["in_system"] == pytest.approx((states * shares).sum())


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6), st.integers(1, 200))
@settings(max_examples=200, deadline=None)
def test_erlang_is_a_probability(rate: float, service: float, c: int) -> None:
    """Where there is an answer it lies between 0 and 1, a further server lowers it, and the fewest servers are enough."""
    found = values("erlang", **{"lambda": rate, "mu": service, "c": c})
    if not found["stable"]:
        assert rate >= c * service * (1 - 1e-12)
        return
    assert 0 <= found["wait_probability"] <= 1
    assert found["fewest_servers"] <= c
    assert (waiting(rate, service, c + 1)[0] or 0) <= found["wait_probability"]


@given(st.integers(1, 60))
def test_channels_are_pairs(n: int) -> None:
    """Counting the pairs one by one gives the number, and the next person brings what the demo says."""
    found = values("channels", n=n)
    assert found["channels"] == len(list(combinations(range(n), 2)))
    assert found["channels"] + found["added_by_next"] == len(list(combinations(range(n + 1), 2)))


@given(st.floats(0.01, 1), st.integers(1, 50))
@settings(deadline=None)
def test_relay_loses_hop_by_hop(r: float, hops: int) -> None:
    """Multiplying once a hop gives the same share, and half is gone exactly at the hop that the demo names."""
    found = values("relay", r=r, hops=hops)
    left = 1.0
    for share in found["series"]:
        assert share == pytest.approx(left)
        left *= r
    half = found["hops_to_half"]
    assert half is None if r == 1 else r**half <= 0.5 + 1e-9 and (half == 1 or r ** (half - 1) > 0.5 - 1e-9)


@given(st.integers(1, 256), st.floats(0, 2000))
@settings(deadline=None)
def test_workers_multiply_or_share(cores: int, model: float) -> None:
    """Without preloading the memory is workers times model; with it one model, and the same once all is written."""
    alone, shared = (values("workers", cores=cores, model_gb=model, preload=preload) for preload in (False, True))
    assert alone["memory_gb"] == alone["workers_rule"] * model == shared["memory_if_written_gb"]
    assert shared["memory_gb"] == shared["memory_low_gb"] == shared["memory_high_gb"] == model
    assert alone["workers_low"] < alone["workers_rule"] <= alone["workers_high"]
