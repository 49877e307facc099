"""Metrics in Prometheus' text format: what came in, what went out, how long it took, how well we see."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client import Counter as PlainCounter
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from alertd import __version__, commit
from alertd.app.page_stages import PageStages
from alertd.app.page_traces import traces_of
from alertd.core.inbox.queue import given_up
from alertd.model.incident import State
from alertd.model.page import Outcome
from alertd.model.rule import Severity
from alertd.model.source_state import SourceState
from alertd.runtime.fold import PAGE
from alertd.runtime.intake import UNMATCHED

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
        self.pages = PageStages(self.registry, BUCKETS, traces_of(running.settings.traces))
        self.rules_ok = Gauge(
            "alertd_rules_ok", "1 if the newest settings and rules are in force", registry=self.registry
        )
        self.rules_ok.set(1)
        self.http = PlainCounter(
            "alertd_http_responses", "Answers by status", labelnames=["status"], registry=self.registry
        )
        build = Gauge("alertd_build_info", "1, with what runs", ["version", "commit"], registry=self.registry)
        build.labels(__version__, commit()).set(1)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.registry.register(_Live(running))

    async def answered(self, _request: object, response: object) -> None:
        """Count an answer; the web calls it before each is sent."""
        self.http.labels(str(getattr(response, "status", 0))).inc()

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
        yield from self._records()
        yield from self._readers()
        yield from self._pages()
        yield from self._store()
        yield from self._sources()

    def _records(self) -> Iterable[Metric]:
        running = self._running
        counted = CounterMetricFamily("alertd_records", "Records by what became of them", labels=["became"])
        unmatched = CounterMetricFamily("alertd_unmatched", "Posts about no watch, by why", labels=["why"])
        for name, value in sorted(running.tally.counters.items()):
            if name.startswith(UNMATCHED):
                unmatched.add_metric([name.removeprefix(UNMATCHED)], value)
            elif not name.startswith(PAGE):
                counted.add_metric([name], value)
        yield from (counted, unmatched)
        dropped = CounterMetricFamily(
            "alertd_inbox_given_up", "Who waits for an answer no longer, because too many did", labels=["watch"]
        )
        for name, value in sorted(given_up(dict(running.writer.fold.engine.state.watches)).items()):
            dropped.add_metric([name], value)
        yield dropped
        yield CounterMetricFamily("alertd_http_malformed", "Requests that were no HTTP", value=running.malformed())
        yield GaugeMetricFamily(
            "alertd_last_event_timestamp_seconds",
            "The instant of the newest event of the log",
            value=running.writer.fold.engine.newest.timestamp(),
        )
        yield GaugeMetricFamily(
            "alertd_moving", "1 while intake, engine and outbox all move", value=int(running.stalled() is None)
        )

    def _readers(self) -> Iterable[Metric]:
        readers, far = self._running.readers.near, self._running.readers.far
        batches = CounterMetricFamily(
            "alertd_reader_batches", "Batches of posts for readers, by what became of them", labels=["became"]
        )
        for name, value in asdict(readers.counts).items():
            batches.add_metric([name], value)
        yield batches
        yield GaugeMetricFamily("alertd_readers", "Processes that read posts beside the daemon", value=readers.up)
        yield CounterMetricFamily(
            "alertd_deadly_posts",
            "Posts put aside because they ended whoever read them",
            value=self._running.readers.careful.aside,
        )
        if far is not None:
            told = CounterMetricFamily(
                "alertd_far_reader_batches",
                "Batches of posts for other machines, by what became of them",
                labels=["became"],
            )
            for name, value in far.became.items():
                told.add_metric([name], value)
            yield told
            yield GaugeMetricFamily("alertd_far_readers", "Machines of the cluster that would read now", value=far.up)

    def _pages(self) -> Iterable[Metric]:
        tally = self._running.tally
        attempts = CounterMetricFamily(
            "alertd_page_attempts", "Attempts to send a page, by what became of them", labels=["outcome"]
        )
        for outcome in Outcome:
            attempts.add_metric([str(outcome)], tally.counters.get(f"{PAGE}{outcome}", 0))
        yield attempts
        yield CounterMetricFamily(
            "alertd_threads_stale",
            "First messages of incidents that could not be rewritten",
            value=self._running.sender.restater.failed,
        )
        yield GaugeMetricFamily(
            "alertd_outbox_due", "Pages that should have gone and that no provider has taken", value=tally.due
        )
        yield GaugeMetricFamily(
            "alertd_outbox_overdue_seconds",
            "Since when the one of them that waits longest should have gone, tries included",
            value=tally.overdue,
        )
        incidents = GaugeMetricFamily("alertd_incidents", "Incidents that are not closed", labels=["severity", "state"])
        standing = Counter((str(one.severity), str(one.state)) for one in tally.standing)
        for severity in Severity:
            for state in State:
                if state is not State.CLOSED:
                    incidents.add_metric([str(severity), str(state)], standing[str(severity), str(state)])
        yield incidents
        if (beat := self._running.beat) is not None:
            yield GaugeMetricFamily(
                "alertd_heartbeat_last_success_timestamp_seconds",
                "When the heartbeat was last taken, 0 before the first",
                value=beat.well_at,
            )

    def _store(self) -> Iterable[Metric]:
        running = self._running
        yield GaugeMetricFamily("alertd_queue", "Requests that wait for the writer", value=running.writer.waiting)
        yield GaugeMetricFamily(
            "alertd_store_up", "1 if the store can be written", value=0 if running.writer.is_down else 1
        )
        yield GaugeMetricFamily("alertd_store_bytes", "Size of the store, copies left out", value=running.tally.bytes)
        if (most := running.settings.retention.max_size) is not None:
            yield GaugeMetricFamily("alertd_store_max_bytes", "What it may have (retention: max_size)", value=most)

        if running.lease is not None or running.settings.place.is_shared:
            yield GaugeMetricFamily(
                "alertd_lease_held", "1 while this machine pages and no other may", value=int(running.refusal() is None)
            )
        if running.copier is not None:
            yield GaugeMetricFamily(
                "alertd_copy_behind_seconds",
                "By how much the continuous copy is behind: what would be lost with this machine",
                value=running.copier.behind,
            )

    def _sources(self) -> Iterable[Metric]:
        state = GaugeMetricFamily("alertd_source_state", "1 for the state a source is in", labels=["source", "state"])
        lag = GaugeMetricFamily("alertd_source_lag_seconds", "Since the last event of a source", labels=["source"])
        blind = CounterMetricFamily("alertd_source_blind_seconds", "Seconds a source could not see", labels=["source"])
        restarts = CounterMetricFamily("alertd_source_restarts", "How often a source was restarted", labels=["source"])
        filled = CounterMetricFamily("alertd_source_filled", "Posts fetched after a gap", labels=["source"])
        spooled = GaugeMetricFamily(
            "alertd_source_spooled", "Posts on this machine's disk until the store takes them", labels=["source"]
        )
        aside = CounterMetricFamily(
            "alertd_source_spool_set_aside", "Batches on this machine's disk that cannot be read", labels=["source"]
        )
        spent = GaugeMetricFamily(
            "alertd_source_budget_spent_ratio",
            "Share of the money that a source's posts may cost today which is spent, for those that cost some",
            labels=["source"],
        )
        standing = self._running.sources.standing()
        for name, one in sorted(self._running.sources.all().items()):
            for word in SourceState:
                state.add_metric([name, str(word)], 1 if one.state is word else 0)
            if (seconds := standing[name].lag_seconds) is not None:
                lag.add_metric([name], seconds)
            blind.add_metric([name], one.blind_seconds)
            restarts.add_metric([name], one.restarts)
            filled.add_metric([name], one.filled)
            spooled.add_metric([name], one.spooled)
            if one.spent is not None:
                spent.add_metric([name], one.spent)
            aside.add_metric([name], one.set_aside)
        yield from (state, lag, blind, restarts, filled, spooled, aside, spent)
