"""The report of the rules, out of a store."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from alertd.model.events import ActTaken
from alertd.model.incident import Act, Incident, State
from alertd.model.reason import Reason
from alertd.model.rule import Severity
from alertd.report.gather import newest_house
from alertd.report.rules_report import Record, records, told
from alertd.store.sqlite import SqliteStore
from tests.unit.report.stores import NOW, Life, house, quiet_days, spike, storm, storm_rule


def lived(folder: Path) -> SqliteStore:
    """Return a store with a storm that one of two rules paged for; it was acknowledged after ten minutes."""
    life = Life(
        folder, house(storm_rule(), storm_rule("never", Severity.URGENT, when=spike(of="positive", ratio=900.0)))
    )
    life.write([*quiet_days(), *storm()])
    (opened,) = life.store.read_model.incidents()
    life.happen(ActTaken(at=opened.opened_at + timedelta(minutes=10), incident=opened.id, act=Act.ACK, by="ayse"))
    return life.over()


def of(store: SqliteStore, since: datetime | None = None) -> list[Record]:
    """Return the records of a store."""
    found = newest_house(store)
    assert found is not None
    pages = [queued.page for queued, _, _ in store.pages.all() if since is None or queued.page.at >= since]
    return records(
        found.rules, store.history.decisions([Reason.ALERT_FIRING], since), store.history.incidents(since), pages
    )


def test_each_rule_has_its_record(tmp_path: Path) -> None:
    """One fired, paged and was acknowledged; one never fired, and is told of all the same."""
    store = lived(tmp_path)
    stormy, never = of(store)
    store.close()

    assert stormy == Record(
        rule="storm",
        severity=Severity.CRISIS,
        fired=1,
        incidents=1,
        pages=1,
        people=1,
        acknowledged=1,
        median_ack_s=600.0,
    )
    assert (never.rule, never.fired, never.pages, never.median_ack_s) == ("never", 0, 0, None)


def test_what_was_before_is_left_out(tmp_path: Path) -> None:
    """Since the evening after, nothing has happened."""
    store = lived(tmp_path)

    assert [one.fired + one.incidents + one.pages for one in of(store, NOW)] == [0, 0]
    store.close()


def test_a_rule_that_is_gone_is_told_of(tmp_path: Path) -> None:
    """Its pages have been; it stands last, and says that it is gone."""
    store = lived(tmp_path)
    pages = [queued.page for queued, _, _ in store.pages.all()]
    found = records(
        [storm_rule("new")], store.history.decisions([Reason.ALERT_FIRING]), store.history.incidents(), pages
    )
    store.close()

    assert [(one.rule, one.severity) for one in found] == [("new", Severity.CRISIS), ("storm", None)]
    assert told(found, since=None, until=NOW).tables[0].rows[1][1] == "gone"


def test_nobody_was_asked_whether_it_was_useful(tmp_path: Path) -> None:
    """Unknown is null, not zero."""
    store = lived(tmp_path)
    body = told(of(store), since=None, until=NOW).body
    store.close()

    assert (body["rules"][0]["useful"], body["rules"][0]["noise"]) == (None, None)


def test_people_say_what_a_rule_is_worth(tmp_path: Path) -> None:
    """Three incidents by verdict: two of noise and a useful one; the first acknowledgement is the one that counts."""
    opened = datetime(2026, 11, 5, 2, tzinfo=NOW.tzinfo)
    incidents = [
        Incident(
            id=f"i{number}",
            watch="acme",
            severity=Severity.CRISIS,
            state=State.CLOSED,
            opened_at=opened,
            rules=("storm",),
            first_acknowledged_at=opened + timedelta(minutes=4),
            acknowledged_at=opened + timedelta(minutes=70),
            judgements=said,
        )
        for number, said in enumerate(
            ({"ann": "noise"}, {"ann": "noise", "bob": "noise", "eve": "useful"}, {"ann": "useful", "bob": "noise"}, {})
        )
    ]
    (stormy,) = records([storm_rule()], [], incidents, [])

    assert (stormy.useful, stormy.noise, stormy.precision) == (1, 2, 1 / 3)
    assert stormy.median_ack_s == 240.0
