"""What a brand has corrected of "needs an answer": signs and words of its posts gain or lose points, watch by watch.

Somebody says "needs none" of a post: its words, and a little its signs, share the points that were too many, so that this post and
those like it are judged as they were told, and others hardly move. Words are kept as hashes; no text can be read out of them.
Who says the contrary of the same words takes back what was learnt of them: a slip of a finger leaves nothing behind.
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
STEP = "step "  # before the name of all words of a post: by how many points a whole share was moved
_NOTHING = 1e-9  # points that only rounding has left
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
        is_back = self._take_back(points, text, found, needs=needs)
        if is_back and (self._total(watch, text, found) >= LIMIT) == needs:
            return
        short = (LIMIT + MARGIN if needs else LIMIT - MARGIN) - self._total(watch, text, found)
        if (short <= 0) if needs else (short >= 0):
            return  # it is judged so already
        shares = _shares(text, found)
        step = short / sum(shares.values())
        _move(points, shares, step)
        # What its words may not move is remembered of these very words, in any order and however they are marked.
        whole = _whole(text)
        target = LIMIT + ALIKE if needs else LIMIT - ALIKE
        points[whole] = points.pop(whole, 0.0) + target - self._total(watch, text, found)
        points[STEP + whole] = step
        for mark in list(points)[: max(len(points) - CAPACITY, 0)]:
            del points[mark]

    @staticmethod
    def _take_back(points: dict[str, float], text: str, found: dict[str, int], *, needs: bool) -> bool:
        """Forget what was learnt of these very words, if that was the contrary; return whether it was."""
        whole = _whole(text)
        step = points.get(STEP + whole)
        if step is None or (step > 0) == needs:
            return False
        del points[STEP + whole]
        points.pop(whole, None)
        _move(points, _shares(text, found), -step)
        return True

    def _total(self, watch: str, text: str, found: dict[str, int]) -> float:
        points = self._points.get(watch, {})
        learnt = sum(points.get(mark, 0.0) for mark in _marks(text, found)) + points.get(_whole(text), 0.0)
        return points_of(found) + learnt

    def to_state(self) -> Any:
        """Return what a restart needs."""
        return self._points


def _shares(text: str, found: dict[str, int]) -> dict[str, float]:
    """Return how much of a correction each mark gets. The words say which posts are meant; a sign is of many others too."""
    return {mark: SIGNS_SHARE if mark.startswith(SIGN) else 1.0 for mark in _marks(text, found)}


def _move(points: dict[str, float], shares: dict[str, float], step: float) -> None:
    for mark, share in shares.items():
        moved = points.pop(mark, 0.0) + max(-MOST, min(MOST, step * share))
        if abs(moved) > _NOTHING:
            points[mark] = moved


def _whole(text: str) -> str:
    """Return what stands for all words of a text together."""
    return f"text {','.join(f'{word:x}' for word in sorted(set(tokens(gist(folded(text))))))[:_LONGEST_MARK]}"


def _marks(text: str, found: dict[str, int]) -> list[str]:
    words = dict.fromkeys(tokens(gist(folded(text))))
    return [*(f"{SIGN}{name}" for name in found), *(f"{word:x}" for word in words)] or [f"{SIGN}none"]
