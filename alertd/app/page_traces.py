"""A page's life as an OpenTelemetry trace: seen, decided, each attempt to send, acknowledged (extra `otel`).

One trace a page, named by the page's id, so that what happens after a restart joins what happened before. No text, name or address of
anybody is in a span: a receiver of traces is somebody else's program.
"""

from __future__ import annotations

import hashlib
import importlib.util
from datetime import datetime
from typing import Any

from alertd import __version__
from alertd.app.keys import revealed
from alertd.errors import ConfigurationError
from alertd.model.page import Instants, Outcome, Page, Receipt
from alertd.report.latency import latency
from alertd.rulefile.traces import TracesSetting

NEEDS = "`traces:` in the settings needs the extra: pip install 'alertd[otel]'"
_DEADLINE = 5.0  # seconds of one request to the receiver
_FLUSH = 500  # milliseconds for what waits at the end

#: What becomes a span of its own once a page was taken, beside its attempts.
_BEFORE = ("seen", "decided")


class PageTraces:
    """Sends spans, in a thread of OpenTelemetry's own; a receiver that is away loses them, and holds nothing up."""

    def __init__(self, setting: TracesSetting) -> None:
        if importlib.util.find_spec("opentelemetry.exporter.otlp.proto.http.trace_exporter") is None:
            raise ConfigurationError(NEEDS)
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        token = revealed(setting.token)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._resource = Resource.create({"service.name": "alertd", "service.version": __version__})
        self._spans = BatchSpanProcessor(
            OTLPSpanExporter(endpoint=setting.url, headers=headers, timeout=_DEADLINE), schedule_delay_millis=1000
        )

    def reported(self, page: Page, receipt: Receipt, first_sent_at: datetime | None) -> None:
        """A provider said something about a page. first_sent_at: when its first attempt began."""
        if receipt.sent_at is not None:
            told = {"alertd.attempt": receipt.attempt, "alertd.outcome": str(receipt.outcome)}
            is_taken = receipt.outcome in (Outcome.ACCEPTED, Outcome.DELIVERED)
            self._span(page, f"send {receipt.attempt}", receipt.sent_at, receipt.at, told, is_fault=not is_taken)
        if receipt.outcome not in (Outcome.ACCEPTED, Outcome.DEAD):
            return
        way = latency(page, Instants(sent_at=first_sent_at), ()).way()
        for name, begin, end in way:
            if name in _BEFORE and begin is not None and end is not None:
                self._span(page, name, begin, end)
        begin = min(at for at in (page.posted_at, page.at, receipt.sent_at) if at is not None)
        told = {**_facts(page), "alertd.outcome": str(receipt.outcome), "alertd.attempts": receipt.attempt}
        self._span(page, "", begin, receipt.at, told, is_fault=receipt.outcome is Outcome.DEAD)

    def taken(self, page: Page, became: Instants, at: datetime) -> None:
        """Somebody took the incident of a page that had been accepted."""
        if became.accepted_at is not None:
            self._span(page, "acknowledged", became.accepted_at, at)

    def flush(self) -> None:
        """Send what waits, shortly."""
        self._spans.force_flush(_FLUSH)

    def _span(
        self,
        page: Page,
        name: str,
        begin: datetime,
        end: datetime,
        told: dict[str, Any] | None = None,
        *,
        is_fault: bool = False,
    ) -> None:
        """End a span; an empty name is the trace's root."""
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.sdk.util.instrumentation import InstrumentationScope
        from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

        def context(of: str) -> SpanContext:
            return SpanContext(
                trace_id=_number(page.page_id, 16),
                span_id=_number(f"{page.page_id}/{of}", 8),
                is_remote=False,
                trace_flags=TraceFlags(TraceFlags.SAMPLED),
            )

        self._spans.on_end(
            ReadableSpan(
                name=name or str(page.kind),
                context=context(name),
                parent=context("") if name else None,
                resource=self._resource,
                attributes=told,
                kind=SpanKind.CLIENT if name.startswith("send") else SpanKind.INTERNAL,
                instrumentation_scope=InstrumentationScope("alertd", __version__),
                status=Status(StatusCode.ERROR if is_fault else StatusCode.OK),
                start_time=_nanoseconds(min(begin, end)),
                end_time=_nanoseconds(end),
            )
        )


def traces_of(setting: TracesSetting | None) -> PageTraces | None:
    """Return where spans go, None for nowhere. Raises ConfigurationError where the extra is missing."""
    return None if setting is None else PageTraces(setting)


def _facts(page: Page) -> dict[str, Any]:
    facts = {
        "alertd.page_id": page.page_id,
        "alertd.incident": page.incident,
        "alertd.watch": page.watch,
        "alertd.severity": str(page.severity),
        "alertd.rule": page.rule,
        "alertd.policy": page.policy,
        "alertd.step": page.step,
        "alertd.round": page.round,
        "alertd.channel": page.channel,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _number(word: str, size: int) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=size).digest(), "big") or 1


def _nanoseconds(at: datetime) -> int:
    return round(at.timestamp() * 1e6) * 1000
