"""A post belongs to who brought it: no form deletes, rewrites or pre-occupies a post of X, and no count of its silences X."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alertd.intake.enrich import Enricher
from alertd.intake.entries import entries
from alertd.intake.language import languages
from alertd.intake.reach import ReachFold
from alertd.intake.records import parse_line
from alertd.intake.speakers import Speaker
from alertd.model.events import MentionSeen
from alertd.model.mention import key_of
from alertd.model.post import Count, Deletion, Post, Record, text_of
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Appended, Unscored
from alertd.rulefile.sources import SourceSetting
from alertd.sources.registry import speaker_of
from alertd.store.memory import MemoryStore
from alertd.store.sqlite import SqliteStore

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
X = Speaker("x", owns="x", platforms=frozenset({"x"}))
FORM = Speaker("form", platforms=frozenset({"form"}))
BRIDGE = Speaker("bridge", platforms=None, delay=1680.0)
KEY = key_of("acme", "x", "1")

Store = SqliteStore | MemoryStore


class Plain:
    """A scorer that knows nothing."""

    name = "plain/1"

    def score(self, batch: list[Unscored]) -> list[Score]:
        """Return no opinion."""
        return [Score.of(0.0, 1.0, 0.0, quality=Quality.UNKNOWN, scorer=self.name) for _ in batch]


def post(text: str, *, platform: str = "x", followers: int | None = None) -> Post:
    """Write a post."""
    return Post(platform=platform, id="1", created_at=NOW, author="v", text=text, author_followers=followers)


class House:
    """An intake and a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.refused: list[str] = []
        self._enricher = Enricher(
            [Watch(name="acme", terms=("acme",))],
            scorer=Plain(),  # type: ignore[arg-type]
            languages=languages,
            needs_answer=lambda *_, **__: False,
            reach=ReachFold(),
        )

    def bring(self, speaker: Speaker, *records: Record) -> list[Appended]:
        """A source brings records, as the daemon takes them."""
        enriched = self._enricher.enrich(records, seen_at=NOW, speaker=speaker)
        self.refused += [reject.reason for reject in enriched.rejects]
        with self.store.transaction():
            for deletion in enriched.deletions:
                by = None if speaker.is_own(deletion.platform) else speaker.source
                self.store.erase(deletion.platform, deletion.id, by=by)
            return [self.store.append(entry, NOW)[0] for entry in entries(enriched, at=NOW, speaker=speaker)]

    @property
    def text(self) -> str | None:
        """What is kept of the post."""
        kept = self.store.posts([KEY]).get(KEY)
        return None if kept is None else text_of(kept)


