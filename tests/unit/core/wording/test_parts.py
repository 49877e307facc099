"""The parts of a page: each alone, for one family."""

from __future__ import annotations

import pytest

from alertd.core.wording.clean import Family
from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.numbers import span
from alertd.core.wording.parts import Cut, Parts
from alertd.core.wording.saved_replies import in_order, saved_reply
from alertd.model.page import EXPECTED, SEEN_BY, Page, PageKind, SignalShown
from alertd.model.rule import Playbook
from tests.unit.core.wording.pages import LINK, QUOTES, STORM, facts, page


def parts(shown: Page, link: str = LINK, family: Family = Family.SLACK) -> Parts:
    """Return the parts of a page."""
    return Parts(shown, QUOTES, link, family)


def test_the_saved_reply_is_in_the_language_of_the_posts() -> None:
    """The most frequent language that has one; then the responder's, then English, then any."""
    tr, en = STORM.evidence[2], STORM.evidence[0]
    turkish = page(evidence=(tr, tr.with_(id="4"), en))

    assert saved_reply(turkish) == "tr"
    assert saved_reply(page(evidence=(en, tr), language="tr")) == "tr"  # of equals the reader's own
    assert in_order(page(evidence=(en, tr, tr), language="ru"))[:2] == ("tr", "en")
    assert saved_reply(page()) == "en"
    assert saved_reply(page(evidence=(), language="tr-TR")) == "tr"
    assert saved_reply(page(evidence=(en.with_(language="ja"),), language="ja")) == "en"
    assert saved_reply(page(evidence=(), language="ja", playbook=Playbook(replies={"fr": "Bonjour"}))) == "fr"
    assert saved_reply(page(playbook=Playbook())) is None
    assert saved_reply(page(playbook=None)) is None


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, []),
        ({"step": 2}, ["Open since 04:48 UTC+3, taken by nobody."]),
        (
            {"number": 2, "facts": facts(again="expired", again_by="omar")},
            ["Open since 04:48 UTC+3, taken by nobody.", "Again, because omar took it and no plan followed."],
        ),
        (
            {"step": 2, "facts": facts(again="next")},
            [
                "Open since 04:48 UTC+3, taken by nobody.",
                "You are asked because nobody before you has answered.",
            ],
        ),
        ({"round": 3}, ["New wave (round 3)."]),
        ({"kind": PageKind.UPDATE, "step": 2, "round": 2}, []),
        ({"facts": facts(late_seconds=59)}, []),
        ({"facts": facts(late_seconds=3600)}, ["Late: 1 h after it happened."]),
        ({"facts": facts(late_seconds=90, source="x")}, ["Late: 1 min 30 s after it happened (source x)."]),
        (
            {"facts": facts(sampled=8, sampled_source="x")},
            ["Only about 1 in 8 posts of X is read, the money allows no more; counts are its own."],
        ),
        ({"step": 2, "opened_at": None}, []),
    ],
)
def test_what_must_be_known_of_the_page_itself_stands_in_front(changes: dict[str, object], lines: list[str]) -> None:
    """Late, again, a new wave; nothing on an ordinary first page."""
    assert list(parts(page(**changes)).standing(is_repeat=False)) == lines


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Take it: "),
        ({"kind": PageKind.UPDATE}, "More: "),
        ({"kind": PageKind.RESOLVED}, "More: "),
        ({"kind": PageKind.TEST}, "Say that it arrived: "),
        ({"kind": PageKind.OPS}, "Take it: "),
        ({"kind": PageKind.OPS, "incident": None}, "More: "),
    ],
)
def test_the_link_says_what_it_does(changes: dict[str, object], words: str) -> None:
    """Only what can be acknowledged says so; without a link there is no line."""
    shown = page(**changes)

    assert list(parts(shown).ways_out()) == [f"{words}{LINK}"]
    assert list(parts(shown, link="").ways_out()) == []


def test_the_playbook_is_cut_by_lines_and_never_shown_when_it_is_over() -> None:
    """A resolved page asks for nothing."""
    book = Playbook(steps=tuple(f"step {place}" for place in range(20)))
    shown = page(playbook=book)

    assert list(parts(shown).todo(Cut(steps=2))) == ["What to do:", "1. step 0", "2. step 1"]
    assert list(parts(shown.with_(kind=PageKind.RESOLVED)).todo(Cut())) == []
    assert list(parts(shown.with_(playbook=None)).todo(Cut())) == []


def test_an_erased_post_is_named_without_its_words() -> None:
    """Its author took it back; the page still tells that there was one."""
    lines = list(Parts(page(), {}, LINK, Family.MAIL).posts(Cut()))

    assert lines[1] == "  (text no longer kept)"
    assert lines[0].startswith("• most reached · X · bigvoice")


def test_posts_stand_in_the_order_of_the_event() -> None:
    """Which of them made the rule hold is known when the page is decided, not when it is worded."""
    shuffled = page(evidence=tuple(reversed(STORM.evidence)))

    heads = [line for line in parts(shuffled).posts(Cut()) if line.startswith("•")]

    assert [head.split(" · ")[0] for head in heads] == ["• typical", "• first", "• most reached"]


