"""The words of the page, in the languages that pages are sent in: who is woken reads their own."""

from __future__ import annotations

from collections.abc import Mapping

from alertd.web.words import en, fr, pt, ru, tr, zh

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": en.WORDS,
    "fr": fr.WORDS,
    "pt": pt.WORDS,
    "ru": ru.WORDS,
    "tr": tr.WORDS,
    "zh": zh.WORDS,
}
#: What each language calls itself.
NAMES = {"en": "English", "fr": "Français", "pt": "Português", "ru": "Русский", "tr": "Türkçe", "zh": "中文"}


def words(language: str) -> Mapping[str, str]:
    """Return the words of a language, English where there are none.

    >>> words("tr")["opened"], words("pt-BR")["opened"], words("xx")["opened"]
    ('Açıldı', 'Aberto', 'Opened')
    """
    return WORDS[code_of(language)]


def code_of(language: str) -> str:
    """Return the code of the language that is shown for a tag."""
    code = language.split("-", maxsplit=1)[0].lower()
    return code if code in WORDS else "en"
