"""What an edit brings in counts as of the edit; what staff and partners write is no mention."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alertd.intake.enrich import Enriched, Enricher
from alertd.intake.language import languages
from alertd.intake.passed import KEPT_FOR
from alertd.intake.reach import ReachFold
from alertd.model.post import Post
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Unscored

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ACME = Watch(
    name="acme", terms=("acme",), staff={"x": ("ayse",)}, ignore={"x": ("id:77",)}, handles={"x": ("acme_help",)}
)


class Plain:
    """A scorer that knows nothing."""

    name = "plain/1"

    def score(self, batch: list[Unscored]) -> list[Score]:
        """Return no opinion."""
        return [Score.of(0.0, 1.0, 0.0, quality=Quality.UNKNOWN, scorer=self.name) for _ in batch]


def intake() -> Enricher:
    """Make an intake."""
    return Enricher(
        [ACME, Watch(name="globex", terms=("globex",))],
        scorer=Plain(),  # type: ignore[arg-type]
        languages=languages,
        needs_answer=lambda *_, **__: False,
        reach=ReachFold(),
    )


def brought(enricher: Enricher, text: str, *, at: datetime = NOW, author: str = "1", handle: str = "joe") -> Enriched:
    """A post that was written yesterday comes in."""
    post = Post(
        platform="x", id="1", created_at=NOW - timedelta(days=1), author=author, author_handle=handle, text=text
    )
    return enricher.enrich([post], seen_at=at)


def test_an_article_that_gains_the_brand_counts_as_of_its_edit() -> None:
    """It was about nobody yesterday; its age is the edit's, not the article's. Once: the next look finds it known."""
    enricher = intake()
    assert brought(enricher, "kettles burn").unmatched == 1

    later = NOW + timedelta(hours=3)
    (edited,) = brought(enricher, "kettles of acme burn", at=later).mentions
    (again,) = brought(enricher, "kettles of acme burn", at=later).mentions
    assert (edited.mention.posted_at, again.mention.posted_at) == (later, NOW - timedelta(days=1))


def test_an_old_post_that_nobody_saw_before_stays_old() -> None:
    """Age is only the edit's where an edit was seen, and not after two days."""
    assert brought(intake(), "acme burns").mentions[0].mention.posted_at == NOW - timedelta(days=1)

    enricher = intake()
    brought(enricher, "kettles burn")
    (found,) = brought(enricher, "acme burns", at=NOW + KEPT_FOR + timedelta(minutes=1)).mentions
    assert found.mention.posted_at == NOW - timedelta(days=1)


def test_staff_and_partners_are_no_mentions_and_are_counted() -> None:
    """By handle or by id; for another brand's watch they are people like all others; the brand's own are replies."""
    for author, handle in (("1", "Ayse"), ("77", "partner")):
        found = brought(intake(), "I love acme", author=author, handle=handle)
        assert (found.kept, found.aside, found.unmatched) == ([], 1, 0)

    both = brought(intake(), "acme beats globex", handle="ayse")
    assert ([one.mention.watch for one in both.mentions], both.aside) == (["globex"], 1)
    own = brought(intake(), "acme is sorry", handle="acme_help")
    assert (len(own.replies), own.aside) == (1, 0)


def test_a_brand_that_quotes_a_post_answers_it() -> None:
    """It speaks to the quoted before all who read it; where it says which post it answers, that one counts."""
    quoting = Post(
        platform="x", id="9", created_at=NOW, author="5", author_handle="acme_help", text="Sorry!", quotes="7"
    )
    both = quoting.with_(id="10", in_reply_to="8")

    replies = intake().enrich([quoting, both], seen_at=NOW).replies

    assert [(reply.id, reply.in_reply_to) for reply in replies] == [("9", "7"), ("10", "8")]
