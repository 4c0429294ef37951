"""Token buckets: bursts, refills, fairness between members and tenants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.allowance import Allowance, Rate, Wait

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def made(member: int = 3, tenant: int = 5) -> Allowance:
    return Allowance({"member": Rate(member, 30), "tenant": Rate(tenant, 30)})


def test_burst_then_one_token_at_a_time() -> None:
    """A member may do all at once what the burst holds, and then once for each share of the window that passes."""
    allowance = made()
    assert [allowance.take("web:a", "ada", NOW) for _ in range(4)] == [None, None, None, Wait("member", 10)]
    assert allowance.take("web:a", "ada", later(9)) == Wait("member", 1)
    assert allowance.take("web:a", "ada", later(10)) is None
    assert allowance.take("web:a", "ada", later(10)) == Wait("member", 10)


def test_tenant_shares_one_bucket_and_others_have_their_own() -> None:
    """Many members of one tenant empty its bucket; the same member id elsewhere is somebody else."""
    allowance = made()
    assert all(allowance.take("web:a", f"m{i}", NOW) is None for i in range(5))
    assert allowance.take("web:a", "ada", NOW) == Wait("tenant", 6)
    assert allowance.take("web:b", "m0", NOW) is None


def test_a_refusal_takes_nothing() -> None:
    """Who is refused for the tenant's sake keeps their own tokens, and pressing on does not push the end away."""
    allowance = made()
    for i in range(5):
        allowance.take("web:a", f"m{i}", NOW)
    for _ in range(20):
        allowance.take("web:a", "ada", NOW)
    assert [allowance.take("web:a", "ada", later(30)) for _ in range(4)] == [None, None, None, Wait("member", 10)]


@pytest.mark.parametrize("seconds", [-3600.0, -1.0])
def test_a_clock_that_steps_back_gives_nothing(seconds: float) -> None:
    """Time that runs backwards is no time that passed."""
    allowance = made()
    for _ in range(3):
        allowance.take("web:a", "ada", NOW)
    assert allowance.take("web:a", "ada", later(seconds)) == Wait("member", 10)


def test_memory_is_bounded() -> None:
    """However many strangers come, only so many buckets are kept."""
    allowance = made(tenant=10**6)
    for i in range(9000):
        allowance.take("web:a", str(i), NOW)
    assert len(allowance._left) == 8192


@given(st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_never_more_than_the_rate(gaps: list[float]) -> None:
    """Within any window no more is let through than the burst and what was refilled in it."""
    allowance, at, let = made(3, 1000), 0.0, []
    for gap in gaps:
        at += gap
        if allowance.take("web:a", "ada", later(at)) is None:
            let.append(at)
    for first in let:
        assert sum(first <= one <= first + 30 for one in let) <= 3 + 3
