"""One word for one thing on the pages: the catalogues hold none of the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from alertd.core.wording.languages import LANGUAGES
from alertd.core.wording.languages.rule_tables import RULES
from alertd.core.wording.languages.table import form
from alertd.web.words import WORDS

GUIDE = Path(__file__).parents[3] / "docs" / "responder.md"
SHIPPED = Path(__file__).parents[3] / "rules"
#: What the pages do not say, since they say another word for the same thing; parts of words, in small letters.
OTHERS = {
    "en": ("acknowledg", "mention", "tweet", "resolv", "terminat"),
    "fr": ("tweet", "mention", "dernier message", "message plus", "messages plus", "acquitt", "ferm", "signalement"),
    "pt": ("tweet", "menç", "posts", "fech", "reconhec", "chama"),
    "ru": ("твит", "публикац", "упомин", "сообщений {", "ранние записи"),
    "tr": ("tweet", "paylaşım", "mesajlar", "uyar", "bildirim"),
    "zh": ("推文", "提及", "确认收到"),
    "ar": ("تغريد", "إشار", "تأكيد الاستلام"),
}
#: Where a word means something else: pages that were sent, an inbox tool, where a setting comes from.
ELSEWHERE = ("wi_messages", "a_told", "where_token")
#: The word that stands for a thing: the state and the act of the lifecycle, what is written, who is looked for.
TERMS = ("take", "solve", "close", "post", "watch", "page", "plan")


@pytest.mark.parametrize("code", sorted(WORDS))
def test_no_catalogue_has_a_second_word_for_one_thing(code: str) -> None:
    """Half asleep nobody should have to find out that two words are one."""
    found = {
        name: text
        for name, text in WORDS[code].items()
        if name not in ELSEWHERE and any(other in text.lower() for other in OTHERS[code])
    }

    assert found == {}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_what_is_counted_is_called_as_what_is_read(code: str) -> None:
    """The head counts in the core's words, the chart in the catalogue's: it is the same word."""
    counted = {form(LANGUAGES[code], "post", n).lower() for n in (1, 2, 5, 11, 100)}
    read = WORDS[code]["posts"].lower()

    assert any(read[:4] in one or one[:4] in read for one in counted), (read, counted)


#: What a post was called on pages and in rules beside it, in small letters.
ONCE_A_MENTION = {
    "en": "mention",
    "fr": "mention",
    "pt": "menç",
    "ru": "упомин",
    "tr": "bahsed",
    "zh": "提及",
    "ar": "إشار",
}


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_pages_rules_and_their_names_call_a_post_a_post(code: str) -> None:
    """A page said "19 mentions", its link "19 posts": the reader looked for the difference. `mentions` is left to those who write rules."""
    tongue = LANGUAGES[code]
    counted = [form for forms in tongue.nouns.values() for form in forms]
    named = [
        rule["name"][code]
        for path in sorted(SHIPPED.glob("*.yml"))
        if not path.name.endswith(".test.yml")
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
        if isinstance(rule["name"], dict)
    ]
    assert len(named) > 10
    told = [*counted, *tongue.words.values(), *tongue.signals.values(), *RULES[code].values(), *named]
    plain = [re.sub(r"\{[^{}]*\}", "", text).lower() for text in told]

    assert [text for text in plain if ONCE_A_MENTION[code] in text] == []


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_each_severity_is_written_as_the_others_are(code: str) -> None:
    """In capitals, where the script has any: beside CRISIS and URGENT a "Notice" looked like another thing."""
    told = LANGUAGES[code].severities

    assert {name: word for name, word in told.items() if word != word.upper()} == {}
    assert len(set(told.values())) == len(told) == 3


def test_a_turkish_page_counts_what_the_screen_shows() -> None:
    """Posts were "paylaşım" on pages and in rules, and "gönderi" on the screen; a repost is still passed on ("yeniden paylaşım")."""
    tongue = LANGUAGES["tr"]
    told = [*tongue.words.values(), *tongue.signals.values(), *(form(tongue, noun, 2) for noun in tongue.nouns)]

    assert [text for text in told if "paylaşım" in text.replace("yeniden paylaşım", "")] == []
    assert [text for text in told if "mesaj" in text] == []


@pytest.mark.parametrize("term", TERMS)
def test_the_guide_has_a_table_of_the_terms(term: str) -> None:
    """Whoever translates, or writes a rule, finds the word there."""
    assert re.search(rf"^\| {term} \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
