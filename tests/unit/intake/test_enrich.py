"""Enrich: from records to mentions, replies and rejects, each text scored once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from alertd.intake.enrich import Enriched, Enricher
from alertd.intake.reach import ReachFold
from alertd.model.mention import Reply
from alertd.model.post import Count, Deletion, Post, Record
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Unscored

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
ACME = Watch(
    name="acme",
    terms=("acme", "#acme"),
    exclude=("acme theatre",),
    handles={"x": ("acme_help",)},
    auto_handles={"x": ("acme_bot",)},
)
GLOBEX = Watch(name="globex", terms=("globex",), languages=("tr",), handles={"x": ("globex",)})


class _Scorer:
    """Says negative to what is bad, and keeps what it was asked."""

    name = "fake/1"

    def __init__(self) -> None:
        self.batches: list[list[Unscored]] = []

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        self.batches.append(list(batch))
        return [
            Score.of(0.8, 0.1, 0.1, quality=Quality.TRAINED, scorer=self.name)
            if "bad" in one.text
            else Score.of(0.1, 0.8, 0.1, quality=Quality.TRAINED, scorer=self.name)
            for one in batch
        ]


class _Intake:
    """An enricher with plain fakes around it: a tag is a language, a question mark wants an answer."""

    def __init__(self, *watches: Watch, words: tuple[str, ...] = ()) -> None:
        self.scorer = _Scorer()
        self.asked: list[list[tuple[str, str | None]]] = []
        self.enricher = Enricher(
            watches or (ACME, GLOBEX),
            words,
            scorer=self.scorer,
            languages=self._languages,
            needs_answer=self._needs_answer,
            reach=ReachFold(),
        )

    def _languages(self, batch: Sequence[tuple[str, str | None]]) -> list[str]:
        self.asked.append(list(batch))
        return [tag or "und" for _, tag in batch]

    @staticmethod
    def _needs_answer(
        text: str,
        language: str,
        score: Score,
        *,
        is_copy: bool = False,
        to_brand: bool | None = None,
        reads: int | None = None,
    ) -> bool:
        return "?" in text and not is_copy

    def take(self, *records: Record, seen_at: datetime | None = AT, imported: bool = False) -> Enriched:
        return self.enricher.enrich(records, seen_at=seen_at, imported=imported)


def _post(text: str = "acme", *, id: str = "1", author: str = "a", at: datetime = AT, **more: object) -> Post:  # noqa: A002
    return Post(platform="x", id=id, created_at=at, author=author, text=text, **more)  # type: ignore[arg-type]


def test_a_post_about_a_watch_becomes_a_mention_with_its_text_beside_it() -> None:
    """All that a rule reads is on it; what is personal stands apart."""
    post = _post(
        "Boycott #Acme, bad!",
        author_handle="ann",
        author_name="Ann",
        author_followers=500,
        lang="en",
        url="https://x/1",
        in_reply_to="0",
        conversation="c",
        quotes="q",
        mentions=("b",),
        reposts=3,
        is_filled=True,
        at=AT - timedelta(minutes=2),
    )
    out = _Intake(words=("boycott",)).take(post)
    (taken,) = out.mentions
    mention = taken.mention
    assert (taken.text, taken.author_name) == (post.text, "Ann")
    assert mention.terms == ("acme", "#acme", "boycott")
    assert (mention.watch, mention.key) == ("acme", ("acme", "x", "1"))
    assert (mention.posted_at, mention.seen_at) == (AT - timedelta(minutes=2), AT)
    assert (mention.language, mention.score.negative, mention.score.scorer) == ("en", 800, "fake/1")
    assert (mention.reach.audience, mention.handle, mention.url) == (500, "ann", "https://x/1")
    assert (mention.in_reply_to, mention.conversation, mention.quotes) == ("0", "c", "q")
    assert (mention.mentions, mention.reposts, mention.is_filled, mention.is_imported) == (("b",), 3, True, False)
    assert len(mention.tokens) == 3
    assert mention.voice > 0
    assert (out.replies, out.rejects, out.unmatched) == ([], [], 0)


def test_a_post_about_two_watches_is_two_mentions_scored_once() -> None:
    """Key (watch, platform, id); in the order of the names."""
    intake = _Intake()
    out = intake.take(_post("globex and acme", lang="tr"))
    assert [taken.mention.watch for taken in out.mentions] == ["acme", "globex"]
    assert [len(batch) for batch in intake.scorer.batches] == [1]
    assert out.mentions[0].mention.voice == out.mentions[1].mention.voice


def test_a_batch_is_one_call_and_copies_are_scored_once() -> None:
    """A storm of copies costs one score."""
    intake = _Intake()
    out = intake.take(*[_post("acme is bad", id=str(n)) for n in range(50)], _post("acme", id="x"))
    assert len(out.mentions) == 51
    assert [len(batch) for batch in intake.scorer.batches] == [2]
    assert len(intake.asked) == 1


def test_a_given_sentiment_is_taken_as_it_came() -> None:
    """The scorer is not asked; an unknown language is not passed on as a language."""
    intake = _Intake()
    out = intake.take(_post(sentiment=(0.7, 0.2, 0.1)), _post("acme bad", id="2"))
    given, scored = (taken.mention.score for taken in out.mentions)
    assert (given.negative, given.quality, given.scorer) == (700, Quality.GIVEN, "given")
    assert scored.quality is Quality.TRAINED
    assert intake.scorer.batches == [[Unscored(text="acme bad", language=None)]]


def test_what_nobody_asked_for_is_counted_and_nothing_else() -> None:
    """Neither scored nor asked for its language."""
    intake = _Intake()
    out = intake.take(_post("nothing of ours"), _post("at the acme theatre", id="2"))
    assert (out.mentions, out.unmatched) == ([], 2)
    assert (intake.scorer.batches, intake.asked) == ([], [])


def test_a_watch_that_does_not_read_the_language_is_left_out() -> None:
    """The other watch of the same post keeps it; with none left the post is unmatched."""
    intake = _Intake()
    out = intake.take(_post("globex and acme", lang="fr"), _post("globex", id="2", lang="fr"), _post("globex", id="3"))
    assert [(taken.mention.watch, taken.mention.id) for taken in out.mentions] == [("acme", "1"), ("globex", "3")]
    assert out.unmatched == 1


def test_a_named_watch_decides_alone() -> None:
    """No term, no language and no exclusion is asked for; its terms are told all the same."""
    out = _Intake().take(
        _post("acme and so on", watch="globex", lang="fr"), _post("acme theatre", id="2", watch="acme")
    )
    assert [(taken.mention.watch, taken.mention.terms) for taken in out.mentions] == [("globex", ()), ("acme", ())]


@pytest.mark.parametrize(
    "record",
    [_post(watch="nobody"), Count(watch="nobody", platform="x", created_at=AT, seconds=60.0, count=1)],
)
def test_an_unknown_watch_is_rejected_with_its_name(record: Record) -> None:
    """Its sender misspelt it, or the settings lack it."""
    out = _Intake().take(record)
    assert (out.mentions, out.counts, out.unmatched) == ([], [], 0)
    assert out.rejects[0].reason == 'watch "nobody" is unknown'
    assert '"nobody"' in out.rejects[0].body


def test_an_unknown_watch_is_shown_as_signs() -> None:
    """Its name is a stranger's: it moves no terminal and fills no screen."""
    reason = _Intake().take(_post(watch="\x1b]0;own\x07\x9b31m\u202e" + "w" * 5_000)).rejects[0].reason
    assert reason.isprintable()
    assert len(reason) < 200