def test_notes_and_names_of_people_call_nobody() -> None:
    """A note may repeat a stranger's word."""
    shown = page(kind=PageKind.UPDATE, facts=facts(who="<!here>", note="they write @everyone <!channel>"))

    assert list(parts(shown).acts()) == ["By &lt;!here&gt;.", "Note: they write ＠everyone &lt;!channel&gt;"]


def test_an_end_by_hand_does_not_say_that_it_is_calm() -> None:
    """Somebody solved it; its rules may hold for a while."""
    done = page(kind=PageKind.RESOLVED, facts={"who": "ayse", "note": "called the desk"})
    told = list(parts(done).what())

    assert told[0] == "Marked as solved: nobody is paged for it any more."
    assert told[-2:] == ["By ayse.", "Note: called the desk"]
    assert next(iter(parts(page(kind=PageKind.RESOLVED)).what())).startswith("Calm again")


def test_what_somebody_closed_is_not_announced_as_solved() -> None:
    """Nothing may have been put right: it was only nobody's any more."""
    closed = page(kind=PageKind.RESOLVED, facts={"who": "ayse", "is_closed": 1})

    assert parts(closed).subject()[0] == "Closed"
    assert next(iter(parts(closed).what())) == "Closed: nobody is paged for it any more."
    assert parts(closed.with_(facts={"who": "ayse"})).subject()[0] == "Solved"


def test_what_it_is_about_is_its_new_words_or_a_posts_own() -> None:
    """The first line says it; nothing is made up where there is neither."""
    assert parts(page(facts=facts(terms="smoke, kettle"))).about() == "About: smoke, kettle"
    assert parts(page()).about() == "About: “My acme kettle caught fire and support hung up on me. Never again.”"
    assert parts(page(evidence=())).about() is None


def test_a_page_after_the_burst_does_not_count_nobody() -> None:
    """A promise is broken hours after the last post: "0 authors" alone says nothing; where only counts are known that is said as before."""
    assert list(parts(page(facts=facts(count=15.0, mentions=0, authors=0, negative_share=None))).people()) == []
    unknown = list(parts(page(facts=facts(count=15.0, mentions=None, authors=None, negative_share=None))).people())
    assert len(unknown) == 1


def test_authors_stand_beside_all_that_was_written() -> None:
    """Fifteen negative posts by 35 people is nonsense: the 35 wrote the 47."""
    told = list(parts(page(facts=facts(count=15.0, mentions=47, authors=35, negative_share=0.68))).people())

    assert told == ["in all 47 posts by 35 authors, 68% negative"]


def test_counts_are_whole_and_a_multiple_of_nothing_is_not_told() -> None:
    """Nobody has met 5.7 posts; usually 0.2 is usually none."""
    told = list(parts(page(facts=facts(count=5.7, usual=0.2, low=0.0, high=0.4, ratio=28.5), signals=())).numbers())

    assert told[0].startswith("6 ")
    assert told[1] == "usually none"
    assert not any("times" in one for one in told)


@pytest.mark.parametrize(
    ("language", "window", "when"),
    [
        ("en", 3600.0, "within an hour"),
        ("en", 86400.0, "within a day"),
        ("tr", 3600.0, "bir saat içinde"),
        ("tr", 86400.0, "bir gün içinde"),
        ("ru", 3600.0, "за час"),
        ("fr", 3600.0, "en une heure"),
        ("pt", 3600.0, "em uma hora"),
        ("zh", 3600.0, "一小时内"),
    ],
)
def test_expected_reposts_name_their_hour_or_day(language: str, window: float, when: str) -> None:
    """An author's range is of the next hour, a post's of a day; a page never leaves open which."""
    expected = SignalShown(
        name=EXPECTED, value=None, usual=None, unit="reposts", window=window, rarity=None, low=300.0, high=900.0
    )
    line = next(iter(parts(page(signals=(STORM.signals[0], expected), language=language)).others()))
    assert line.index("300") < line.index("900")
    assert when in line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "about 45k people see it by now (12k to 56k)"),
        ("ru", "сейчас его видят около 45 тыс. человек (от 12 тыс. до 56 тыс.)"),
        ("tr", "şu ana kadar yaklaşık 45 bin kişi gördü (12 bin–56 bin)"),
        ("fr", "environ 45 k personnes le voient à ce stade (12 k à 56 k)"),
        ("pt", "cerca de 45 mil pessoas já o veem (12 mil a 56 mil)"),
        ("zh", "目前约 4.5万 人看到（1.2万 至 5.6万）"),
    ],
)
def test_how_many_see_a_post_by_now(language: str, line: str) -> None:
    """As people say large numbers, and as a range."""
    seen = SignalShown(
        name=SEEN_BY, value=45_000.0, usual=None, unit="people", window=600.0, rarity=None, low=12_000.0, high=56_000.0
    )
    told = next(iter(parts(page(signals=(STORM.signals[0], seen), language=language)).others()))
    assert told.replace("\u00a0", " ").replace("\u202f", " ") == line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "40 accounts act together: 500 of 620 posts, 1 different post; 120 without them"),
        ("tr", "40 hesap birlikte hareket ediyor"),
        ("ru", "согласованно действуют 40 "),
        ("fr", "40 comptes agissent ensemble"),
        ("pt", "40 contas agem em conjunto"),
        ("zh", "协同行动"),
    ],
)
def test_who_acts_together_stands_on_the_page(language: str, line: str) -> None:
    """With and without the group, so that a reader sees the crowd behind forty hands."""
    ring = {"ring_accounts": 40, "ring_posts": 500, "ring_of": 620, "ring_voices": 1}
    told = next(iter(parts(page(facts=facts(**ring), language=language)).others()))
    aged = next(iter(parts(page(facts=facts(**ring, ring_made=31, ring_days=3), language=language)).others()))
    assert line in told
    assert "120" in told
    assert aged.startswith(told)
    assert "31" in aged.removeprefix(told)
    assert "3" in aged.removeprefix(told).replace("31", "")


