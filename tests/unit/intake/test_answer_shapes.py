"""Shapes of asking and complaining: how a clause begins, what is counted in it; and that no entry of any list is dead."""

from __future__ import annotations

import pytest

from alertd.intake.answer_shapes import asks_plainly, shapes
from alertd.intake.answer_words import WORDS
from alertd.intake.failure_words import FAILURES
from alertd.intake.needs_answer import POINTS, is_to_brand, needs_answer, signs
from alertd.intake.trade_words import TRADES
from alertd.model.score import Quality, Score

CALM = Score.of(0.2, 0.7, 0.1, quality=Quality.TRAINED, scorer="t/1")
UPSET = Score.of(0.8, 0.15, 0.05, quality=Quality.TRAINED, scorer="t/1")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("@kavro do the capsules fit the older model", "en"),
        ("Kavro how do I descale it", "en"),
        ("hi, can you tell me when it comes", "en"),
        ("zentra kartım ne zaman gelir", "tr"),
        ("bu kapsüller eski modele uyuyor mu", "tr"),
        ("сколько стоит доставка", "ru"),
        ("работает ли это за границей", "ru"),
        ("comment changer le code", "fr"),
        ("c'est combien par mois", "fr"),
        ("como mudo a senha", "pt"),
        ("dá pra cancelar pelo app", "pt"),
        ("怎么改密码", "zh"),
        ("Orbis有学生价吗", "zh"),
    ],
)
def test_a_question_without_a_mark_is_one(text: str, language: str) -> None:
    """People write without it more often than with it."""
    assert asks_plainly(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I know how it works and love it", "en"),
        ("the day when we met", "en"),
        ("Kavro kahvesi elimde", "tr"),
        ("я знаю как это сделать", "ru"),
        ("la ville où je vis", "fr"),
        ("a casa onde moro", "pt"),
        ("今天喝咖啡", "zh"),
        ("", "en"),
        ("@", "en"),
        ("how", "xx"),
    ],
)
def test_a_word_of_asking_within_a_sentence_asks_nothing(text: str, language: str) -> None:
    """Nor does an empty text, nor a language that nobody knows."""
    assert not asks_plainly(text, language)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("waiting for 2 weeks", "span"),
        ("2 haftadır bekliyorum", "span"),
        ("жду 3 недели", "span"),
        ("等了三天", "span"),
        ("called 3 times", "times"),
        ("2 fois déjà", "times"),
        ("第三次了", "times"),
        ("charged 340 euros", "amount"),
        ("€20 fee", "amount"),
        ("790 lira istiyor", "amount"),
        ("booking QX7LLP9", "code"),
        ("case 88213", "code"),
        ("erreur 4012", "code"),
        ("shares up 3 percent", "figures"),
        ("30 миллионов", "figures"),
        ("haha that pigeon", "laughs"),
        ("kkkkk", "laughs"),
        ("哈哈", "laughs"),
    ],
)
def test_what_is_counted_is_seen(text: str, shape: str) -> None:
    """Days, tries, money and bookings; millions, and laughter."""
    assert shape in shapes(text, "zh" if text[0] > "一" else "en")


@pytest.mark.parametrize("text", ["see you in 2015", "my 7th coffee", "https://a.example/88213", "room 12", "v1.2.3"])
def test_a_year_or_a_room_is_no_booking(text: str) -> None:
    """Numbers stand everywhere."""
    assert "code" not in shapes(text, "en")


@pytest.mark.parametrize("lists", [WORDS, TRADES, FAILURES], ids=["words", "trades", "failures"])
def test_no_entry_is_dead(lists: dict[str, dict[str, str]]) -> None:
    """Each entry, written as a post, shows its sign: a misspelt stem or a word of signs would be found by nobody."""
    dead = [
        (language, sign, entry)
        for sign, of in lists.items()
        for language, entries in of.items()
        for entry in entries.split()
        if not _shows(sign, entry.replace("_", " ").rstrip("*").strip(), language)
    ]

    assert dead == []


def _shows(sign: str, text: str, language: str) -> bool:
    from alertd.intake.needs_answer import _found

    return sign in _found(text, language)


