"""going_viral: a post that is passed on faster than the others of the day, or will go far."""

from __future__ import annotations

import math
from datetime import timedelta

import msgspec
import pytest

from alertd.core.rules.conditions import going_viral
from alertd.core.rules.verdict import Verdict
from alertd.core.rules.view import View
from alertd.core.times import instant
from alertd.model.mention import Reply
from alertd.model.page import EXPECTED, READ_AS_NEGATIVE, SEEN_BY, SignalShown
from alertd.model.rule import GoingViral
from alertd.model.score import Quality, Score
from alertd.model.watch import Campaign, Watch
from tests.unit.core.rules.conditions.looking import NOON, Looking


def _travels(
    looking: Looking,
    post: str,
    accounts: int,
    *,
    begin: float = 0.0,
    negative: float | None = 0.06,
    every: float = 10.0,
) -> Verdict:
    verdict = Verdict(holds=False)
    for number in range(accounts):
        verdict = looking.hear(
            begin + number * every,
            negative=negative,
            repost_of=post,
            repost_of_author=f"writer of {post}",
            voice=10**6 + len(post),
        )
    return verdict


def test_the_first_of_the_day_holds_and_the_sixth_does_not() -> None:
    """Top 5 a day: a post that five others beat is none of them, until it does better."""
    looking = Looking(GoingViral(top_a_day=5))
    for number in range(5):
        assert _travels(looking, f"p{number}", 10, begin=number * 600.0).holds
    sixth = _travels(looking, "sixth", 9, begin=4000.0)
    assert not sixth.holds
    assert "place 6" in sixth.note
    assert _travels(looking, "sixth", 6, begin=4100.0).holds


@pytest.mark.parametrize(("accounts", "holds"), [(4, False), (5, True)])
def test_five_accounts_within_the_span_are_the_fewest(accounts: int, *, holds: bool) -> None:
    """Two friends who repost each other are no wave, however quiet the day."""
    assert _travels(Looking(GoingViral(top_a_day=5)), "p", accounts).holds is holds


def test_the_span_is_that_of_the_rule() -> None:
    """Six accounts, one every two minutes: a wave of a quarter of an hour, none of five minutes."""
    assert not _travels(Looking(GoingViral(top_a_day=5)), "p", 6, every=120.0).holds
    slow = Looking(GoingViral(top_a_day=5, after=timedelta(minutes=15)))
    assert _travels(slow, "p", 6, every=120.0).holds


def test_an_author_whom_nobody_ever_reposted_is_seen() -> None:
    """Reach of the author is unknown throughout; what happens to the post is not."""
    verdict = _travels(Looking(GoingViral(exceeds_reposts=50)), "p", 25)
    assert verdict.holds
    passed_on, expected = verdict.shown
    assert (passed_on.value, passed_on.unit) == (25.0, "reposts")
    assert expected.name == EXPECTED
    assert expected.low is not None
    assert expected.high is not None
    assert 25 <= expected.low <= (expected.value or 0) <= expected.high


def _seen_by(*followers: int | None, author: int | None = None) -> SignalShown | None:
    looking = Looking(GoingViral(top_a_day=5))
    if author is not None:
        looking.say(0.0, id="p", audience=author)
    verdict = Verdict(holds=False)
    for number, audience in enumerate(followers):
        verdict = looking.hear(1.0 + number, repost_of="p", repost_of_author="ann", voice=1, audience=audience)
    assert verdict.holds
    return next((one for one in verdict.shown if one.name == SEEN_BY), None)


def test_it_says_how_many_see_it_by_way_of_others() -> None:
    """To two digits; six accounts of 2,000 followers each and an author of 10,000."""
    seen = _seen_by(*[2_000] * 6, author=10_000)
    assert seen is not None
    assert (seen.value, seen.low, seen.high, seen.unit) == (2_900.0, 1_500.0, 3_300.0, "people")
    alone = _seen_by(*[2_000] * 6)
    assert alone is not None
    assert (alone.value, alone.low, alone.high) == (1_400.0, 300.0, 1_800.0)


