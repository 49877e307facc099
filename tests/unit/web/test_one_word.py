"""One word for taking an incident: whoever reads it on a page finds it on the button, in the call, in the reply and on the web page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from alertd.core.wording.languages import LANGUAGES
from alertd.notifiers.button_words import button_words
from alertd.notifiers.voice.call_words import call_words
from alertd.web.reply_words import say
from alertd.web.words import WORDS

_VOWELS = re.compile("[\u064b-\u0652]")  # Arabic may write them, or not
RULES = Path(__file__).resolve().parents[3] / "rules"
#: What each form of the word holds, in small letters.
STEMS = {
    "en": ("take", "taken", "taking"),
    "ru": ("в работ", "взять:", "взять до"),
    "tr": ("üstlen",),
    "fr": ("prendre", "prend ", "prenez", "prise en charge", "prises en charge", "pris en charge"),
    "pt": ("assum",),
    "zh": ("接手",),
    "ar": ("ستلم", "ستلام"),
}
#: What asks to take it in a page and in a text message.
ON_PAGES = ("acknowledge", "take_by", "take_again", "sms_acknowledge", "sms_by", "sms_by_clock")
#: The button of the web page, what it does, what is said after it, and the state that it makes, wherever that is told.
ON_THE_WEB = (
    "acknowledge", "what_it_does", "readonly", "done", "acknowledged", "p_acknowledge", "mark_acknowledged",
    "c_acknowledged", "st_acknowledged", "wi_alone",
)  # fmt: skip


def lacking(language: str, texts: dict[str, str]) -> dict[str, str]:
    """Return those of the texts that say it by another word."""
    plain = {name: _VOWELS.sub("", text.lower()) for name, text in texts.items()}
    return {name: texts[name] for name, text in plain.items() if not any(stem in text for stem in STEMS[language])}


def test_every_language_has_its_word() -> None:
    """A language that is added says here what its word is."""
    assert set(STEMS) == set(LANGUAGES) == set(WORDS)


@pytest.mark.parametrize("language", sorted(STEMS))
def test_what_asks_to_take_it_and_what_takes_it_say_the_same_word(language: str) -> None:
    """Half asleep nobody should have to find out that two words are one thing."""
    table = LANGUAGES[language].words
    texts = {f"page: {name}": table[name] for name in ON_PAGES}
    texts |= {f"web: {name}": WORDS[language][name] for name in ON_THE_WEB}
    texts["button"] = button_words(language)["ack"]
    texts["call"] = call_words(language)["press"]
    texts["reply"] = say(language, "ack", watch="acme", person="ayse")
    texts["reply to one"] = say(language, "ack_you", watch="acme")
    texts["asked for a code"] = say(language, "say_the_code")

    assert lacking(language, texts) == {}


@pytest.mark.parametrize("language", sorted(STEMS))
def test_the_button_of_a_chat_is_the_button_of_the_web_page(language: str) -> None:
    """Letter by letter: it is one button in two places."""
    assert button_words(language)["ack"] == WORDS[language]["acknowledge"]


@pytest.mark.parametrize("name", ["angry", "negative", "reposts", "safety", "volume"])
def test_a_shipped_step_that_asks_to_take_it_says_that_word(name: str) -> None:
    """One step of the playbook, in every language that it is written in."""
    rules = yaml.safe_load((RULES / f"{name}.yml").read_text(encoding="utf-8"))["rules"]
    spoken = next(rule for rule in rules if "playbook" in rule)["playbook"]["steps"]

    assert set(spoken) == set(STEMS)
    for language, steps in spoken.items():
        assert len(lacking(language, {step: step for step in steps})) < len(steps), f"{language}: {steps}"


def test_english_says_no_other_word_where_people_read() -> None:
    """`acknowledged` is the name of a state, for programs; no sentence to people has it."""
    said = [*LANGUAGES["en"].words.values(), *WORDS["en"].values(), *button_words("en").values()]
    said += [
        text for path in RULES.glob("*.yml") for text in path.read_text(encoding="utf-8").splitlines() if " - " in text
    ]

    assert [text for text in said if "acknowledg" in text.lower()] == []
