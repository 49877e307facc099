"""How long pages take, stage by stage, as histograms: fed as things happen, nothing is read from the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, Histogram

from alertd.app.page_traces import PageTraces
from alertd.model.commands import Command, KeepIncident
from alertd.model.incident import State
from alertd.model.page import Instants, Outcome, Page, PageKind, Receipt
from alertd.report.latency import STAGES, latency

REMEMBERED = 1_000  # incidents of which somebody has a page and nobody has acted; the oldest goes first


class PageStages:
    """The histograms `alertd_page_stage_seconds` (by stage) and `alertd_decided_to_sent_seconds` (to the provider's word)."""

    def __init__(
        self, registry: CollectorRegistry, buckets: tuple[float, ...], traces: PageTraces | None = None
    ) -> None:
        self._traces = traces
        self._stages = Histogram(
            "alertd_page_stage_seconds",
            "How long each stage of a page took, from the post to somebody who acts",
            labelnames=["stage"],
            buckets=buckets,
            registry=registry,
        )
        self._decided_to_sent = Histogram(
            "alertd_decided_to_sent_seconds",
            "From deciding a page to the provider taking it",
            buckets=buckets,
            registry=registry,
        )
        for stage in STAGES:
            self._stages.labels(stage)
        self._first_sent: dict[str, datetime] = {}
        self._waiting: dict[str, tuple[Page, Instants]] = {}

    def reported(self, page: Page, receipt: Receipt) -> None:
        """A provider said something about a page."""
        if receipt.sent_at is not None:
            self._first_sent.setdefault(page.page_id, receipt.sent_at)
        if self._traces is not None:
            self._traces.reported(page, receipt, self._first_sent.get(page.page_id))
        if receipt.outcome is Outcome.ACCEPTED:
            became = Instants(sent_at=self._first_sent.pop(page.page_id, None), accepted_at=receipt.at)
            self._observe(page, became, "seen", "decided", "sent", "accepted")
            decided_at = page.hold_until or page.at
            self._decided_to_sent.observe(max(0.0, (receipt.at - decided_at).total_seconds()))
            if page.incident is not None and page.kind is PageKind.PAGE:
                self._waiting.setdefault(page.incident, (page, became))
        elif receipt.outcome in (Outcome.DEAD, Outcome.CANCELLED):
            self._first_sent.pop(page.page_id, None)
        for kept in (self._first_sent, self._waiting):
            if len(kept) > REMEMBERED:
                kept.pop(next(iter(kept)))

    def committed(self, commands: Sequence[Command]) -> None:
        """On the writer's thread: somebody took an incident of which somebody had a page."""
        for command in commands:
            if isinstance(command, KeepIncident) and command.incident.state is not State.OPEN:
                page, became = self._waiting.pop(command.incident.id, (None, None))
                if page is None or became is None or command.incident.by.get("close") == "alertd":
                    continue
                at = _taken_at(command)
                if at is not None:
                    self._observe(page, became, "acknowledged", "whole", acts=[at])
                    if self._traces is not None:
                        self._traces.taken(page, became, at)

    def flush(self) -> None:
        """Send what is told of to elsewhere, shortly: the process ends."""
        if self._traces is not None:
            self._traces.flush()

    def _observe(self, page: Page, became: Instants, *stages: str, acts: Sequence[datetime] = ()) -> None:
        seconds = latency(page, became, acts).seconds()
        for stage in stages:
            if stage in seconds:
                self._stages.labels(stage).observe(seconds[stage])


def _taken_at(command: KeepIncident) -> datetime | None:
    incident = command.incident
    instants = (incident.acknowledged_at, incident.planned_at, incident.solved_at, incident.closed_at)
    return max((at for at in instants if at is not None), default=None)
