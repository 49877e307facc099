"""Look-alikes: what a text processor or another keyboard put in place of what was meant, which no eye can tell apart."""

from __future__ import annotations

import re
import unicodedata

#: Blanks that YAML takes for text.
SPACES = {
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u3000": "a wide space",
    "\u2009": "a thin space",
}
_UNSEEN = {
    "\u200b": "an invisible space",
    "\u200c": "an invisible sign",
    "\u200d": "an invisible sign",
    "\u2060": "an invisible sign",
    "\ufeff": "an invisible mark",
    "\u00ad": "an invisible hyphen",
}
_QUOTES = dict.fromkeys("“”„‟«»‘’‚‛", "quotes of a text processor")
_DASHES = dict.fromkeys("–—−", "a long dash")
#: Cyrillic and Greek letters that look like Latin ones.
_LETTERS = dict(zip("аеорсхуіјѕАВЕКМНОРСТХУοΟАν", "aeopcxyijsABEKMHOPCTXYoOAv", strict=True))


def plain(text: str) -> str:
    r"""Return what was probably meant: without what cannot be seen, in Latin letters, without quotes of a text processor.

    >>> plain("“сrisis”"), plain("cri\u200bsis\u00a0")
    ('crisis', 'crisis')
    """
    out = []
    for letter in text:
        if letter in _UNSEEN or letter in _QUOTES:
            continue
        out.append(" " if letter in SPACES else "-" if letter in _DASHES else _LETTERS.get(letter, letter))
    return "".join(out).strip()


def oddity(text: str) -> str | None:
    r"""Name what stands in a text in place of what it looks like, None where all is what it seems.

    >>> oddity("сrisis")
    'its "с" is a Cyrillic letter'
    >>> oddity("crisis\u00a0"), oddity("crisis"), oddity("кризис")
    ('it holds a no-break space', None, None)
    """
    for table in (SPACES, _UNSEEN, _QUOTES, _DASHES):
        found = next((letter for letter in text if letter in table), None)
        if found is not None:
            return f"it holds {table[found]}"
    mixed = (word for word in re.findall(r"[^\W\d_]+", text) if re.search("[A-Za-z]", word))
    odd = next((letter for word in mixed for letter in word if letter in _LETTERS), None)
    if odd is not None:
        return f'its "{odd}" is a {unicodedata.name(odd).split()[0].capitalize()} letter'
    return None
