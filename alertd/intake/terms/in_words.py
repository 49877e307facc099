"""In words: what a term finds, said so that its author sees whether that was meant. For `alertd check --explain-terms`."""

from __future__ import annotations

from alertd.intake.normalise import folded
from alertd.intake.terms.parse import is_search, parse
from alertd.intake.terms.tree import AllOf, AnyOf, ExactCase, Field, Near, Phrase, Tree, Typo, Wild, Without, below
from alertd.intake.variants import is_name, is_word, written

_FIELDS = {
    "author": "written by {}",
    "site": "with a link to {}",
    "url": "with {} in a link",
    "lang": "in the language {}",
    "platform": "on {}",
}


def in_words(term: str, *, is_exact: bool = False, is_need: bool = False) -> str:
    """Say what a term finds. is_exact: the watch asks for whole words. is_need: it must stand beside a name. Raises TermError.

    >>> in_words("acme AND (recall OR fire) NOT theatre")
    '“acme” and (“recall” or “fire”), without “theatre”; also inflected and in hashtags'
    >>> in_words("volta* NEAR/5 {Gap}")
    'a word that begins with “volta” at most 5 words from “Gap” in exactly these letters'
    >>> in_words("Acme Air")
    '“Acme Air”; also inflected and in hashtags; joined: “acme-air”, “acme_air”, “acmeair”'
    >>> in_words("seat"), in_words("seat", is_need=True)
    ('“seat”', '“seat”; also inflected and in hashtags')
    """
    tree = parse(term)
    said = _said(tree, is_inner=False)
    if is_exact:
        return said
    phrases = [part.text for part in below(tree) if isinstance(part, Phrase) and part.is_loose]
    is_known = is_word if is_need and not is_search(term) else is_name
    said += "; also inflected and in hashtags" if any(is_known(folded(text)) for text in phrases) else ""
    joined = [one for text in phrases if " " in folded(text) for one in written(text) if " " not in one]
    return said + (f"; joined: {', '.join(f'“{one}”' for one in dict.fromkeys(joined))}" if joined else "")


def _said(tree: Tree, *, is_inner: bool) -> str:
    if isinstance(tree, AllOf):
        wanted = [part for part in tree.parts if not isinstance(part, Without)]
        left_out = [part.part for part in tree.parts if isinstance(part, Without)]
        text = " and ".join(_said(part, is_inner=True) for part in wanted)
        text += "".join(f", without {_said(part, is_inner=True)}" for part in left_out)
        return f"({text})" if is_inner else text
    if isinstance(tree, AnyOf):
        text = " or ".join(_said(part, is_inner=True) for part in tree.parts)
        return f"({text})" if is_inner else text
    if isinstance(tree, Near):
        left, right = (_said(part, is_inner=True) for part in (tree.left, tree.right))
        return f"{left} at most {tree.words} {'word' if tree.words == 1 else 'words'} from {right}"
    if isinstance(tree, Without):
        return f"not {_said(tree.part, is_inner=True)}"
    return _leaf(tree)


def _leaf(tree: Tree) -> str:
    if isinstance(tree, Field):
        return _FIELDS[tree.name].format(tree.value)
    if isinstance(tree, ExactCase):
        return f"“{tree.text}” in exactly these letters"
    if isinstance(tree, Typo):
        return f"“{tree.text}” with at most {tree.errors} typing error{'s' if tree.errors > 1 else ''}"
    if isinstance(tree, Wild):
        begins = tree.text.removesuffix("*")
        if "?" not in begins:
            return f"a word that begins with “{begins}”"
        return f"“{begins}” with any letter for ?" + (" and more behind it" if begins != tree.text else "")
    if isinstance(tree, Phrase):
        return f"“{tree.text}”"
    raise TypeError(f"{tree!r} is no leaf")