@pytest.mark.parametrize("followers", [(None,) * 6, (2_000, 2_000, None, None, None, None), (3,) * 6])
def test_it_does_not_say_what_is_not_known_or_hardly_anybody(followers: tuple[int | None, ...]) -> None:
    """Reposters of whom the platform tells nothing, and six with three followers each."""
    assert _seen_by(*followers) is None


def test_a_bot_that_reposts_again_shows_it_to_nobody_new() -> None:
    """One account counts once, for its followers too; and a restart in the middle changes no number."""
    looking = Looking(GoingViral(top_a_day=5))
    for number in range(5):
        looking.hear(float(number), repost_of="p", author=f"u{number}", audience=5_000)
    looking.state.restore(msgspec.msgpack.decode(msgspec.msgpack.encode(looking.state.to_state())))
    verdict = Verdict(holds=False)
    for number in range(50):
        verdict = looking.hear(10.0 + number, repost_of="p", author="u1", audience=5_000)
    (seen,) = (one for one in verdict.shown if one.name == SEEN_BY)
    assert (seen.value, seen.high) == (3_000.0, 3_800.0)


def test_exceeds_waits_until_so_much_is_expected() -> None:
    """Six accounts in a minute do not make ten thousand; the note says where the figure comes from."""
    verdict = _travels(Looking(GoingViral(exceeds_reposts=10_000)), "p", 6)
    assert not verdict.holds
    assert "reposts expected, from cascades elsewhere" in verdict.note


@pytest.mark.parametrize(
    ("sentiment", "negative", "holds"), [("negative", 0.9, True), ("negative", 0.1, False), ("any", None, True)]
)
def test_the_mood_is_that_of_the_post(sentiment: str, negative: float | None, *, holds: bool) -> None:
    """Its reposts carry its text."""
    assert _travels(Looking(GoingViral(top_a_day=5, sentiment=sentiment)), "p", 8, negative=negative).holds is holds


def test_quotes_count_but_do_not_lend_their_mood() -> None:
    """Angry quotes of a post nobody has seen: it travels, whether it is negative is not known."""
    for sentiment, holds in (("any", True), ("negative", False)):
        looking = Looking(GoingViral(top_a_day=5, sentiment=sentiment))
        for number in range(8):
            verdict = looking.hear(10.0 * number, negative=0.95, quotes="p")
        assert verdict.holds is holds


def test_the_post_itself_is_shown_where_it_is_known() -> None:
    """The page quotes what travels, not the last who passed it on."""
    looking = Looking(GoingViral(top_a_day=5))
    looking.say(0.0, author="ann")
    root = looking.last
    assert root is not None
    verdict = _travels(looking, root.id, 7, begin=10.0)
    assert verdict.focus is not None
    assert verdict.focus.author == "ann"


def test_a_wave_of_yesterday_wakes_nobody() -> None:
    """Reposts that come in seven hours late are told as too old."""
    looking = Looking(GoingViral(top_a_day=5))
    for number in range(8):
        looking.say(-7 * 3600 + number, repost_of="p", repost_of_author="w", seen_at=instant(NOON))
    verdict = looking.ask(0.0, mention=looking.last)
    assert not verdict.holds
    assert "too-old-to-wake" in verdict.note


def test_between_reposts_nothing_holds() -> None:
    """It is an event: whoever looks without one sees nothing, and a post that passes nothing on is none."""
    looking = Looking(GoingViral(top_a_day=5))
    _travels(looking, "p", 8)
    assert not looking.ask(100.0).holds
    assert not looking.hear(101.0).holds


STORM = GoingViral(passed_on=100, rarer_than=timedelta(days=60), sentiment="not positive")


@pytest.mark.parametrize(("negative", "holds"), [(0.9, True), (0.18, True), (0.10, True), (None, True)])
def test_a_post_that_very_many_pass_on_holds_whatever_a_scorer_thinks_of_it(
    negative: float | None, *, holds: bool
) -> None:
    """Read as negative, as neutral, or by nobody: the page says which, as far as it is known."""
    verdict = _travels(Looking(STORM), "p", 120, negative=negative, every=5.0)
    assert verdict.holds is holds
    passed_on, *more = verdict.shown
    assert (passed_on.value, passed_on.unit, passed_on.window) == (120.0, "reposts", 595.0)
    sounds = [one.value for one in more if one.name == READ_AS_NEGATIVE]
    assert sounds == ([] if negative is None else [negative])


