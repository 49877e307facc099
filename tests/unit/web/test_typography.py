"""How each language is set: what a native reader trips over, in every table of words that people see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.languages.rule_tables import RULES
from alertd.notifiers.button_words import button_words
from alertd.notifiers.voice.call_words import call_words
from alertd.web import reply_words
from alertd.web.words import WORDS

CODES = sorted(LANGUAGES)


def texts(code: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a language with where it stands."""
    tables: dict[str, Mapping[str, str]] = {
        "page": LANGUAGES[code].words,
        "rule": RULES[code],
        "button": button_words(code),
        "call": call_words(code),
        "reply": reply_words._WORDS[code],
        "web": WORDS[code],
    }
    for table, words in tables.items():
        for key, text in words.items():
            yield f"{table}.{key}", text


def found(code: str, pattern: str) -> list[str]:
    """Return the texts in which a pattern occurs."""
    return [f"{where}: {text}" for where, text in texts(code) if re.search(pattern, text)]


def test_french_has_its_own_signs() -> None:
    """A curly apostrophe, « », and no line that begins with a colon: a no-break space stands before : ; ! ? »."""
    assert found("fr", r"\w'\w") == []
    assert found("fr", r"(?<=\w) [:;!?»]") == []
    assert found("fr", r"[“”\"]") == []
    assert found("fr", r"«[^\u00a0]|[^\u00a0]»") == []


def test_chinese_has_full_width_signs_between_chinese_words() -> None:
    """No Latin full stop, comma or colon after a Chinese character, no space before a Chinese stop."""
    assert found("zh", r"[\u4e00-\u9fff][.,:;!?]") == []
    assert found("zh", r" [。，：；！？]") == []
    assert found("zh", r"[。！？][.。]") == []


def test_russian_and_chinese_are_no_mixture() -> None:
    """No Latin letter inside a Russian word, and no word of the engineers that readers named as wrong."""
    assert found("ru", r"[а-яё][a-z]|[a-z][а-яё]") == []
    assert found("ru", r"\b(проход|раунд|Принять)\b") == []
    assert found("zh", "已恢复|CST") == []


def test_portuguese_is_that_of_brazil() -> None:
    """Words of Portugal were mixed in: one reader in São Paulo trips over each."""
    assert (
        found("pt", r"(?i)\b(ecrã|telemóvel|ficheiro|utilizador|equipa|contacto|registo|está a \w+r|partilh\w+)\b")
        == []
    )


def test_turkish_has_no_word_that_readers_named_as_wrong() -> None:
    """A mention is a post to a Turkish reader, not an act of mentioning."""
    assert found("tr", r"(?i)bahsetme|yeni sözler|\bgeçti\b") == []


@pytest.mark.parametrize("code", CODES)
def test_nothing_hangs_at_an_end_and_nothing_stands_twice(code: str) -> None:
    """No double space, no double stop, no space before a full stop; what joins others may begin or end with one."""
    joins = ("rule.and", "rule.or", "rule.floor", "page.and", "button.curve_usual", "button.curve_behind", "page.made")
    loose = [line for line in found(code, r"^\s|\s$|  |\.\.(?!\.)| \.") if not line.startswith(joins)]

    assert loose == []
