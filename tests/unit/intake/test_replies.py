"""Replies that an inbox tool tells of: what one says, what is none, and that nothing is lost on the way through a store."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from alertd.errors import BadRecord
from alertd.intake.enrich import Enricher
from alertd.intake.entries import entries
from alertd.intake.language import languages
from alertd.intake.needs_answer import needs_answer
from alertd.intake.reach import ReachFold
from alertd.intake.records import parse_line
from alertd.intake.render import render
from alertd.intake.speakers import ANYBODY, Speaker
from alertd.model.events import ReplySeen
from alertd.model.post import ReplyTold
from alertd.model.score import Score
from alertd.model.watch import Watch
from alertd.ports import Appended, Unscored
from alertd.runtime.export import lines
from alertd.store.memory import MemoryStore

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
GOOD = {
    "type": "reply",
    "platform": "X",
    "id": 7,
    "in_reply_to": 12,
    "created_at": "2026-11-21T12:00:00+02:00",
    "by": "Ayşe",
    "auto": False,
}


class Nobody:
    """A scorer that is never asked: a reply that is told has no text."""

    name = "nobody/1"

    def score(self, batch: list[Unscored]) -> list[Score]:
        """Fail."""
        raise AssertionError(batch)


def line(**changes: object) -> bytes:
    """Return a record with some fields changed; None leaves one out."""
    return json.dumps({name: value for name, value in {**GOOD, **changes}.items() if value is not None}).encode()


def enricher() -> Enricher:
    """Return an intake of one watch."""
    return Enricher(
        [Watch(name="acme", terms=("acme",))],
        scorer=Nobody(),  # type: ignore[arg-type]
        languages=languages,
        needs_answer=needs_answer,
        reach=ReachFold(),
    )


def test_a_line_says_what_was_answered_by_whom_and_when() -> None:
    """Ids as numbers, an offset, the platform in capitals: repaired as for posts."""
    told = parse_line(line())

    assert told == ReplyTold(platform="x", id="7", created_at=AT, in_reply_to="12", by="Ayşe")
    assert parse_line(render(told)) == told
    assert parse_line(line(auto=True, by=None, watch="acme", conversation="t")) == ReplyTold(
        platform="x", id="7", created_at=AT, in_reply_to="12", conversation="t", watch="acme", is_automatic=True
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"in_reply_to": None}, "in_reply_to is missing, and conversation too"),
        ({"in_reply_to": ""}, "in_reply_to is missing, and conversation too"),
        ({"in_reply_to": ["12"]}, "in_reply_to is a list; it must be text"),
        ({"id": None}, "id is missing"),
        ({"platform": "no platform"}, 'platform is "no platform"'),
        ({"created_at": "2026-11-21T12:00:00"}, "created_at has no time zone"),
        ({"auto": "no"}, "auto is text; it must be true or false"),
        ({"by": 7}, "by is a number; it must be text"),
    ],
)
def test_a_fault_names_its_field(changes: dict[str, object], reason: str) -> None:
    """Whoever wrote the tool can mend it."""
    with pytest.raises(BadRecord) as caught:
        parse_line(line(**changes))

    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    ("speaker", "changes", "reason"),
    [
        (Speaker("zap"), {}, None),
        (Speaker("zap", platforms=frozenset({"x"})), {}, None),
        (Speaker("zap", platforms=frozenset({"form"})), {}, '"zap" brings no replies of "x"'),
        (Speaker("zap"), {"watch": "globex"}, 'watch "globex" is unknown'),
        (Speaker("zap"), {"created_at": "2026-11-21T10:06:00Z"}, "created_at is 6 minutes in the future"),
    ],
)
def test_only_who_may_speak_for_the_platform_is_believed(
    speaker: Speaker, changes: dict[str, object], reason: str | None
) -> None:
    """Else any form could end everybody's wait."""
    found = enricher().enrich([parse_line(line(**changes))], seen_at=AT, speaker=speaker)

    assert len(found.replies) == (reason is None)
    assert all(reason is not None and reason in one.reason for one in found.rejects)
    assert found.unmatched == 0


def test_a_clock_a_little_ahead_is_of_now() -> None:
    """No reply is from the future."""
    told = parse_line(line(created_at="2026-11-21T10:04:00Z"))
    (reply,) = enricher().enrich([told], seen_at=AT).replies

    assert (reply.posted_at, reply.seen_at, reply.is_told) == (AT, AT, True)


def test_the_same_reply_twice_is_one_and_its_post_is_another() -> None:
    """A tool tries again; and the platform may show the post itself later, which takes nothing from what was told."""
    store = MemoryStore()

    def take(*raw: bytes) -> list[Appended]:
        found = enricher().enrich([parse_line(one) for one in raw], seen_at=AT)
        return [store.append(entry, AT)[0] for entry in entries(found, at=AT)]

    post = {"id": "7", "platform": "x", "created_at": "2026-11-21T10:00:00Z", "author": "a", "text": "Done."}
    own = json.dumps({**post, "role": "brand", "watch": "acme"}).encode()

    assert take(line(), line(), own) == [Appended.NEW, Appended.DUPLICATE, Appended.NEW]
    assert [event.reply.is_told for event in store.history.events(ReplySeen)] == [True, False]
    told, shown = list(lines(store))
    assert json.loads(told) == {
        "type": "reply",
        "platform": "x",
        "id": "7",
        "created_at": "2026-11-21T10:00:00.000Z",
        "in_reply_to": "12",
        "by": "Ayşe",
    }
    assert json.loads(shown)["role"] == "brand"


def test_a_replay_of_an_export_hears_it_when_the_daemon_did() -> None:
    """`seen_at` is ours; a sender cannot say so of a live record."""
    late = parse_line(line(seen_at="2026-11-21T10:30:00Z"))
    (replayed,) = enricher().enrich([late], seen_at=None, speaker=ANYBODY).replies
    (live,) = enricher().enrich([late], seen_at=AT).replies

    assert (replayed.posted_at.minute, replayed.seen_at.minute) == (0, 30)
    assert live.seen_at == AT