def test_praise_is_no_storm_and_is_found_as_praise() -> None:
    """Five hundred who pass a glad post on: the one that asks for praise holds, the other does not and says why."""
    glad = Score(negative=20, neutral=80, positive=900, quality=Quality.TRAINED, scorer="t/1")
    for sentiment, holds in (("not positive", False), ("positive", True)):
        looking = Looking(STORM.with_(sentiment=sentiment))
        for number in range(500):
            verdict = looking.hear(float(number), repost_of="p", repost_of_author="w", score=glad, voice=7)
        assert verdict.holds is holds
    assert "so many pass a post on once in" in verdict.note


@pytest.mark.parametrize(("accounts", "holds"), [(99, False), (100, True)])
def test_the_number_is_that_of_accounts_within_an_hour(accounts: int, *, holds: bool) -> None:
    """One that reposts again is no second account, and those of three hours are not those of one."""
    looking = Looking(STORM)
    for number in range(accounts):
        looking.hear(float(number), repost_of="p", repost_of_author="w", author=f"u{number}")
        verdict = looking.hear(float(number), repost_of="p", repost_of_author="w", author=f"u{number}")
    assert verdict.holds is holds
    assert not _travels(Looking(STORM), "p", 200, every=60.0).holds


def test_the_rule_does_not_rest_over_reposts_that_come_the_newest_first() -> None:
    """As many searches bring them: each is older than what is known, and the hour up to now has them all."""
    looking = Looking(STORM)
    rests = []
    for number in range(120):
        seen = instant(NOON + 1300.0 + number)
        looking.say(1200.0 - 10.0 * number, repost_of="p", repost_of_author="w", seen_at=seen)
        at = seen.timestamp()
        rests.append(going_viral.rests_until(STORM, looking.rule, looking.state, "", looking.last, at))
        view = View(at, looking.state, looking.rule, "", looking.eyes, looking.last, at)
        verdict = going_viral.test(STORM, view)
        assert verdict.holds is (number >= 99)
        assert not verdict.holds or rests[-1] == -math.inf
    assert rests[0] == math.inf


def test_a_rule_rests_over_a_storm_of_another_mood() -> None:
    """What asks for praise is not looked at for each of the thousands who pass anger on, and the other way round."""
    angry = Score(negative=900, neutral=80, positive=20, quality=Quality.TRAINED, scorer="t/1")
    glad = Score(negative=20, neutral=80, positive=900, quality=Quality.TRAINED, scorer="t/1")
    for score, moods in ((angry, ("not positive", "positive")), (glad, ("positive", "not positive"))):
        for sentiment, rests in zip(moods, (-math.inf, math.inf), strict=True):
            storm = STORM.with_(sentiment=sentiment)
            looking = Looking(storm)
            for number in range(120):
                looking.hear(float(number), repost_of="p", repost_of_author="w", author=f"u{number}", score=score)
            at = NOON + 120.0
            assert going_viral.rests_until(storm, looking.rule, looking.state, "", looking.last, at) == rests
            assert looking.hear(121.0, repost_of="p", repost_of_author="w", score=score).holds is (rests < 0)


def test_where_it_happens_each_week_it_takes_more() -> None:
    """A club whose posts are passed on by a hundred and twenty each third day hears of fifteen hundred, not of as many."""
    looking = Looking(STORM)
    for day in range(0, 60, 3):
        for number in range(120):
            looking.say(day * 86400.0 + number, repost_of=f"p{day}", repost_of_author="w", author=f"u{number}")
    assert not _travels(looking, "again", 120, begin=61 * 86400.0, every=1.0).holds
    assert _travels(looking, "again", 1500, begin=61 * 86400.0 + 120.0, every=1.0).holds


@pytest.mark.parametrize("handles", [{"x": ("@Acme_Help",)}, {"X": ("id:77", "acme_help")}])
def test_what_the_brand_itself_wrote_is_no_storm(handles: dict[str, tuple[str, ...]]) -> None:
    """Its prize draw is passed on by a thousand; by the settings' handles and ids it is the brand's, not by a name like it."""
    watch = Watch(name="acme", handles=handles)
    for author in ("acme_help", "ACME_help"):
        looking = Looking(STORM, watch)
        for number in range(300):
            verdict = looking.hear(float(number), repost_of="p", repost_of_author=author)
        assert not verdict.holds
        assert verdict.note == "the brand's own post"
    looking = Looking(STORM, watch)
    for number in range(300):
        verdict = looking.hear(float(number), repost_of="p", repost_of_author="77")
    assert verdict.holds is ("id:77" not in handles.get("X", ()))