AGAIN = ("next", "repeat", "unreached", "raised", "expired", "woken", "reopen", "back", "asked")


@pytest.mark.parametrize("language", ["en", "ru", "tr", "fr", "pt", "zh"])
@pytest.mark.parametrize("again", AGAIN)
def test_every_reason_to_come_again_is_said_in_every_language(language: str, again: str) -> None:
    """One sentence, with the name where there is one, and nothing left to fill in."""
    shown = page(number=2, opened_at=None, language=language, facts=facts(again=again, again_by="omar"))
    (line,) = parts(shown).standing(is_repeat=False)

    assert "{" not in line
    assert ("omar" in line) == (again in ("expired", "asked", "reopen"))


@pytest.mark.parametrize("language", ["en", "ru", "tr", "fr", "pt", "zh"])
def test_what_was_told_before_is_told_only_if_it_was_something_else(language: str) -> None:
    """The same number twice is no news."""
    was = facts(before=80.0, before_at=1_795_225_000.0)
    (line,) = parts(page(language=language, facts=was)).changed()

    assert "80" in line
    assert list(parts(page(facts=facts(before=214.0, before_at=1_795_225_000.0))).changed()) == []
    assert list(parts(page(facts=facts())).changed()) == []


@pytest.mark.parametrize("language", ["en", "ru", "tr", "fr", "pt", "zh", "ar"])
def test_the_total_names_its_time_where_the_number_above_names_none(language: str) -> None:
    """How many see a post is counted over no time, and all that was written over an hour: the next page may count five minutes."""
    seen = facts(
        count=1_240_000.0, unit="people", usual=None, window=3600.0, mentions=15.0, authors=15.0, negative_share=0.4
    )
    (line,) = parts(page(language=language, facts=seen)).people()
    (counted,) = parts(page(language=language, facts=seen | {"unit": "mentions"})).people()
    an_hour = span(LANGUAGES[language], 3600.0)

    assert (an_hour in line, an_hour in counted) == (True, False)
    if language == "en":
        assert line == "in all 15 posts in 1 h by 15 authors, 40% negative"


@pytest.mark.parametrize("language", ["en", "ru", "tr", "fr", "pt", "zh"])
def test_a_source_that_went_quiet_is_named_in_title_and_first_line(language: str) -> None:
    """Which one, and since when; its seconds are no number of posts."""
    quiet = page(
        language=language,
        rule_name="A source went quiet",
        evidence=(),
        signals=(),
        facts={"silent_source": "bluesky", "count": 1500.0, "unit": "seconds"},
    )
    told = parts(quiet)

    assert told.subject()[-1] == "A source went quiet (bluesky)"
    assert "bluesky" in (told.about() or "")
    assert "25" in (told.about() or "")
    assert list(told.numbers()) == []


def test_the_language_of_a_saved_reply_is_named_as_the_reader_calls_it() -> None:
    """Not "tr": "Turkish" to an English reader, "турецкий" to a Russian one."""
    playbook = Playbook(replies={"tr": "Konuyu inceliyoruz."})
    lines = [list(parts(page(language=to, playbook=playbook)).todo(Cut()))[-1] for to in ("en", "ru", "zh")]

    assert lines[0].startswith("Saved reply (Turkish): ")
    assert lines[1].startswith("Готовый ответ (турецкий): ")
    assert lines[2].startswith("备用回复（土耳其语）：")


def test_a_page_calls_its_watch_as_people_do() -> None:
    """In its title, in the rule's own message and in a saved reply; a page of before has its name alone."""
    told = page(
        watch_title="Acme Kettles",
        message="{watch} burns",
        playbook=Playbook(replies={"en": "Your {brand} team"}),
        evidence=(),
    )
    said = parts(told)

    assert "Acme Kettles" in said.subject()
    assert "Acme Kettles burns" in list(said.what())
    assert any("Your Acme Kettles team" in line for line in said.todo(Cut()))
    assert "acme" in parts(told.with_(watch_title="")).subject()
