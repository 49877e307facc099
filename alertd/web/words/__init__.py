"""The words of the page, in the languages that pages are sent in: who is woken reads their own. One catalogue a language, by part of the page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from alertd.core.wording.fill import fill_counted
from alertd.core.wording.languages import language
from alertd.core.wording.numbers import number
from alertd.model.languages import base
from alertd.web.directions import Said, isolated

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


def catalogue(code: str) -> dict[str, dict[str, str]]:
    """Return the words of a language by part of the page, as its file writes them."""
    return tomllib.loads(_written(code))


def _written(code: str) -> str:
    return (_HERE / f"{code}.toml").read_text("utf-8")


class Words(dict[str, str]):
    """The words of one language, by name. code: of the language."""

    def __init__(self, code: str, texts: Mapping[str, str]) -> None:
        super().__init__(texts)
        self.code = code

    def fill(self, name: str, /, **values: object) -> str:
        """Return a sentence with its values; braces that stand in a value are never read again.

        >>> words("en").fill("pages_sent", n=1), words("en").fill("pages_sent", n=1200), words("ru").fill("pages_sent", n=22)
        ('1 page sent', '1,200 pages sent', 'отправлено 22 вызова')
        """
        return filled(self.code, self[name], values)

    def decided(self, reason: str) -> str:
        """Return what a decision was, by its reason; "" for one that has no words yet.

        >>> words("tr").decided("step-decided"), words("tr").decided("house-loaded")
        ('Sıradakiler çağrıldı', '')
        """
        return self.get(f"d_{reason.replace('-', '_')}", "")


def filled(code: str, text: str, values: Mapping[str, object]) -> str:
    """Put values into a sentence of a language: whole numbers as it writes them, and what is counted in the form that goes with its number."""
    tongue = language(code)
    written = {
        key: number(tongue, one) if isinstance(one, int) else isolated(code, one if isinstance(one, str) else str(one))
        for key, one in values.items()
    }
    return Said(fill_counted(code, text, written))


class _Catalogues(Mapping[str, Words]):
    """The words of each language, taken apart when the first page in it is asked for: most daemons speak one or two.

    The files are read at the start: a package that is put in place under a running daemon must not answer half in old, half in new words.
    """

    def __init__(self) -> None:
        self._written = {code: _written(code) for code in NAMES}
        self._read: dict[str, Words] = {}

    def __getitem__(self, code: str) -> Words:
        found = self._read.get(code)
        if found is None:
            parts = tomllib.loads(self._written[code])
            found = self._read[code] = Words(code, {key: text for part in parts.values() for key, text in part.items()})
        return found

    def __contains__(self, code: object) -> bool:
        return code in self._written  # to ask takes nothing apart

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


WORDS: Mapping[str, Words] = _Catalogues()


def words(tag: str) -> Words:
    """Return the words of a language, English where there are none.

    >>> words("tr")["opened"], words("pt-BR")["opened"], words("xx")["opened"]
    ('Açıldı', 'Aberto', 'Opened')
    """
    return WORDS[code_of(tag)]


def code_of(tag: str) -> str:
    """Return the code of the language that is shown for a tag."""
    code = base(tag)
    return code if code in WORDS else "en"