def test_an_account_seen_to_answer_as_the_brand_is_the_brands() -> None:
    """The settings name a handle, the reposts an id: an answer of that id tells whose it is, over a restart too."""
    looking = Looking(STORM)
    reply = Reply(watch="acme", platform="x", id="r", author="4711", posted_at=instant(NOON), seen_at=instant(NOON))
    looking.state.reply(reply, NOON, NOON)
    looking.state.restore(msgspec.msgpack.decode(msgspec.msgpack.encode(looking.state.to_state())))
    for number in range(300):
        verdict = looking.hear(float(number), repost_of="p", repost_of_author="4711")
    assert not verdict.holds


def test_an_account_of_the_brand_that_is_erased_leaves_no_name() -> None:
    """Whoever wrote as the brand may ask for it too; the others are known still."""
    looking = Looking(STORM)
    for author in ("4711", "4712"):
        reply = Reply(
            watch="acme", platform="x", id=author, author=author, posted_at=instant(NOON), seen_at=instant(NOON)
        )
        looking.state.reply(reply, NOON, NOON)

    looking.state.forget("x", "4711", "erased-1")

    assert "4711" not in str(looking.state.to_state()["own"])
    assert looking.state.is_own("x", "4712")


def test_what_an_inbox_tool_says_makes_nobody_the_brand() -> None:
    """It names who it was told by, which may be anybody."""
    looking = Looking(STORM)
    reply = Reply(
        watch="acme", platform="x", id="r", author="9", posted_at=instant(NOON), seen_at=instant(NOON), is_told=True
    )
    looking.state.reply(reply, NOON, NOON)
    for number in range(300):
        verdict = looking.hear(float(number), repost_of="p", repost_of_author="9")
    assert verdict.holds


@pytest.mark.parametrize(("accounts", "holds"), [(400, False), (600, True)])
def test_a_campaign_asks_for_as_many_times_more(accounts: int, *, holds: bool) -> None:
    """A launch that brings five times the posts brings five times the reposts."""
    launch = Campaign(name="launch", begins_at=instant(NOON - 60), ends_at=instant(NOON + 86400), expect=5.0)
    looking = Looking(STORM, Watch(name="acme", campaigns=(launch,)))
    verdict = _travels(looking, "p", accounts, every=1.0)
    assert verdict.holds is holds
    assert "5x is expected now" in verdict.note


def test_the_platforms_own_count_is_enough() -> None:
    """A source that brings no reposts tells how many there are: three thousand after forty minutes, and the post is looked at as it grows."""
    looking = Looking(STORM)
    looking.say(0.0, id="p", author="ann")
    root = looking.last
    assert root is not None
    grown = root.with_(reposts=3000)
    before = looking.state.grew(grown, NOON, NOON + 2400.0)
    view = View(NOON + 2400.0, looking.state, looking.rule, "", looking.eyes, grown, NOON, grown_from=before)
    verdict = going_viral.test(STORM, view)
    assert verdict.holds
    assert verdict.value == 3000.0
    slow = root.with_(reposts=3100)
    before = looking.state.grew(slow, NOON, NOON + 9000.0)
    view = View(NOON + 9000.0, looking.state, looking.rule, "", looking.eyes, slow, NOON, grown_from=before)
    assert not going_viral.test(STORM, view).holds  # a hundred more since: nobody knows that they came within an hour


def test_quotes_alone_are_a_storm_whose_mood_nobody_knows() -> None:
    """Two hundred quote a post that nobody has seen; once a repost names its writer, the brand's own is known for that."""
    looking = Looking(STORM)
    for number in range(200):
        verdict = looking.hear(float(number), quotes="p", negative=0.06)
    assert verdict.holds
    verdict = looking.hear(201.0, repost_of="p", repost_of_author="acme_help")
    assert not verdict.holds
