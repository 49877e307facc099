"""Sure language: whether a text is so surely in a language that a watch may leave it out for it.

Whose words are few may be told wrongly: a Turkish sentence of five words as Turkmen. So a post is lost by its language only where its
sender names it, where nothing that the watch reads is written in its script, or where it is long and no wanted language comes near.
"""

from __future__ import annotations

from collections.abc import Iterable

from alertd.intake.language import UNKNOWN, candidates, normal_tag, same_script
from alertd.model.languages import base

#: Letters of a text, beside links and names, from which on its language is told surely.
LONG = 60
#: Per cent of a text that may be in a wanted language for it to come near.
NEAR = 15


def may_be_read(text: str, tag: str | None, language: str, wanted: Iterable[str]) -> bool:
    """Whether a text may be for a watch that reads these languages; none wanted reads all. tag: what its sender says; language: as it was told.

    >>> may_be_read("Nordwind yandy", None, "tk", ["tr", "en"]), may_be_read("Nordwind yandy", "tk", "tk", ["tr", "en"])
    (True, False)
    >>> may_be_read("чайник горит", None, "ru", ["tr", "en"])
    False
    """
    reads = {base(one) for one in wanted}
    if not reads or language in ("", UNKNOWN) or base(language) in reads:
        return True
    if normal_tag(tag) == language or reads.isdisjoint(same_script(language)):
        return False
    letters, shares = candidates(text)
    return letters < LONG or any(share >= NEAR for found, share in shares if found in reads)
