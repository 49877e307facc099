"""Values as JSON."""

from __future__ import annotations

import json
from datetime import timedelta

from alertd.core.incidents.promises import promises_of
from alertd.core.wording.contract import to_json
from alertd.model.house import House
from alertd.model.inbox import Attended, Standing
from alertd.model.score import Score
from alertd.model.source_state import SourceState
from alertd.model.value import rfc3339
from alertd.web import shape
from alertd.web.backend import MentionShown, PageSeen, Readiness, SourceStanding
from tests.unit.web.fake_backend import NOW, incident, mention


def test_a_fresh_incident_has_every_key() -> None:
    """Keys without a value are null; the order is that of the contract."""
    written = to_json(incident())
    contract = (
        "id watch severity state opened_at acknowledged_at planned_at solved_at closed_at by rounds rules peak pages"
    )

    assert list(written)[:14] == contract.split()
    assert written["closed_at"] is None
    assert json.loads(json.dumps(written)) == written


def test_an_unknown_score_is_null() -> None:
    """Unknown is not neutral."""
    known = shape.mention(MentionShown(mention=mention(), text="t"))
    unknown = shape.mention(MentionShown(mention=mention(score=Score.unknown("default/1")), text=None))

    assert known["sentiment"] == {"negative": 0.9, "neutral": 0.05, "positive": 0.05}
    assert (unknown["sentiment"], unknown["text"]) == (None, None)


def test_a_claimed_post_says_by_whom_since_when_and_until_when() -> None:
    """Null where nobody has it, and since when of a claim that an older version took."""
    hour = NOW + timedelta(hours=1)
    claimed = Attended(standing=Standing.CLAIMED, by="lea", since=NOW, until=hour)

    def told(stands: Attended) -> list[object]:
        written = shape.mention(MentionShown(mention=mention(), text="t", attended=stands))
        return [written[key] for key in ("standing", "by", "claimed_at", "until")]

    assert told(claimed) == ["claimed", "lea", rfc3339(NOW), rfc3339(hour)]
    assert told(claimed.with_(since=None)) == ["claimed", "lea", None, rfc3339(hour)]
    assert told(Attended(standing=Standing.WAITING)) == ["waiting", None, None, None]


def test_a_page_that_waits_is_planned() -> None:
    """An outcome is always a word."""
    page = shape.page(PageSeen(page_id="p1", to="ayse", channel="sms", at=NOW))
    assert (page["outcome"], page["outcome_at"], page["kind"]) == ("planned", None, "page")


def test_sources_stand_in_order_of_their_names() -> None:
    """Two looks at the same state give the same text."""
    standing = SourceStanding(state=SourceState.OK)
    one = shape.readiness(Readiness(is_ready=True, sources={"b": standing, "a": standing}), with_notes=True)
    other = shape.readiness(Readiness(is_ready=True, sources={"a": standing, "b": standing}), with_notes=True)

    assert json.dumps(one) == json.dumps(other)


def test_a_promise_counts_down() -> None:
    """Five of fifteen minutes are spent; what is kept has nothing left."""
    opened = incident(opened_at=NOW, acknowledged_at=None)
    acknowledge = shape.promise(promises_of(opened, House(), NOW + timedelta(minutes=5))[0])

    assert (acknowledge["promised_s"], acknowledge["spent_s"], acknowledge["left_s"]) == (900.0, 300.0, 600.0)
    assert (acknowledge["spent_share"], acknowledge["done_at"], acknowledge["kept"]) == (0.3333, None, None)


def test_a_mention_that_waits_says_how_much_of_its_promise_is_left() -> None:
    """Three quarters of an hour of the promised hour; over its time nothing is left; without a promise all is null."""
    hour = timedelta(hours=1)
    waits = shape.mention(MentionShown(mention=mention(), text="t", promised=hour, waited=2700.0))
    late = shape.mention(MentionShown(mention=mention(), text="t", promised=hour, waited=5400.0))
    none = shape.mention(MentionShown(mention=mention(), text="t"))

    assert (waits["promised_s"], waits["spent_share"], waits["left_s"]) == (3600.0, 0.75, 900.0)
    assert (late["spent_share"], late["left_s"]) == (1.5, 0.0)
    assert (none["promised_s"], none["spent_share"], none["left_s"]) == (None, None, None)
