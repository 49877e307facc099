"""Own words: a brand's name is no mood. "Killer Burger opens at nine" is a calm sentence about a burger.

Where the scorer takes a name by itself for negative, the name gives way to a placeholder before the text is scored: an @name,
which the scorer was trained to read past. Other names stay, so that nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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

    def masked(self, text: str, watches: Sequence[Watch]) -> str:
        """Return a text as it is scored for these watches."""
        for watch in watches:
            names = self._names_of(watch)
            if names is not None:
                text = names.sub(PLACEHOLDER, text)
        return text

    def _names_of(self, watch: Watch) -> re.Pattern[str] | None:
        if watch.name not in self._names:
            self._names[watch.name] = self._charged(watch)
        return self._names[watch.name]

    def _charged(self, watch: Watch) -> re.Pattern[str] | None:
        # A watch that only its posts name, as in a replay without settings, has no terms; what it is called is its name.
        named = [name for term in watch.terms for name in names_in(term)] or [watch.name]
        terms = [name for name in named if name[:1].isalnum()]
        if not terms:
            return None
        language = watch.languages[0] if watch.languages else "en"
        scores = self._scorer.score([Unscored(text=term, language=language) for term in terms])
        charged = [
            term for term, score in zip(terms, scores, strict=True) if score.is_known and score.negative >= CHARGED
        ]
        if not charged:
            return None
        spelled = "|".join(re.escape(term) for term in sorted(charged, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.IGNORECASE)
