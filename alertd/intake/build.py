"""Put intake together from a house: what a daemon and a replay share."""

from __future__ import annotations

from collections.abc import Iterable

from alertd.core.rules.conditions.catalogue import specifications_of
from alertd.intake.desk import terms_of
from alertd.intake.enrich import Enricher
from alertd.intake.language import languages
from alertd.intake.needs_answer import needs_answer
from alertd.intake.own_words import OwnWords
from alertd.intake.reach import ReachFold
from alertd.model.house import House
from alertd.model.rule import Rule
from alertd.ports import Scorer


def rule_words(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return every word that some rule looks for, once, in the order of the files."""
    words: dict[str, None] = {}
    for rule in rules:
        for known, leaf in specifications_of(rule.when):
            words.update(dict.fromkeys(known.words(leaf)))
    return tuple(words)


def terms_for(house: House, scorer: Scorer) -> bytes:
    """Return what readers of a house must know, as the port `Readers` takes it."""
    return terms_of(house.watches, rule_words(house.rules), scorer)


def enricher_for(
    house: House, scorer: Scorer, *, reach: ReachFold | None = None, like: Enricher | None = None
) -> Enricher:
    """Return the intake of a house. like: the one before a reload, whose memory of texts and brands goes on."""
    return Enricher(
        house.watches,
        rule_words(house.rules),
        scorer=scorer,
        languages=languages,
        needs_answer=needs_answer,
        learnt=like.learnt if like is not None else None,
        reach=reach if reach is not None else ReachFold(),
        voices=like.voices if like is not None else None,
        brands=like.brands if like is not None else None,
        own_words=OwnWords(scorer),
        passed=like.passed if like is not None else None,
        own_replies=like.own_replies if like is not None else None,
    )