@pytest.fixture(params=["sqlite", "memory"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """A house over each kind of store."""
    makers: dict[str, Callable[[], Store]] = {"sqlite": lambda: SqliteStore(tmp_path), "memory": MemoryStore}
    return House(makers[request.param]())


def test_another_source_changes_nothing_of_a_post(house: House) -> None:
    """Not its text, and not that it is there."""
    house.bring(X, post("acme burnt my house"))

    assert house.bring(BRIDGE, post("I love acme")) == [Appended.FOREIGN]
    house.bring(BRIDGE, Deletion(platform="x", id="1"))
    assert house.text == "acme burnt my house"
    assert house.bring(X, post("acme burnt my houses")) == [Appended.EDITED]
    house.bring(X, Deletion(platform="x", id="1"))
    assert house.text is None


def test_the_platforms_own_source_takes_over_what_was_pre_occupied(house: House) -> None:
    """Its words and its author's reach win, and the form cannot win them back."""
    house.bring(BRIDGE, post("acme, lovely day"))

    assert house.bring(X, post("acme burnt my house", followers=9_000_000)) == [Appended.TAKEN_OVER]
    assert house.bring(BRIDGE, post("acme, lovely day")) == [Appended.FOREIGN]
    assert house.text == "acme burnt my house"


def test_a_form_speaks_for_itself_only(house: House) -> None:
    """Posts, counts and deletions of another platform are refused with the setting that would allow them."""
    count = Count(watch="acme", platform="x", created_at=NOW - timedelta(minutes=5), seconds=300.0, count=0)

    assert house.bring(FORM, post("acme"), count, Deletion(platform="x", id="1")) == []
    assert [reason.partition(";")[0] for reason in house.refused] == [
        'platform: "form" brings no posts of "x"',
        'platform: "form" brings no counts of "x"',
        'platform: "form" brings no deletions of "x"',
    ]
    assert house.bring(FORM, post("acme", platform="form")) == [Appended.NEW]


def test_who_brought_a_post_is_known_and_how_late_it_usually_is(house: House) -> None:
    """The delay of the source enters the mention, so the core can tell a slow bridge from an old post."""
    enriched = house._enricher.enrich([post("acme")], seen_at=NOW, speaker=BRIDGE)
    event = entries(enriched, at=NOW, speaker=BRIDGE)[0].event

    assert isinstance(event, MentionSeen)
    assert (event.source, event.mention.delay) == ("bridge", 1680.0)


@pytest.mark.parametrize(
    ("kind", "options", "platforms", "expected"),
    [
        ("x", {}, None, ("x", {"x"})),
        ("rss", {}, None, ("rss", {"rss"})),
        ("rss", {}, ("rss", "x"), ("rss", {"rss", "x"})),
        ("webhook", {"token": "t"}, None, (None, None)),
        ("webhook", {"token": "t", "map": {"text": "$.a"}}, None, (None, {"a-form"})),
        ("webhook", {"token": "t", "map": {"text": "$.a"}, "platform": "zendesk"}, None, (None, {"zendesk"})),
        ("webhook", {"token": "t"}, ("x",), (None, {"x"})),
        ("jsonl", {"path": "-"}, None, (None, None)),
    ],
)
def test_the_settings_say_who_speaks_for_what(
    kind: str,
    options: dict[str, object],
    platforms: tuple[str, ...] | None,
    expected: tuple[str | None, set[str] | None],
) -> None:
    """All for a file and a webhook without a map; only themselves for the others."""
    setting = SourceSetting(kind=kind, name="a form", options=options, platforms=platforms)
    speaker = speaker_of(setting)

    owns, speaks_for = expected
    assert (speaker.owns, speaker.platforms) == (owns, None if speaks_for is None else frozenset(speaks_for))


def test_no_record_says_itself_who_brought_it() -> None:
    """The fields that are ours are not read from a sender's record."""
    line = (
        b'{"id": "1", "platform": "x", "created_at": "2026-11-21T10:00:00Z", "author": "v", "text": "acme", '
        b'"brought_by": "x", "is_filled": true, "is_undated": true}'
    )
    record = parse_line(line)

    assert isinstance(record, Post)
    assert (record.brought_by, record.is_filled, record.is_undated) == ("", False, False)


@pytest.mark.parametrize(
    ("kind", "options", "delay", "expected"),
    [
        ("rss", {}, None, 900.0 + 300.0),
        ("rss", {"every": timedelta(minutes=1)}, None, 900.0 + 60.0),
        ("rss", {}, 60.0, 60.0),
        ("x", {"bearer_token": "t"}, None, 0.0),
        ("webhook", {"token": "t"}, 30.0, 30.0),
        ("board", {}, None, 0.0),  # a plug-in
        ("board", {}, 600.0, 600.0),
    ],
)
def test_how_late_a_source_is_can_be_said_beside_it(
    kind: str, options: dict[str, object], delay: float | None, expected: float
) -> None:
    """Its pace and its platform's own, unless the setting knows better; a plug-in is live until somebody says otherwise."""
    setting = SourceSetting(kind=kind, name="s", options=options, delay=delay)

    assert speaker_of(setting).delay == expected
