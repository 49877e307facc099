"""The report of the sources: blind seconds are counted once, from when on it was asked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from alertd.model.events import SourceReported
from alertd.model.source_state import SourceState
from alertd.report.sources_report import Blind, Seen, seen, told
from tests.unit.report.posts import at
from tests.unit.report.stores import BEGAN, Life, post

OK, BLIND, BUDGET = SourceState.OK, SourceState.BLIND, SourceState.OUT_OF_BUDGET


def report(minutes: float, state: SourceState, blind: float = 0.0, filled: int = 0, note: str = "") -> SourceReported:
    """Return what a source said of itself."""
    return SourceReported(at=at(minutes), source="x1", state=state, blind_seconds=blind, filled=filled, note=note)


def of(*reports: SourceReported, since: float | None = None, now: float = 100) -> Seen:
    """Return how the source saw."""
    begins = None if since is None else at(since)
    (found,) = seen(reports, {"x1": 7}, since=begins, now=at(now))
    return found.with_(coverage=None if found.coverage is None else round(found.coverage, 9))


def test_a_blind_time_is_counted_once() -> None:
    """Reports sum up from the start of the daemon; the blind time grew once, and twelve posts were fetched for it."""
    found = of(
        report(0, OK),
        report(10, BLIND, note="429"),
        report(20, OK, blind=600.0, filled=12),
        report(50, OK, blind=600.0),
    )

    assert (found.blind_s, found.coverage, found.filled, found.mentions) == (600.0, 0.9, 12, 7)
    assert found.blind == (Blind(ends_at=at(20), seconds=600.0, filled=12),)
    assert (found.state, found.since) == (OK, at(20))
    assert found.said == ((at(10), "429"),)


def test_a_restart_does_not_take_blind_time_back() -> None:
    """The daemon counts from zero again; what was blind before stays."""
    found = of(report(0, OK), report(20, OK, blind=600.0), report(40, OK, blind=0.0), report(60, OK, blind=60.0))

    assert found.blind_s == 660.0


def test_what_is_blind_is_blind_until_now() -> None:
    """Its last word was that it sees nothing; nobody has said otherwise."""
    found = of(report(0, OK), report(90, BUDGET, blind=0.0))

    assert (found.blind_s, found.coverage) == (600.0, 0.9)
    assert found.blind == (Blind(ends_at=None, seconds=600.0, filled=0),)


def test_only_since_then() -> None:
    """A gap that reaches back beyond the asked instant counts from there; earlier ones do not."""
    reports = (report(0, OK), report(20, OK, blind=600.0, filled=5), report(60, OK, blind=600.0 + 3600.0, filled=2))
    found = of(*reports, since=50)

    assert (found.blind_s, found.coverage, found.filled) == (600.0, 0.8, 2)


def test_coverage_is_never_below_nothing() -> None:
    """A source that was blind before its first report has seen nothing, not less."""
    found = of(report(0, BLIND, blind=9_999.0), now=10)

    assert (found.blind_s, found.coverage) == (600.0, 0.0)


def test_out_of_a_store(tmp_path: Path) -> None:
    """Reports and mentions as the daemon wrote them; a source without a report is no source here."""
    life = Life(tmp_path)
    life.happen(
        SourceReported(at=BEGAN, source="x1", state=OK),
        SourceReported(at=BEGAN + timedelta(hours=1), source="x1", state=BLIND, note="X answered 503"),
    )
    life.write([post("1", BEGAN + timedelta(minutes=100)), post("2", BEGAN + timedelta(minutes=101), is_filled=True)])
    brought = life.store.history.brought()
    found = seen(
        life.store.history.events(SourceReported),
        {name: mentions for name, (mentions, _) in brought.items()},
        since=None,
        now=BEGAN + timedelta(hours=2),
    )
    life.over().close()

    assert brought == {"x1": (2, 1)}
    body = told(found, since=None, until=BEGAN + timedelta(hours=2)).body["sources"]["x1"]
    assert (body["state"], body["blind_s"], body["coverage"], body["mentions"]) == ("blind", 3600.0, 0.5, 2)
    assert body["said"] == [{"at": "2026-11-02T01:00:00.000Z", "text": "X answered 503"}]


def test_why_posts_are_about_no_watch_is_told() -> None:
    """In the notes and in JSON; nothing is said where none was lost."""
    counters = {"unmatched": 1_203, "unmatched.name": 1_200, "unmatched.language": 3, "mentions": 7}
    report = told([], since=None, until=BEGAN, counters=counters)

    assert report.body["unmatched"] == {"language": 3, "name": 1_200}
    assert report.notes[-1] == (
        "Since the store began, posts of all sources were about no watch: 1,200 without a name, 3 surely in another language."
    )
    assert "unmatched" not in told([], since=None, until=BEGAN, counters={"mentions": 7}).body
