"""When a post was seen: an export says it, and only its replay believes it."""

from datetime import UTC, datetime, timedelta

from alertd.intake.build import enricher_for
from alertd.intake.entries import entries
from alertd.model.house import House
from alertd.model.post import Count, Post
from alertd.model.watch import Watch
from tests.unit.runtime.made import scorer

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
LATER = AT + timedelta(hours=2)
HOUSE = House(watches=(Watch(name="acme", terms=("acme",)),))


def test_only_a_replay_believes_what_an_export_says_of_when_it_was_seen() -> None:
    """A sender that marks its posts as old or imported cannot keep them from paging; an import is history throughout."""
    marked = Post(platform="x", id="1", created_at=AT, author="a", text="acme", seen_at=LATER, is_imported=True)
    for seen_at, imported, told in [
        (None, False, (LATER, True)),
        (AT, False, (AT, False)),
        (None, True, (AT, True)),
    ]:
        found = enricher_for(HOUSE, scorer()).enrich([marked], seen_at=seen_at, imported=imported)
        assert [(one.mention.seen_at, one.mention.is_imported) for one in found.mentions] == [told]


def test_a_count_enters_the_log_when_it_was_seen() -> None:
    """A sensor that was down brings its buckets late; the replay must know them late too, else at the end of the bucket."""
    bucket = Count(watch="acme", platform="x", created_at=AT, seconds=60.0, count=3)
    for record, at in [(bucket.with_(seen_at=LATER), LATER), (bucket, AT + timedelta(seconds=60))]:
        (entry,) = entries(enricher_for(HOUSE, scorer()).enrich([record], seen_at=None))
        assert entry.event.at == at
