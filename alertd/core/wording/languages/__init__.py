"""One table a language; a language without one is answered in English."""

from __future__ import annotations

from alertd.core.wording.languages import ar, en, fr, pt, ru, tr, zh
from alertd.core.wording.languages.table import Language
from alertd.model.languages import base

LANGUAGES: dict[str, Language] = {module.LANGUAGE.code: module.LANGUAGE for module in (en, ru, tr, fr, pt, zh, ar)}


def language(tag: str) -> Language:
    """Return the table for a language tag ("pt-BR", "zh_Hans"), English if there is none.

    >>> language("tr-TR").code, language("sw").code
    ('tr', 'en')
    """
    return LANGUAGES.get(base(tag), en.LANGUAGE)
