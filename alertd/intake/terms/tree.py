"""Tree: a search as it is meant. Leaves are what one word or phrase must be; the others join them."""

from __future__ import annotations

from collections.abc import Iterator

from alertd.model.value import Value


class Phrase(Value, frozen=True, kw_only=True, tag="phrase"):
    """A word, or words side by side. is_loose: also in the plural, inflected, in a hashtag, joined."""

    text: str
    is_loose: bool = True


class ExactCase(Value, frozen=True, kw_only=True, tag="case"):
    """A word with exactly these large and small letters: {Gap}."""

    text: str


class Wild(Value, frozen=True, kw_only=True, tag="wild"):
    """A word in which `?` stands for one letter, and a `*` at the end for any more of them."""

    text: str


class Typo(Value, frozen=True, kw_only=True, tag="typo"):
    """A word with at most so many typing errors: a letter too many, missing, wrong, or two that changed places."""

    text: str
    errors: int = 1


class Field(Value, frozen=True, kw_only=True, tag="field"):
    """What is known of the post beside its text. name: author, site, url, lang or platform."""

    name: str
    value: str


class AllOf(Value, frozen=True, kw_only=True, tag="all"):
    """All parts hold."""

    parts: tuple[Tree, ...]


class AnyOf(Value, frozen=True, kw_only=True, tag="any"):
    """One part at least holds."""

    parts: tuple[Tree, ...]


class Without(Value, frozen=True, kw_only=True, tag="not"):
    """The part does not hold."""

    part: Tree


class Near(Value, frozen=True, kw_only=True, tag="near"):
    """Both occur, at most `words` words from one to the other: words side by side are one word apart."""

    left: Tree
    right: Tree
    words: int


Leaf = Phrase | ExactCase | Wild | Typo
Tree = Leaf | Field | AllOf | AnyOf | Without | Near


def below(tree: Tree) -> Iterator[Tree]:
    """Yield a tree and all that it is made of."""
    yield tree
    if isinstance(tree, (AllOf, AnyOf)):
        for part in tree.parts:
            yield from below(part)
    elif isinstance(tree, Without):
        yield from below(tree.part)
    elif isinstance(tree, Near):
        yield from below(tree.left)
        yield from below(tree.right)


def leaves(tree: Tree) -> tuple[Leaf, ...]:
    """Return the words of a tree, each once."""
    return tuple(dict.fromkeys(part for part in below(tree) if isinstance(part, (Phrase, ExactCase, Wild, Typo))))


def strict(tree: Tree) -> Tree:
    """Return a tree that finds whole words only, for watches that are `exact`."""
    if isinstance(tree, Phrase):
        return tree.with_(is_loose=False)
    if isinstance(tree, (AllOf, AnyOf)):
        return tree.with_(parts=tuple(strict(part) for part in tree.parts))
    if isinstance(tree, Without):
        return tree.with_(part=strict(tree.part))
    if isinstance(tree, Near):
        return tree.with_(left=strict(tree.left), right=strict(tree.right))
    return tree
