"""Metrics in Prometheus' text format: what came in, what went out, how long it took, how well we see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from alertd.model.source_state import SourceState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alertd.app.running import Running

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)


class Metrics:
    """The registry of one daemon."""

    def __init__(self, running: Running) -> None:
        self.registry = CollectorRegistry()
        self.posted_to_seen = Histogram(
            "alertd_posted_to_seen_seconds", "From posting to our seeing it", buckets=BUCKETS, registry=self.registry
        )
        self.decided_to_sent = Histogram(
            "alertd_decided_to_sent_seconds",
            "From deciding a page to the provider taking it",
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.rules_ok = Gauge(
            "alertd_rules_ok", "1 if the newest settings and rules are in force", registry=self.registry
        )
        self.rules_ok.set(1)
        self.registry.register(_Live(running))

    def text(self) -> bytes:
        """Return everything as text."""
        return generate_latest(self.registry)


class _Live:
    """What is read from the daemon when somebody asks."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def describe(self) -> Iterable[Metric]:
        """Return nothing: names are known when they are collected."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Yield the numbers of this instant."""
        running = self._running
        counted = CounterMetricFamily("alertd_records", "Records by what became of them", labels=["became"])
        for name, value in sorted(running.counters.items()):
            counted.add_metric([name], value)
        yield counted
        yield GaugeMetricFamily("alertd_queue", "Requests that wait for the writer", value=running.writer.waiting)
        yield GaugeMetricFamily(
            "alertd_store_up", "1 if the store can be written", value=0 if running.writer.is_down else 1
        )
        yield CounterMetricFamily("alertd_http_malformed", "Requests that were no HTTP", value=running.malformed())
        state = GaugeMetricFamily("alertd_source_state", "1 for the state a source is in", labels=["source", "state"])
        blind = CounterMetricFamily("alertd_source_blind_seconds", "Seconds a source could not see", labels=["source"])
        restarts = CounterMetricFamily("alertd_source_restarts", "How often a source was restarted", labels=["source"])
        filled = CounterMetricFamily("alertd_source_filled", "Posts fetched after a gap", labels=["source"])
        for name, one in sorted(running.sources.all().items()):
            for word in SourceState:
                state.add_metric([name, str(word)], 1 if one.state is word else 0)
            blind.add_metric([name], one.blind_seconds)
            restarts.add_metric([name], one.restarts)
            filled.add_metric([name], one.filled)
        yield from (state, blind, restarts, filled)
