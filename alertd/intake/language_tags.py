"""Language tags, such as pt-BR."""

from __future__ import annotations


def base(language: str) -> str:
    """Return the language of a tag without its country.

    >>> base("pt-BR")
    'pt'
    """
    return language.lower().replace("_", "-").split("-", 1)[0]
