"""The report of one incident, out of a store in which one has happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alertd.model.events import ActTaken, PageReported
from alertd.model.house import Promises
from alertd.model.incident import Act, Incident, State
from alertd.model.rule import Severity
from alertd.report.incident_report import Step, steps, told
from alertd.report.render import Report
from tests.unit.report.stores import NOW, STORM, Life, quiet_days, storm

OPENED = STORM
MINUTE = timedelta(minutes=1)


def of(**more: object) -> Incident:
    """Return an incident."""
    fields = {"state": State.OPEN, "severity": Severity.CRISIS, **more}
    return Incident(id="i", watch="acme", opened_at=OPENED, **fields)  # type: ignore[arg-type]


def taken(incident: Incident, now: datetime) -> dict[str, tuple[float | None, bool | None]]:
    """Return each promise's time and whether it was kept."""
    return {one.name: (one.seconds, one.is_kept) for one in steps(incident, Promises(), now)}


def test_promises_have_time_until_they_are_due() -> None:
    """After 20 minutes without a word the acknowledgement is missed, plan and solution are not."""
    assert taken(of(), OPENED + 20 * MINUTE) == {
        "acknowledge": (None, False),
        "plan": (None, None),
        "solve": (None, None),
    }


def test_who_solves_has_acknowledged_and_planned() -> None:
    """The later act keeps the earlier promises, at its own time."""
    solved = of(state=State.SOLVED, solved_at=OPENED + 10 * MINUTE)

    assert taken(solved, NOW) == dict.fromkeys(("acknowledge", "plan", "solve"), (600.0, True))


def test_an_acknowledgement_that_expired_was_one_all_the_same() -> None:
    """Somebody was there after four minutes, and again after seventy."""
    again = of(
        state=State.ACKNOWLEDGED,
        first_acknowledged_at=OPENED + 4 * MINUTE,
        acknowledged_at=OPENED + 70 * MINUTE,
    )
    expired = of(first_acknowledged_at=OPENED + 4 * MINUTE)

    assert taken(again, NOW)["acknowledge"] == taken(expired, NOW)["acknowledge"] == (240.0, True)


def test_what_closed_without_an_act_was_missed() -> None:
    """Nobody can keep it any more."""
    closed = of(state=State.CLOSED, closed_at=OPENED + 5 * MINUTE)

    assert steps(closed, Promises(), OPENED + 6 * MINUTE)[2] == Step("solve", timedelta(hours=24), None, is_kept=False)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Tell the incident of the storm: a page was taken after two seconds, and acknowledged after seven minutes."""
    life = Life(tmp_path)
    life.write([*quiet_days(), *storm()])
    (opened,) = life.store.read_model.incidents()
    life.deliver(opened.opened_at + timedelta(seconds=2))
    life.happen(
        ActTaken(at=opened.opened_at + 7 * MINUTE, incident=opened.id, act=Act.ACK, by="ayse", note="looking |<b>")
    )
    store = life.over()
    incident = store.read_model.incident(opened.id)
    assert incident is not None
    found = told(
        incident,
        store.read_model.decisions_around("acme", incident.id),
        [(queued.page, state) for queued, state, _ in store.pages.of_incident(incident.id)],
        [event.receipt for event in store.history.events(PageReported, incident.opened_at)],
        promises=Promises(),
        now=NOW,
    )
    store.close()
    return found


def test_the_time_line_tells_it_in_order(report: Report) -> None:
    """From the alert over the page to the acknowledgement."""
    what = [row["what"] for row in report.body["timeline"]]
    order = ("alert-firing", "incident-opened", "step-decided", "page-accepted", "acknowledged")

    assert [what.index(name) for name in order] == sorted(what.index(name) for name in order)
    assert [row["at"] for row in report.body["timeline"]] == sorted(row["at"] for row in report.body["timeline"])


def test_how_fast_people_were(report: Report) -> None:
    """Acknowledged in time; the plan never came."""
    assert report.body["promises"]["acknowledge"] == {"promised_s": 900.0, "took_s": 420.0, "kept": True}
    assert report.body["promises"]["plan"] == {"promised_s": 3600.0, "took_s": None, "kept": False}
    assert "The first page was handed over 2.0 s after it opened" in " ".join(report.lines)


def test_who_was_told(report: Report) -> None:
    """Each page with the instant at which a provider took it."""
    page = report.body["pages"][0]

    assert (page["to"], page["channel"], page["state"], page["kind"]) == ("ayse", "console", "accepted", "page")
    assert page["accepted_at"] > page["at"]
