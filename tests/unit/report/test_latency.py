"""How long a page took, stage by stage; what is not known is left out, never zero."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from alertd.model.commands import KeepDecision
from alertd.model.page import Instants, Page, PageKind
from alertd.model.rule import Severity
from alertd.report.latency import BINS, Latency, acts_of, by_channel, latency, rank, stages
from alertd.report.pages_report import told
from alertd.report.render import rendered

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    """Return an instant so many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def page(**changes: object) -> Page:
    """Return a page of a post of noon, seen after 2 s and decided after 3."""
    made = Page(
        page_id="p",
        kind=PageKind.PAGE,
        at=after(3),
        watch="acme",
        severity=Severity.CRISIS,
        to="ayse",
        channel="slack",
        to_address="@ayse",
        incident="i",
        posted_at=after(0),
        seen_at=after(2),
    )
    return made.with_(**changes)


SENT = Instants(sent_at=after(3.5), accepted_at=after(4.5), delivered_at=after(9.5))


def test_each_stage_ends_where_its_name_says() -> None:
    """Posted, seen, decided, sent, accepted, delivered, acknowledged; the whole is from the post to the act."""
    assert latency(page(), SENT, [after(64.5)]).seconds() == {
        "seen": 2.0,
        "decided": 1.0,
        "sent": 0.5,
        "accepted": 1.0,
        "delivered": 5.0,
        "acknowledged": 60.0,
        "whole": 64.5,
    }


def test_what_nobody_knows_is_left_out() -> None:
    """No post behind it, not sent yet, a provider that says no more than that it took it."""
    assert latency(page(posted_at=None, seen_at=None), None, [after(60)]).seconds() == {}
    assert set(latency(page(), SENT.with_(delivered_at=None), []).seconds()) == {"seen", "decided", "sent", "accepted"}


def test_quiet_hours_are_no_delay_of_ours() -> None:
    """What was held counts from the instant at which it might go."""
    held = latency(page(hold_until=after(3_600)), Instants(sent_at=after(3_601), accepted_at=after(3_602)), [])

    assert held.seconds()["sent"] == 1.0


def test_only_an_act_after_it_had_arrived_answers_a_page() -> None:
    """Somebody took it before; a later act of the next round does; news and resolved wait for nobody."""
    assert latency(page(), SENT, [after(1), after(4)]).acknowledged_at is None
    assert latency(page(), SENT, [after(1), after(20), after(30)]).acknowledged_at == after(20)
    assert latency(page(kind=PageKind.RESOLVED), SENT, [after(20)]).acknowledged_at is None


def test_a_post_from_the_future_was_seen_at_once() -> None:
    """The platform's clock is not ours: no stage is negative."""
    assert latency(page(posted_at=after(30)), None, []).seconds()["seen"] == 0.0


def test_the_acts_that_end_a_wait() -> None:
    """An acknowledgement, a plan, a snooze, an end; neither a note nor what alertd decides."""
    reasons = ("noted", "judged-noise", "snoozed", "acknowledgement-expired", "planned", "solved")
    said = [
        KeepDecision(at=after(second), reason=reason, text="", incident="i") for second, reason in enumerate(reasons)
    ]

    assert acts_of(said) == {"i": [after(2), after(4), after(5)]}


@pytest.mark.parametrize(("share", "value"), [(0.5, 50.0), (0.9, 90.0), (0.99, 99.0), (1.0, 100.0), (0.0, 1.0)])
def test_ranks_are_values_that_were_there(share: float, value: float) -> None:
    """The nearest rank, no mean of two."""
    assert rank([float(number) for number in range(1, 101)], share) == value


def test_the_bins_hold_every_page_once() -> None:
    """A value on the edge belongs to the bin below it."""
    seen = [Latency(posted_at=NOON, seen_at=after(seconds)) for seconds in (0.0, 1.0, 1.1, 60.0, 3_601.0, 90_000.0)]
    (first, *_) = stages(seen)

    assert first.bins == (2, 1, 0, 1, 0, 0, 0, 2)
    assert len(first.bins) == len(BINS) + 1
    assert (first.count, first.median_s, first.longest_s) == (6, 1.1, 90_000.0)
    assert [one.count for one in stages([])] == [0] * 7


def test_each_channel_says_what_became_of_its_pages() -> None:
    """How many it took, how many it never will, and how long it needed."""
    rows = [
        (page(channel="sms"), "dead", latency(page(), None, [])),
        (page(), "accepted", latency(page(), SENT, [])),
        (page(), "cancelled", latency(page(), None, [])),
    ]

    assert by_channel(rows) == {
        "slack": {"pages": 2, "accepted": 1, "dead": 0, "cancelled": 1, "median_s": 1.5, "p99_s": 1.5},
        "sms": {"pages": 1, "accepted": 0, "dead": 1, "cancelled": 0, "median_s": None, "p99_s": None},
    }


@pytest.mark.parametrize("form", ["table", "csv", "json", "md", "html"])
def test_the_report_in_every_form(form: str) -> None:
    """Numbers for programs, spans for people; and it says what it does not know."""
    report = told([(page(), "accepted", latency(page(), SENT, [after(64.5)]))], since=None, until=after(99), unknown=3)
    text = rendered(report, form)

    assert "acknowledged" in text
    if form == "json":
        body = json.loads(text)
        assert body["stages"][5]["median_s"] == 60.0
        assert (body["pages"], body["unknown"]) == (1, 3)
    elif form != "csv":
        assert "Of 3 pages the version that sent them" in text


def test_a_report_of_nothing() -> None:
    """A young daemon has sent nothing: seven empty stages, no fault."""
    assert "acknowledged" in rendered(told([], since=NOON, until=after(60)), "table")
