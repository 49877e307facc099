"""Values as JSON."""

from __future__ import annotations

import json

from alertd.core.wording.contract import to_json
from alertd.model.score import Score
from alertd.model.source_state import SourceState
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
