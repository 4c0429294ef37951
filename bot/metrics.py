"""Metrics, in a registry of our own."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()
REQUESTS = Counter("tiku_requests", "Requests handled, by outcome", ["outcome"], registry=REGISTRY)
JOBS = Counter("tiku_jobs", "Jobs run, by kind and outcome", ["kind", "outcome"], registry=REGISTRY)
LAG = Gauge("tiku_event_loop_lag_seconds", "How late the event loop last woke", registry=REGISTRY)
LATENESS = Histogram("tiku_post_lateness_seconds", "How long after its due time a question was posted",
                     buckets=(1, 5, 15, 60, 120, 600, 3600, 21600), registry=REGISTRY)


def exposition() -> bytes:
    """All metrics in Prometheus's text format."""
    return generate_latest(REGISTRY)
