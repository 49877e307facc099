"""The words of the page, in the languages that pages are sent in: who is woken reads their own. One catalogue a language, by part of the page."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

#: What each language calls itself.
NAMES = {
    "en": "English",
    "fr": "Français",
    "pt": "Português",
    "ru": "Русский",
    "tr": "Türkçe",
    "zh": "中文",
    "ar": "العربية",
}
_HERE = Path(__file__).parent


def catalogue(language: str) -> dict[str, dict[str, str]]:
    """Return the words of a language by part of the page, as its file writes them."""
    return tomllib.loads((_HERE / f"{language}.toml").read_text("utf-8"))


def _flat(language: str) -> Mapping[str, str]:
    return {key: text for part in catalogue(language).values() for key, text in part.items()}


#: Read at the start: a package that is put in place under a running daemon must not answer half in old, half in new words.
WORDS: Mapping[str, Mapping[str, str]] = {code: _flat(code) for code in NAMES}


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