def test_lists_share_their_signs_and_languages() -> None:
    """A sign that no table weighs, or a language spelt wrongly, would do nothing."""
    for lists in (TRADES, FAILURES):
        for sign, of in lists.items():
            assert set(of) <= set(WORDS["trouble"]), sign
            assert sign in POINTS or sign in WORDS, sign


# --- to whom it is said ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "is_theirs"),
    [
        ("@acme it is broken", {"acme"}, True),
        (".@Acme_Help, @bob see this", {"acme_help"}, True),
        ("@bob look at acme", {"acme"}, False),
        ("acme is broken", {"acme"}, None),
        ("@acme it is broken", set(), None),
        ("", {"acme"}, None),
    ],
)
def test_whose_name_a_text_begins_with(text: str, names: set[str], *, is_theirs: bool | None) -> None:
    """The brand's, somebody else's, or nobody's."""
    assert is_to_brand(text, names) is is_theirs


def test_what_two_people_tell_each_other_is_not_asked_of_the_brand() -> None:
    """The same words, to the brand and to a friend."""
    text = "@someone is that your new one?"

    assert needs_answer(text, "en", CALM, to_brand=True)
    assert not needs_answer(text, "en", CALM, to_brand=False)


def test_who_speaks_to_the_brand_of_themselves_wants_something() -> None:
    """No word of any list is in it."""
    text = "@voltan we are sitting here and look at each other"

    assert "no ground" not in signs(text, "en", UPSET, to_brand=True)
    assert "no ground" in signs(text.removeprefix("@voltan "), "en", CALM)


def test_thanks_to_the_brand_need_no_answer() -> None:
    """Also where they speak of themselves."""
    assert not needs_answer("@acme thanks, my lights are back", "en", CALM, to_brand=True)


def test_hindi_words_are_found_with_their_vowel_signs() -> None:
    """A vowel sign is no letter to a pattern, and cut every word in two."""
    assert "trouble" in signs("मेरा ऑर्डर समस्या है", "hi", CALM)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("waiting 12 days", "en", {"span"}),
        ("waiting 12days", "en", {"span"}),
        ("waiting 12  days", "en", set()),  # two blanks: a list, not a span
        ("3 gündür bekliyorum", "tr", {"span"}),
        ("等了3天", "zh", {"span"}),
        ("等了三天", "zh", {"span"}),
        ("rang 4 times", "en", {"times"}),
        ("打了5次电话", "zh", {"times"}),
        ("€ 40 gone", "en", {"amount"}),
        ("40€ gone", "en", {"amount"}),
        ("1,240 EUR gone", "en", {"amount"}),
        ("€uro and 4 cats", "en", set()),
        ("booking AB12CD", "en", {"code"}),
        ("booking AB-12-CD", "en", set()),
        ("booking 2024-117", "en", {"code"}),
        ("order 88213.", "en", {"code"}),
        ("order 88213.50", "en", set()),  # money, not a booking
        ("#88213", "en", set()),
        ("Error: 17", "en", {"code"}),
        ("ОШИБКА 17", "ru", set()),  # shouted, which the list does not know
        ("Ошибка 17", "ru", {"code"}),
        ("报错17", "zh", {"code"}),
        ("up 5 %", "en", {"figures"}),
        ("YÜZDE 5 zam", "tr", {"figures"}),
        ("yüzde beş", "tr", set()),
        ("3 million users in 2 weeks", "en", {"figures", "span"}),
        ("١٢ days", "en", {"span"}),
        ("no number at all", "en", set()),
    ],
)
def test_what_is_counted_is_looked_for_behind_its_number(text: str, language: str, found: set[str]) -> None:
    """Only the last digit of a number can have its unit behind it; bookings and codes begin elsewhere, and are found there."""
    assert shapes(text, language) == found


def test_many_numbers_are_each_looked_at() -> None:
    """The unit may stand behind any of them."""
    assert shapes("1 2 3 4 5 6 7 8 9 of 10 hours", "en") == {"span"}
    assert "code" in shapes("-" * 900 + " 2024-117", "en")
