"""A page's life as OpenTelemetry sees it: a receiver on loopback takes the spans that OpenTelemetry's own exporter sends."""

from __future__ import annotations

import gzip
import importlib.util
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from alertd.app import page_traces
from alertd.app.page_stages import PageStages
from alertd.app.page_traces import PageTraces, traces_of
from alertd.errors import ConfigurationError
from alertd.model.commands import KeepIncident
from alertd.model.incident import Incident, State
from alertd.model.page import Evidence, Outcome, Page, PageKind, Receipt
from alertd.model.rule import Severity
from alertd.rulefile.traces import TracesSetting
from alertd.yamlform.secrets import Secret

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Collector:
    """Takes spans and remembers them, with the headers of each request."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.resources: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        outer = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.take(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
                outer.headers.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1/traces"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def take(self, body: bytes) -> None:
        """Remember what a request brings."""
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        request = ExportTraceServiceRequest()
        request.ParseFromString(body)
        for resource in request.resource_spans:
            self.resources.append({one.key: one.value.string_value for one in resource.resource.attributes})
            for scope in resource.scope_spans:
                self.spans += scope.spans

    def end(self) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """Return a receiver with nothing in it."""
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Collector()
    yield made
    made.end()


def _page(**more: object) -> Page:
    made = Page(
        page_id="47b3537d3db2794e",
        kind=PageKind.PAGE,
        at=NOON + timedelta(seconds=2),
        watch="acme",
        severity=Severity.CRISIS,
        to="ayse",
        channel="slack",
        to_address="+905550000001",
        incident="i1",
        rule="negative-storm",
        policy="pr",
        posted_at=NOON,
        seen_at=NOON + timedelta(seconds=1),
        evidence=(
            Evidence(
                id="1",
                platform="x",
                author="angry_person",
                reach=5,
                sentiment=0.9,
                url="https://x/stranger",
                why="first",
            ),
        ),
    )
    return made.with_(**more)


def _receipt(outcome: Outcome, sent: float, said: float, attempt: int = 1) -> Receipt:
    at = NOON + timedelta(seconds=said)
    return Receipt(
        page_id="47b3537d3db2794e",
        outcome=outcome,
        at=at,
        sent_at=NOON + timedelta(seconds=sent),
        attempt=attempt,
        detail="the provider said a stranger's words",
    )


def _seconds(span: Any) -> tuple[float, float]:
    base = NOON.timestamp() * 1e9
    return round((span.start_time_unix_nano - base) / 1e9, 3), round((span.end_time_unix_nano - base) / 1e9, 3)


def test_the_life_of_a_page_is_one_trace(collector: Collector) -> None:
    """Seen, decided, a failed attempt, one that was taken, and somebody who acts: children of one root, with true instants."""
    traces = PageTraces(TracesSetting(url=collector.url, token=Secret("t0ken")))
    stages = PageStages(CollectorRegistry(), (1.0,), traces)
    page = _page()
    stages.reported(page, _receipt(Outcome.RETRY, 3, 4))
    stages.reported(page, _receipt(Outcome.ACCEPTED, 9, 10, attempt=2))
    incident = Incident(id="i1", watch="acme", severity=Severity.CRISIS, state=State.OPEN, opened_at=NOON)
    acted = incident.with_(state=State.ACKNOWLEDGED, acknowledged_at=NOON + timedelta(seconds=70))
    stages.committed([KeepIncident(incident=acted)])
    stages.flush()

    spans = {span.name: span for span in collector.spans}
    assert {name: _seconds(span) for name, span in spans.items()} == {
        "page": (0.0, 10.0),
        "seen": (0.0, 1.0),
        "decided": (1.0, 2.0),
        "send 1": (3.0, 4.0),
        "send 2": (9.0, 10.0),
        "acknowledged": (10.0, 70.0),
    }
    root = spans["page"]
    assert root.parent_span_id == b""
    assert {span.trace_id for span in collector.spans} == {root.trace_id}
    assert {span.parent_span_id for name, span in spans.items() if name != "page"} == {root.span_id}
    assert (spans["send 1"].status.code, spans["send 2"].status.code, root.status.code) == (2, 1, 1)  # error, ok, ok
    told = {one.key: one.value.string_value or one.value.int_value for one in root.attributes}
    assert told["alertd.page_id"] == page.page_id
    assert (told["alertd.rule"], told["alertd.outcome"], told["alertd.attempts"]) == ("negative-storm", "accepted", 2)
    assert collector.resources[0]["service.name"] == "alertd"
    assert {headers["authorization"] for headers in collector.headers} == {"Bearer t0ken"}


def test_nobodys_words_names_or_numbers_leave_in_a_span(collector: Collector) -> None:
    """A receiver of traces is somebody else's program: neither whom a page went to, nor who wrote what, nor what a provider said."""
    traces = PageTraces(TracesSetting(url=collector.url))
    traces.reported(_page(), _receipt(Outcome.DEAD, 3, 4), NOON)
    traces.flush()
    sent = b"".join(span.SerializeToString() for span in collector.spans)

    assert collector.spans
    for word in (b"ayse", b"+9055", b"angry_person", b"stranger"):
        assert word not in sent
    assert "authorization" not in collector.headers[0]
    assert {span.status.code for span in collector.spans if span.name in ("page", "send 1")} == {2}


def test_after_a_restart_a_page_is_the_same_trace(collector: Collector) -> None:
    """Its number is made of its id: what another run of the daemon says of it joins what was said before."""
    for run in (1, 2):
        traces = PageTraces(TracesSetting(url=collector.url))
        traces.reported(_page(), _receipt(Outcome.RETRY, run, run + 1, attempt=run), None)
        traces.flush()
    other = PageTraces(TracesSetting(url=collector.url))
    other.reported(_page(page_id="another"), _receipt(Outcome.RETRY, 1, 2), None)
    other.flush()

    first, second, third = collector.spans
    assert first.trace_id == second.trace_id != third.trace_id
    assert first.span_id != second.span_id


def test_a_receiver_that_is_away_holds_nobody_up(collector: Collector) -> None:
    """Its spans are lost, the page is not: what reports them returns at once."""
    collector.end()
    traces = PageTraces(TracesSetting(url=collector.url))
    for attempt in range(1, 50):
        traces.reported(_page(), _receipt(Outcome.RETRY, attempt, attempt + 1, attempt=attempt), None)
    fresh = Collector()
    collector._server, collector._thread = fresh._server, fresh._thread


def test_without_the_extra_the_settings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words that say what to install; without `traces:` nothing of OpenTelemetry is looked for."""
    assert traces_of(None) is None
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ConfigurationError, match=r"alertd\[otel\]"):
        traces_of(TracesSetting(url="http://127.0.0.1:1/v1/traces"))
    assert page_traces.NEEDS.startswith("`traces:`")
