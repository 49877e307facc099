"""What a brand has corrected of "needs an answer": signs and words of its posts gain or lose points, watch by watch.

Somebody says "needs none" of a post: its words, and a little its signs, share the points that were too many, so that this post and
those like it are judged as they were told, and others hardly move. Words are kept as hashes; no text can be read out of them.
"""

from __future__ import annotations

from typing import Any

from alertd.intake.fingerprint import gist, tokens
from alertd.intake.needs_answer import LIMIT, NEVER, points_of, signs
from alertd.intake.normalise import folded
from alertd.model.score import Score

MARGIN = 0.5  # points beyond the limit to which a correction moves a post
ALIKE = 4.0  # the same for its very words: with other marks around them they read a little otherwise
MOST = 1.5  # points that one correction gives to one sign or word
SIGN, SIGNS_SHARE = "sign ", 0.1  # how a sign is called among the words, and how much of a word's share it gets
_LONGEST_MARK = 200  # letters of the name of all words together
CAPACITY = 5_000  # signs and words remembered, a watch


class LearntAnswers:
    """The corrections of all watches. Not safe for threads."""

    def __init__(self, state: dict[str, dict[str, float]] | None = None) -> None:
        self._points = {watch: dict(points) for watch, points in (state or {}).items()}

    def knows(self, watch: str) -> bool:
        """Whether anybody has corrected anything of a watch."""
        return watch in self._points

    def needs_answer(
        self,
        watch: str,
        text: str,
        language: str,
        score: Score,
        *,
        is_copy: bool = False,
        to_brand: bool | None = None,
        reads: int | None = None,
    ) -> bool:
        """Return whether a post needs an answer, as the people of its watch see it."""
        found = signs(text, language, score, to_brand=to_brand, reads=reads)
        if is_copy or any(name in found for name in NEVER):
            return False
        return self._total(watch, text, found) >= LIMIT

    def teach(self, watch: str, text: str, language: str, score: Score, *, needs: bool) -> None:
        """Somebody said that a post needs an answer, or none."""
        found = signs(text, language, score)
        points = self._points.setdefault(watch, {})
        short = (LIMIT + MARGIN if needs else LIMIT - MARGIN) - self._total(watch, text, found)
        if (short <= 0) if needs else (short >= 0):
            return  # it is judged so already
        marks = _marks(text, found)
        # The words say which posts are meant; a sign is of many others too.
        shares = {mark: SIGNS_SHARE if mark.startswith(SIGN) else 1.0 for mark in marks}
        step = short / sum(shares.values())
        for mark, share in shares.items():
            points[mark] = points.pop(mark, 0.0) + max(-MOST, min(MOST, step * share))
        # What its words may not move is remembered of these very words, in any order and however they are marked.
        whole = _whole(text)
        target = LIMIT + ALIKE if needs else LIMIT - ALIKE
        points[whole] = points.pop(whole, 0.0) + target - self._total(watch, text, found)
        for mark in list(points)[: max(len(points) - CAPACITY, 0)]:
            del points[mark]

    def _total(self, watch: str, text: str, found: dict[str, int]) -> float:
        points = self._points.get(watch, {})
        learnt = sum(points.get(mark, 0.0) for mark in _marks(text, found)) + points.get(_whole(text), 0.0)
        return points_of(found) + learnt

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return self._points


def _whole(text: str) -> str:
    """Return what stands for all words of a text together."""
    return f"text {','.join(f'{word:x}' for word in sorted(set(tokens(gist(folded(text))))))[:_LONGEST_MARK]}"


def _marks(text: str, found: dict[str, int]) -> list[str]:
    words = dict.fromkeys(tokens(gist(folded(text))))
    return [*(f"{SIGN}{name}" for name in found), *(f"{word:x}" for word in words)] or [f"{SIGN}none"]