def test_clocks_may_differ_by_five_minutes_and_no_more() -> None:
    """Up to there it counts as now; beyond, the sender is wrong."""
    out = _Intake().take(
        _post(at=AT + timedelta(minutes=5)),
        _post(id="2", at=AT + timedelta(minutes=5, seconds=1)),
        Count(watch="acme", platform="x", created_at=AT + timedelta(hours=1), seconds=60.0, count=1),
    )
    assert [taken.mention.posted_at for taken in out.mentions] == [AT]
    assert [reject.reason for reject in out.rejects] == [
        "created_at is 5 minutes in the future",
        "created_at is 60 minutes in the future",
    ]


def test_a_replay_of_files_takes_any_age_as_seen_when_written() -> None:
    """Event time, with no clock of ours in it."""
    later = AT + timedelta(days=400)
    out = _Intake().take(_post(at=later), seen_at=None)
    assert (out.mentions[0].mention.posted_at, out.mentions[0].mention.seen_at) == (later, later)


def test_an_import_is_marked() -> None:
    """History for baselines, never a spike now."""
    assert _Intake().take(_post(at=AT - timedelta(days=100)), imported=True).mentions[0].mention.is_imported is True


def test_the_brand_itself_replies_and_is_no_mention() -> None:
    """People and bots are kept apart; another brand's watch still hears it."""
    out = _Intake().take(
        _post("sorry, DM us", author_handle="Acme_Help", in_reply_to="9", conversation="c"),
        _post("acme thanks you", id="2", author_handle="acme_bot"),
        _post("globex says acme is bad", id="3", author_handle="globex", lang="tr"),
    )
    expected = Reply(
        watch="acme", platform="x", id="1", author="a", posted_at=AT, seen_at=AT, in_reply_to="9", conversation="c"
    )
    assert out.replies[0] == expected
    assert [(reply.watch, reply.id, reply.is_automatic) for reply in out.replies] == [
        ("acme", "1", False),
        ("acme", "2", True),
        ("globex", "3", False),
    ]
    assert [(taken.mention.watch, taken.mention.id) for taken in out.mentions] == [("acme", "3")]
    assert out.unmatched == 0


