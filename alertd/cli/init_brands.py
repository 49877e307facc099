"""Brands of a guided start: their names, the words that each needs beside it, and what each deals in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

import click

#: What a brand may deal in: the playbook for danger then fits it.
DEALS = ("goods", "food", "travel")


def watch_of(brand: str) -> str:
    """Return the name of a brand's watch: the brand in the letters of a file name.

    >>> watch_of("H&M: the shop")
    'h-m-the-shop'
    """
    return re.sub(r"\W+", "-", brand.casefold()).strip("-_") or "brand"


def watches_of(brands: Sequence[str]) -> str:
    """Return the watches of brands as `watch:` of a rule names them.

    >>> watches_of(["Nordwind", "Acme Air"]), watches_of(["Acme Air"])
    ('[nordwind, acme-air]', 'acme-air')
    """
    names = [key_of(watch_of(brand)) for brand in brands]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def key_of(name: str) -> str:
    """Return a name as a key of YAML: in quotes where it would be read as something else."""
    return name if re.fullmatch(r"[a-z][a-z0-9_-]*", name) else json.dumps(name, ensure_ascii=False)


def brands_of(given: tuple[str, ...]) -> list[str]:
    """Return the brands, each once; refuse none, what terms cannot hold, and two that make one watch."""
    from alertd.intake.terms.parse import TermError, parse

    brands = list(dict.fromkeys(brand.strip() for brand in given if brand.strip()))
    if not brands:
        raise click.UsageError("name the brand: --brand acme")
    for brand in brands:
        try:
            parse(brand)
        except TermError as error:
            raise click.UsageError(f"{brand}: {error}; {error.advice}") from error
    watches = {watch_of(brand): brand for brand in brands}
    if len(watches) < len(brands):
        alike = next(brand for brand in brands if watches[watch_of(brand)] != brand)
        raise click.UsageError(
            f"{alike} and {watches[watch_of(alike)]} would be one watch; write the second as a term of it"
        )
    return brands


def needs_of(given: tuple[str, ...], brands: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the words of each brand's trade; refuse a word that does not say whose it is, where there are several.

    >>> needs_of(("Acme Air=flight",), ["Nordwind", "Acme Air"])
    {'Nordwind': (), 'Acme Air': ('flight',)}
    """
    if len(brands) == 1:
        return {brands[0]: tuple(raw.removeprefix(f"{brands[0]}=") for raw in given)}
    found: dict[str, tuple[str, ...]] = dict.fromkeys(brands, ())
    for raw in given:
        brand, word = _whose(raw, brands, lambda one, told: f'--need "{one}={told}"')
        found[brand] = (*found[brand], word)
    return found


def trades_of(given: tuple[str, ...], brands: list[str]) -> dict[str, str]:
    """Return what each brand deals in, without those of which nobody said it; refuse what says no brand, where there are several.

    >>> trades_of(("Nordwind=goods",), ["Nordwind", "Acme Air"]), trades_of(("food",), ["Nordwind"])
    ({'Nordwind': 'goods'}, {'Nordwind': 'food'})
    """
    found: dict[str, str] = {}
    for raw in given:
        if len(brands) == 1:
            brand, trade = brands[0], raw.removeprefix(f"{brands[0]}=").strip()
        else:
            brand, trade = _whose(raw, brands, lambda one, told: f'--trade "{one}={told}"')
        if trade not in DEALS:
            raise click.UsageError(f"{trade!r} is no trade that has its own playbook (known: {', '.join(DEALS)})")
        if found.setdefault(brand, trade) != trade:
            raise click.UsageError(f"{brand} deals in {found[brand]} and in {trade}: name one of them")
    return found


def _whose(raw: str, brands: list[str], written: Callable[[str, str], str]) -> tuple[str, str]:
    """Return the brand and what is said of it. Raises UsageError with what to write, if it does not say whose it is."""
    brand, equals, word = (part.strip() for part in raw.partition("="))
    if not equals or brand not in brands or not word:
        told = ", ".join(written(one, word or raw) for one in brands)
        raise click.UsageError(f"{raw!r} does not say whose it is: write one of {told}")
    return brand, word
