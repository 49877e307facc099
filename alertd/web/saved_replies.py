"""Which saved replies to offer for a post that waits: those in its language, the one that fits it first, with their fields filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from alertd.core.rules.lanes import leaves
from alertd.core.topic.matters import matter
from alertd.core.wording.saved_replies import filled
from alertd.model.rule import Rule, Terms
from alertd.web.backend import MentionShown


class Saved(NamedTuple):
    """One reply. rule: the name of the rule that it stands in."""

    rule: str
    text: str


def fitting(rules: Sequence[Rule], shown: MentionShown) -> list[Saved]:
    """Return the replies in a post's language, each text once.

    First those of rules whose words stand in the post, then those that speak of the same urgent matter, then the others, in the order
    of the rules.
    """
    about, text = shown.mention, shown.text or ""
    code = about.language.split("-", maxsplit=1)[0].lower()
    urgent = matter(text, code)
    name = f"@{about.handle}" if about.handle else shown.author_name or ""
    found: dict[str, tuple[int, str]] = {}
    for rule in rules:
        saved = rule.playbook.replies.get(code) if rule.playbook else None
        if saved is not None and saved not in found:
            is_same = urgent is not None and urgent in (matter(rule.name, "en"), matter(saved, code))
            found[saved] = (0 if _asks_for(rule, text) else 1 if is_same else 2, rule.name)
    order = sorted(found.items(), key=lambda item: item[1][0])
    return [Saved(rule, filled(saved, name=name, brand=about.watch)) for saved, (_, rule) in order]


def _asks_for(rule: Rule, text: str) -> bool:
    """Whether a word that a rule looks for stands in a text."""
    lower = text.casefold()
    words = [word for _, leaf in leaves(rule.when) if isinstance(leaf, Terms) for word in (*leaf.any, *leaf.all)]
    return any(_holds(lower, word.strip('"').casefold()) for word in words)


def _holds(lower: str, word: str) -> bool:
    bare = word.rstrip("*")
    if not bare or bare not in lower:
        return False
    if not bare[0].isascii() and bare[0] >= "\u3040":  # scripts without spaces
        return True
    ends = "" if word.endswith("*") else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(bare)}{ends}", lower) is not None