def test_the_role_in_the_record_says_who_wrote_it() -> None:
    """Where the watch is named; and without a name, for the watches it is about."""
    out = _Intake().take(
        _post("sorry", watch="acme", role="brand"),
        _post("we got it", id="2", watch="acme", role="auto"),
        _post("acme here", id="3", role="brand"),
        _post("hello", id="4", role="brand"),
    )
    assert [(reply.id, reply.watch, reply.is_automatic) for reply in out.replies] == [
        ("1", "acme", False),
        ("2", "acme", True),
        ("3", "acme", False),
    ]
    assert (out.mentions, out.unmatched) == ([], 1)


def test_a_handle_of_another_brand_does_not_reply_for_the_named_one() -> None:
    """A competitor that writes about us is a mention like any other."""
    out = _Intake().take(_post("acme is bad", watch="acme", author_handle="globex"))
    assert (len(out.mentions), out.replies) == (1, [])


def test_a_repost_that_asks_is_not_asked_again() -> None:
    """A question is answered once; short questions of two people are two."""
    out = _Intake().take(
        _post("acme, where is it?"),
        _post("RT @a: acme, where is it?", id="2", repost_of="1"),
        _post("acme, where is it?", id="3"),
    )
    assert [taken.mention.needs_answer for taken in out.mentions] == [True, False, True]
    assert len({taken.mention.voice for taken in out.mentions}) == 1


def test_counts_and_deletions_pass() -> None:
    """They need no enrichment."""
    count = Count(watch="acme", platform="x", created_at=AT, seconds=60.0, count=0)
    deletion = Deletion(platform="x", id="1")
    out = _Intake().take(count, deletion)
    assert (out.counts, out.deletions) == ([count], [deletion])


def test_mentions_replies_and_counts_keep_the_order_they_came_in() -> None:
    """The engine folds them in this order, so a batch must not sort them by kind."""
    count = Count(watch="acme", platform="x", created_at=AT, seconds=60.0, count=0)
    out = _Intake().take(_post(), count, _post("sorry", id="2", author_handle="acme_help"), _post(id="3"))
    assert [type(one).__name__ for one in out.kept] == ["Taken", "Count", "Answered", "Taken"]


def test_an_empty_batch_is_nothing() -> None:
    """Heartbeats of sources bring none."""
    assert _Intake().take() == Enriched([], [], [])


def test_only_the_beginning_of_a_long_text_is_read_but_all_of_it_is_kept() -> None:
    """A megabyte cannot hold the intake up."""
    intake = _Intake()
    long = "acme " + "x" * 500_000
    out = intake.take(_post(long))
    assert out.mentions[0].text == long
    assert len(intake.scorer.batches[0][0].text) == 10_000


def test_batches_may_be_cut_anywhere() -> None:
    """The same posts give the same mentions, in one batch or in many."""
    posts = [
        _post(f"acme {n % 3} is {'bad' if n % 2 else 'good'}", id=str(n), author=f"a{n % 5}", author_followers=n)
        for n in range(30)
    ]
    posts += [_post("", id=f"r{n}", repost_of=str(n), repost_of_author=f"a{n % 5}", watch="acme") for n in range(10)]
    whole = _Intake().take(*posts)
    one = _Intake()
    pieces = [taken for post in posts for taken in one.take(post).mentions]
    assert whole.mentions == pieces


def test_what_would_be_refused_is_told_without_taking_anything_in() -> None:
    """Looking a body through says what taking it would say, in its order, and leaves nothing behind: no score asked, no reach learnt."""
    given: list[Record] = [
        _post("acme", id="1", author_followers=7),
        _post("acme", id="2", at=AT + timedelta(hours=2)),
        _post("acme", id="3", watch="nobody"),
        Count(watch="nobody", platform="x", created_at=AT - timedelta(minutes=5), seconds=60, count=1),
        Deletion(platform="x", id="9"),
        _post("about nobody", id="4"),
        _post("acme", id="5", at=AT + timedelta(minutes=4)),
    ]
    intake, untouched = _Intake(), _Intake()
    found = intake.enricher.refusals(given, seen_at=AT)

    assert [one.reason for one in found] == [
        "created_at is 120 minutes in the future",
        'watch "nobody" is unknown',
        'watch "nobody" is unknown',
    ]
    assert intake.scorer.batches == []
    assert intake.enricher.reach_fold.to_state() == ReachFold().to_state()
    assert found == untouched.take(*given).rejects
    assert intake.take(*given) == _Intake().take(*given), "and nothing of it is known the second time"
