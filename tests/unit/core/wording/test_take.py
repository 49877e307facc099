"""What the third line of a page asks: to take it, by when, and who is paged else."""

from __future__ import annotations

import pytest

from alertd.core.wording import word
from alertd.core.wording.gsm import segments
from alertd.core.wording.languages import LANGUAGES
from alertd.model.page import PageKind
from tests.unit.core.wording.pages import LINK, QUOTES, SHORT_LINK, facts, page, sms

BARE = {"take_by": None, "take_who": None}


@pytest.mark.parametrize("channel", ["slack", "email", "discord"])
@pytest.mark.parametrize("tongue", sorted(LANGUAGES))
def test_the_first_three_lines_say_what_how_bad_and_what_to_do(channel: str, tongue: str) -> None:
    """A preview shows no more: the number, the minute by the reader's own clock, the next one and the link stand in it."""
    first, second, third, blank = word(page(channel=channel, language=tongue), QUOTES, LINK).text.split("\n")[:4]

    assert "acme" in first
    assert "Negative storm" in first
    assert "214" in second
    assert "05:13" in third.replace(" h ", ":").replace("\u00a0h\u00a0", ":")
    assert "maria" in third
    assert third.endswith(LINK)
    assert blank == ""


@pytest.mark.parametrize("tongue", sorted(LANGUAGES))
def test_who_is_next_to_oneself_is_told_that_they_are_paged_again(tongue: str) -> None:
    """A policy of one person has nobody else to threaten with."""
    third = word(page(language=tongue, facts=facts(take_who=None)), QUOTES, LINK).text.split("\n")[2]

    assert "05" in third
    assert "maria" not in third
    assert third.endswith(LINK)


def test_without_a_next_step_the_line_is_the_link_alone() -> None:
    """The last step of a policy threatens with nothing."""
    text = word(page(facts=facts(**BARE)), QUOTES, LINK).text

    assert text.split("\n")[2] == f"Take it: {LINK}"


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", "Take it, nobody is paged after you: "),
        ("ru", "Возьмите в работу, после вас никого не вызовут: "),
        ("tr", "Üstlenin, sizden sonra kimse çağrılmayacak: "),
        ("fr", "À prendre en charge, personne n’est prévenu après vous\u00a0: "),
        ("pt", "Assuma, ninguém é avisado depois de você: "),
        ("zh", "请接手，您之后不再通知任何人："),
        ("ar", "استلمه، فلن يُنبَّه أحد بعدك: "),
    ],
)
def test_the_last_one_reads_that_nobody_comes_after(tongue: str, said: str) -> None:
    """In the line that asks, where nobody overlooks it; and in a text message, in no more segments than before."""
    last = facts(**BARE, take_last=1)
    text = word(page(language=tongue, facts=last), QUOTES, LINK).text
    most = 3 if tongue in ("ru", "zh", "ar") else 2
    short = word(sms(language=tongue, max_segments=most, facts=last), QUOTES, SHORT_LINK).text

    assert text.split("\n")[2] == f"{said}{LINK}"
    assert segments(short).count <= most
    assert "214" in short
    assert short != word(sms(language=tongue, max_segments=most, facts=facts(**BARE)), QUOTES, SHORT_LINK).text


@pytest.mark.parametrize("kind", [PageKind.UPDATE, PageKind.RESOLVED, PageKind.TEST])
def test_news_calls_nobody_the_last(kind: PageKind) -> None:
    """It asks for nothing."""
    assert "after you" not in word(page(kind=kind, facts=facts(**BARE, take_last=1)), QUOTES, LINK).text
    assert "the last" not in word(sms(kind=kind, facts=facts(**BARE, take_last=1)), QUOTES, LINK).text


def test_without_a_number_the_sentence_of_the_rule_says_how_bad() -> None:
    """Words of a rule, then what to do; and what is all of a page is not said twice."""
    told = word(page(signals=(), facts={"take_by": 1_795_227_180.0}), QUOTES, LINK).text.split("\n")
    empty = word(page(signals=(), facts={}, sentences=(), evidence=(), playbook=None), {}, LINK).text

    assert told[1] == "Negative mentions stand far above what is usual at this hour."
    assert told[2] == f"Take it by 05:13 UTC+3, or you are paged again: {LINK}"
    assert empty.count(LINK) == 1


@pytest.mark.parametrize("kind", [PageKind.UPDATE, PageKind.RESOLVED, PageKind.DIGEST, PageKind.TEST, PageKind.OPS])
def test_only_a_page_has_a_deadline(kind: PageKind) -> None:
    """News of an incident wakes nobody, and asks for nothing by a minute."""
    assert "05:13" not in word(page(kind=kind), QUOTES, LINK).text
    assert "05:13" not in word(sms(kind=kind), QUOTES, LINK).text


@pytest.mark.parametrize("tongue", sorted(LANGUAGES))
def test_a_text_message_says_by_when_and_who_is_next(tongue: str) -> None:
    """Beside a short link, without its zone, and in no more segments than before."""
    most = 3 if tongue in ("ru", "zh") else 2
    text = word(sms(language=tongue, max_segments=most), QUOTES, SHORT_LINK).text
    ask = text[: text.index(SHORT_LINK)].replace(" h ", ":")

    assert "05:13" in ask[-40:]
    assert segments(text).count <= most
    assert "214" in ask
    assert text.endswith("[3f9a1c27be01]")


