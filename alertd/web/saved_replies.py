"""Which saved replies to offer for a post that waits: those in its language, the one that fits it first, with their fields filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from alertd.core.rules.lanes import leaves
from alertd.core.topic.matters import matter
from alertd.core.wording.saved_replies import filled
from alertd.model.languages import base
from alertd.model.rule import Rule, Terms
from alertd.web.backend import MentionShown

#: Of our own words, which are asked about with every post; a post's are its own.
_matter_of = lru_cache(maxsize=4096)(matter)


class Saved(NamedTuple):
    """One reply. rule: what the rule that it stands in is called, in the reader's language."""

    rule: str
    text: str


class _Known(NamedTuple):
    """A reply as it is written, and the words that its rule looks for. called: the rule, in the reader's language."""

    rule: str
    called: str
    text: str
    words: tuple[str, ...]


class SavedReplies:
    """The replies of some rules, to be asked for many posts: what is the same for all of them is worked out once.

    titles: what people call each watch that has a title. language: of who reads the names of the rules.
    """

    def __init__(
        self, rules: Sequence[Rule], titles: Mapping[str, str] = MappingProxyType({}), language: str = "en"
    ) -> None:
        self._rules = rules
        self._titles = titles
        self._language = language
        self._known: dict[str, list[_Known]] = {}  # by language

    def fitting(self, shown: MentionShown) -> list[Saved]:
        """Return the replies in a post's language, each text once.

        First those of rules whose words stand in the post, then those that speak of the same urgent matter, then the others, in the
        order of the rules.
        """
        about, text = shown.mention, shown.text or ""
        code = base(about.language)
        known = self._in(code)
        if not known:
            return []
        lower, urgent = text.casefold(), matter(text, code)
        name = f"@{about.handle}" if about.handle else shown.author_name or ""

        def place(one: _Known) -> int:
            if any(_holds(lower, word) for word in one.words):
                return 0
            return 1 if urgent is not None and urgent in (_matter_of(one.rule, "en"), _matter_of(one.text, code)) else 2

        brand = self._titles.get(about.watch, about.watch)
        return [Saved(one.called, filled(one.text, name=name, brand=brand)) for one in sorted(known, key=place)]

    def _in(self, code: str) -> list[_Known]:
        if code not in self._known:
            found: dict[str, _Known] = {}
            for rule in self._rules:
                saved = rule.playbook.replies.get(code) if rule.playbook else None
                if saved is not None and saved not in found:
                    found[saved] = _Known(rule.name, rule.named(self._language), saved, _words_of(rule))
            self._known[code] = list(found.values())
        return self._known[code]


def _words_of(rule: Rule) -> tuple[str, ...]:
    """Return the words that a rule looks for, as they are compared."""
    terms = [leaf for _, leaf in leaves(rule.when) if isinstance(leaf, Terms)]
    return tuple([word.strip('"').casefold() for leaf in terms for word in (*leaf.any, *leaf.all)])


def _holds(lower: str, word: str) -> bool:
    bare = word.rstrip("*")
    if not bare or bare not in lower:
        return False
    if not bare[0].isascii() and bare[0] >= "\u3040":  # scripts without spaces
        return True
    ends = "" if word.endswith("*") else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(bare)}{ends}", lower) is not None
