"""Known texts: what the last texts say, so that a copy is not read again. In a storm every other post is one.

Only what follows from the text alone, and from the language that its platform names: who wrote it, when and where is asked of each
post. So a post reads alike whether its text is known or not.
"""

from __future__ import annotations

from collections import OrderedDict

from alertd.intake.fingerprint import Gist, gist, tokens
from alertd.intake.match import Found
from alertd.intake.near_copies import Bands, bands_of
from alertd.model.score import Score

REMEMBERED = 2_000  #: texts; about 3 kB each
LONGEST = 1_000  #: characters of a text that is remembered: who copies a page is rare, and would fill the memory


class Said:
    """What one text says. found: the watches and terms in it. language: None until it is asked for, as `reads`, its points.

    needs: what was answered when somebody asked whether it needs an answer, by its score and whether it is to the brand.
    """

    __slots__ = ("_bands", "_folded", "_gist", "_hashed", "found", "language", "needs", "reads")

    def __init__(self, folded: str, found: Found) -> None:
        self._folded = folded
        self.found = found
        self.language: str | None = None
        self.reads: int | None = None
        self.needs: dict[tuple[Score, bool | None], bool] = {}
        self._gist: Gist | None = None
        self._hashed: tuple[int, ...] | None = None
        self._bands: Bands | None = None

    @property
    def gist(self) -> Gist:
        """Its words and letters, without what copies change."""
        if self._gist is None:
            self._gist, self._folded = gist(self._folded), ""
        return self._gist

    @property
    def hashed(self) -> tuple[int, ...]:
        """Its words as numbers."""
        if self._hashed is None:
            self._hashed = tokens(self.gist)
        return self._hashed

    @property
    def bands(self) -> Bands:
        """The numbers by which texts that are nearly the same are found."""
        if self._bands is None:
            self._bands = bands_of(self.gist.words if self.gist.is_spaced else self.gist.letters)
        return self._bands


class KnownTexts:
    """The texts that were met last, by text and the language tag of the platform. Those longest unheard of are forgotten first."""

    def __init__(self, *, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._said: OrderedDict[tuple[str, str | None], Said] = OrderedDict()

    def __len__(self) -> int:
        return len(self._said)

    def of(self, text: str, tag: str | None) -> Said | None:
        """Return what a text says, None where it is not known."""
        key = text, tag
        said = self._said.get(key)
        if said is not None:
            self._said.move_to_end(key)
        return said

    def keep(self, text: str, tag: str | None, said: Said) -> None:
        """Remember what a text says, unless it is very long."""
        if len(text) > LONGEST:
            return
        self._said[text, tag] = said
        if len(self._said) > self._remembered:
            self._said.popitem(last=False)
