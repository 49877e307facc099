"""SMS in four scripts: the link, the code and the id are whole, in at most two segments."""

from __future__ import annotations

import pytest

from alertd.core.wording import word
from alertd.core.wording.gsm import segments
from alertd.model.page import Page, PageKind
from tests.unit.core.wording.pages import LINK, QUOTES, facts, sms

SHORT = "https://a.example/a/K7Q4xyz12345"
NAMES = {
    "latin": ("en", "acme", "Negative storm"),
    "cyrillic": ("ru", "Акме Россия", "Шторм негативных отзывов"),
    "turkish": ("tr", "Şişecam", "Şikâyet fırtınası: çok sayıda öfkeli gönderi"),
    "chinese": ("zh", "阿克米", "负面风暴"),
}


def storm(script: str, **changes: object) -> Page:
    """Return a page whose language and names are in a script."""
    language, watch, rule = NAMES[script]
    return sms(language=language, watch=watch, rule_name=rule).with_(**changes)


@pytest.mark.parametrize("link", [LINK, SHORT], ids=["long link", "short link"])
@pytest.mark.parametrize("segments_at_most", [1, 2])
@pytest.mark.parametrize("script", sorted(NAMES))
def test_link_and_code_are_never_cut(script: str, segments_at_most: int, link: str) -> None:
    """In every script, also in one segment."""
    text = word(storm(script, max_segments=segments_at_most), QUOTES, link).text

    assert segments(text).count <= segments_at_most
    assert link in text
    assert "4071" in text
    assert text.endswith("[3f9a1c27be01]")


def test_a_short_link_leaves_room_for_the_own_script() -> None:
    """Russian and Chinese are written as they are when there is room for words."""
    russian = word(storm("cyrillic", watch="Акме", rule_name="Жалобы"), QUOTES, SHORT).text
    chinese = word(storm("chinese"), QUOTES, SHORT).text

    assert russian.startswith("КРИЗИС Акме: Жалобы. 214 негативных постов за 10 мин.")
    assert chinese.startswith("危机 阿克米：负面风暴。10 分钟内 214 条负面帖子，平时 12，约 41 天一次。")
    assert segments(russian).alphabet == segments(chinese).alphabet == "UCS-2"


def test_beside_a_long_link_the_cheap_alphabet_says_more() -> None:
    """Russian goes in Latin letters, Turkish without its marks, and Chinese with Latin names in English."""
    russian = word(storm("cyrillic"), QUOTES, LINK).text
    turkish = word(storm("turkish"), QUOTES, LINK).text
    chinese = word(storm("latin", language="zh"), QUOTES, LINK).text

    assert russian.startswith("KRIZIS Akme Rossiya: Shtorm negativnykh otzyvov. 214 negativnykh postov za 10 min")
    assert turkish.startswith("KRIZ Sisecam: Sikayet firtinasi")
    assert chinese.startswith("CRISIS acme: Negative storm. 214 negative posts in 10 min, usually 12")
    assert {segments(text).alphabet for text in (russian, chinese, turkish)} == {"GSM-7"}


def test_names_that_latin_letters_cannot_spell_stay_as_they_are() -> None:
    """A Chinese name says more in few signs than an English sentence without it."""
    text = word(storm("chinese"), QUOTES, LINK).text

    assert text.startswith("危机 阿克米：负面风暴。")
    assert segments(text).count == 2


def test_without_any_room_the_rules_id_stands_for_a_name_that_is_lost() -> None:
    """In one segment beside a long link there is room for Latin letters only."""
    text = word(storm("chinese", max_segments=1), QUOTES, LINK).text

    assert text.startswith("CRISIS negative-storm. ")


def test_a_link_that_cannot_be_whole_is_left_out_and_the_code_stays() -> None:
    """Half a link helps nobody; the code acknowledges by reply."""
    text = word(sms(), QUOTES, "https://a.example/" + "x" * 400).text

    assert "https://" not in text
    assert text.endswith("4071 [3f9a1c27be01]")
    assert segments(text).count <= 2


def test_numbers_are_whole_or_left_out() -> None:
    """A count that lost its last digit would be believed."""
    for length in range(20, 130):
        text = word(sms(max_segments=1, facts=facts(count=98765.0)), {}, "https://a.example/" + "x" * length).text
        for part in ("9", "98", "98,7", "98,76"):
            assert f"{part}..." not in text
            assert f"{part}. " not in text
            assert not text.endswith(part)


def test_emoji_of_a_stranger_do_not_halve_the_room() -> None:
    """One sign outside the alphabet would turn the whole message."""
    text = word(sms(), {("x", "1"): "it burns 🔥🔥 my hands"}, LINK).text

    assert '"it burns my hands"' in text
    assert segments(text).alphabet == "GSM-7"


def test_a_quote_in_another_script_is_left_out_of_a_latin_sms() -> None:
    """The numbers and the link matter more."""
    text = word(sms(), {("x", "1"): "水壶着火了"}, LINK).text

    assert '"' not in text
    assert segments(text).alphabet == "GSM-7"


def test_links_of_strangers_are_dead_in_sms_too() -> None:
    """Phones make links of whatever looks like one."""
    text = word(sms(), {("x", "1"): "win at https://evil.example/x"}, LINK).text

    assert "https[:]//evil[.]example/x" in text


@pytest.mark.parametrize("kind", list(PageKind))
def test_every_kind_fits(kind: PageKind) -> None:
    """Whatever is told, however long."""
    told = sms(kind=kind, facts=facts(note="long " * 200, who="w" * 300), message="m" * 900, sentences=("s" * 900,) * 9)

    text = word(told, QUOTES, LINK).text

    assert segments(text).count <= 2
    assert LINK in text
    assert text.endswith("[3f9a1c27be01]")


def test_late_and_repeat_stand_in_front() -> None:
    """They change what the responder does."""
    text = word(sms(facts=facts(late_seconds=11_400)), QUOTES, LINK, is_repeat=True).text

    assert text.startswith("CRISIS acme: Negative storm, possible repeat, late by 3 h 10 min. 214 negative posts")


def test_an_sms_has_no_title() -> None:
    """Senders put a title in front of the text, which would cost a segment."""
    assert word(sms(), QUOTES, LINK).title == ""


def word_of(page: Page) -> str:
    """Return the text of a page."""
    return word(page, QUOTES, LINK).text


def test_what_it_is_about_comes_before_the_numbers() -> None:
    """Who reads no further than the first line knows what has happened; the words of one post are between quotes."""
    said = word_of(sms(facts=facts(terms="kettles smoke, recall")))
    quoted = word_of(sms(facts=facts(said="filled the kitchen with smoke")))

    assert said.startswith("CRISIS acme: Negative storm. kettles smoke, recall. 214 negative posts in 10 min")
    assert quoted.startswith('CRISIS acme: Negative storm. "filled the kitchen with smoke". 214 negative posts')
    assert "caught fire" not in said + quoted


def test_none_is_not_written_as_a_number() -> None:
    """A zero is read twice at three in the morning."""
    told = word_of(sms(facts=facts(usual=0.2, low=None, high=None)))

    assert "usually none" in told
    assert "usual 0" not in told