def test_what_and_how_bad_are_worth_more_than_a_deadline() -> None:
    """Where both do not fit, the minute goes and never the number."""
    text = word(sms(max_segments=1), {}, SHORT_LINK).text

    assert text.startswith("CRISIS acme: Negative storm")
    assert "Take it: https" in text
    assert "05:13" not in text


def test_a_name_that_latin_letters_lose_is_left_out_and_not_half_told() -> None:
    """The minute stays."""
    text = word(sms(facts=facts(take_who="小明")), QUOTES, LINK).text

    assert f"Take it by 05:13: {LINK}" in text
    assert segments(text).alphabet == "GSM-7"


def test_a_name_calls_nobody() -> None:
    """Names come from the settings, and a chat must not be called by one."""
    text = word(page(facts=facts(take_who="<!channel> & co")), QUOTES, LINK).text

    assert "<!channel>" not in text


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", "20% of usual"),
        ("ru", "20\u00a0% от обычного"),
        ("tr", "normalin yalnızca %20 kadarı"),
        ("fr", "20\u00a0% du niveau habituel"),
        ("pt", "20% do normal"),
        ("zh", "只有平时的 20%"),
    ],
)
def test_less_than_usual_is_a_share_of_it(tongue: str, said: str) -> None:
    """Nobody says "0.2 times usual"."""
    assert said in word(page(language=tongue, facts=facts(count=4.0, usual=20.0, ratio=0.2)), QUOTES, LINK).text


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", ("18 times usual", "happens about once in 41 days")),
        ("ru", ("в 18 раз больше обычного", "такое бывает раз в 41 день")),
        ("tr", ("normalin 18 katı", "böylesi yaklaşık 41 günde bir görülür")),
        ("fr", ("18 fois plus que d’habitude", "un tel pic n’arrive qu’une fois tous les 41 jours")),
        ("pt", ("18 vezes o normal", "acontece cerca de uma vez a cada 41 dias")),
        ("zh", ("平时的 18 倍", "约 41 天才会出现一次")),
    ],
)
def test_numbers_are_said_as_people_say_them(tongue: str, said: tuple[str, str]) -> None:
    """How many times, and how seldom."""
    text = word(page(language=tongue), QUOTES, LINK).text

    assert said[0] in text
    assert said[1] in text


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("en", "usually 12, once in 41 days"),
        ("ru", "обычно 12, раз в 41 день"),
        ("tr", "normalde 12, 41 günde bir"),
        ("fr", "d'habitude 12, 1 fois tous les 41 jours"),
        ("pt", "normal: 12, uma vez a cada 41 dias"),
        ("zh", "平时 12，约 41 天一次"),
    ],
)
def test_a_text_message_says_them_so_too(tongue: str, said: str) -> None:
    """Short is no reason to be stiff."""
    assert said in word(sms(language=tongue, max_segments=4), QUOTES, SHORT_LINK).text


def test_seldom_by_the_hour_is_declined_too() -> None:
    """Turkish puts an ending to it: every six hours is "6 saatte bir"."""
    told = word(page(language="tr", facts=facts(rarity=0.25)), QUOTES, LINK).text

    assert "böylesi yaklaşık 6 saatte bir görülür" in told


def test_russian_in_latin_letters_says_what_to_do() -> None:
    """It says to take it and to answer, with the soft signs without which "otvette" is no word."""
    text = word(sms(language="ru"), QUOTES, LINK).text

    assert f"Vzyat' do 05:13, inache maria: {LINK} ili otvet'te 4071" in text


@pytest.mark.parametrize("tongue", sorted(LANGUAGES))
def test_who_is_called_to_help_is_not_asked_to_take_it(tongue: str) -> None:
    """Somebody has it: the page says who asks and who has it, offers its link as "more", and a text message no reply code."""
    called = facts(**BARE, news="called", news_who="robin", news_owner="ayse", note="legal, please")
    text = word(page(language=tongue, step=2, facts=called), QUOTES, LINK).text
    short = word(sms(language=tongue, step=2, facts=called, code="4071"), QUOTES, SHORT_LINK).text
    words = LANGUAGES[tongue].words

    assert words["news_called"].split("{who}")[-1].split("(")[0].split("（")[0].strip(" .") in text
    assert "robin" in text
    assert words["owner"].replace("{who}", "ayse") in text
    assert "legal, please" in text
    assert words["acknowledge"].split("{")[0] not in text
    assert words["waiting"].split("{clock}")[-1] not in text
    assert words["again_next"] not in text
    assert words["open"].replace("{link}", LINK) in text
    assert SHORT_LINK in short
    assert "4071" not in short


@pytest.mark.parametrize("tongue", sorted(LANGUAGES))
def test_what_was_given_to_somebody_is_not_taken_by_nobody(tongue: str) -> None:
    """The one who gave it had it: "taken by nobody" above "robin gave it to you" is two stories."""
    given = facts(**BARE, news="yours", news_who="robin")
    text = word(page(language=tongue, step=0, number=3, facts=given), QUOTES, LINK).text

    assert LANGUAGES[tongue].words["waiting"].split("{clock}")[-1] not in text
    assert "robin" in text
