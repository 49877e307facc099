"""Own words: a brand's name is no mood. "Killer Burger opens at nine" is a calm sentence about a burger.

Where the scorer takes a name by itself for negative, the name gives way to a placeholder before the text is scored: an @name,
which the scorer was trained to read past. Other names stay, so that nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from alertd.intake.terms.sought import names_in
from alertd.model.watch import Watch
from alertd.ports import Scorer, Unscored

#: P(negative) in thousandths from which a name by itself colours what is said of it; an invented name gets about 300.
CHARGED = 400
PLACEHOLDER = "@brand"


class OwnWords:
    """The names that give way, by watch; each is asked of the scorer once."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._names: dict[str, re.Pattern[str] | None] = {}

    def know(self, watches: Iterable[Watch]) -> None:
        """Ask for the names of those watches that are new, all at once: a scorer takes many texts as cheaply as a few."""
        new = {watch.name: watch for watch in watches if watch.name not in self._names}
        asked = [(watch, name) for watch in new.values() for name in names_of(watch)]
        charged: dict[str, list[str]] = {name: [] for name in new}
        if asked:
            scores = self._scorer.score([Unscored(text=name, language=_language(watch)) for watch, name in asked])
            for (watch, name), score in zip(asked, scores, strict=True):
                if score.is_known and score.negative >= CHARGED:
                    charged[watch.name].append(name)
        self._names |= {watch: _pattern(names) for watch, names in charged.items()}

    def masked(self, text: str, watches: Sequence[Watch]) -> str:
        """Return a text as it is scored for these watches."""
        for watch in watches:
            if watch.name not in self._names:
                self.know([watch])
            names = self._names[watch.name]
            if names is not None:
                text = names.sub(PLACEHOLDER, text)
        return text


def _language(watch: Watch) -> str:
    return watch.languages[0] if watch.languages else "en"


def names_of(watch: Watch) -> list[str]:
    """Return the names of a brand that may be moods by themselves."""
    # A watch that only its posts name, as in a replay without settings, has no terms; what it is called is its name.
    named = [name for term in watch.terms for name in names_in(term)] or [watch.name]
    return [name for name in named if name[:1].isalnum()]


def _pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    spelled = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)
