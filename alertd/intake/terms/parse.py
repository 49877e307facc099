"""Parse: a search as people write it in other tools, to a tree; each fault with its place and what to write instead.

OR binds least, then AND (and NOT, which joins by AND), then NEAR/n. Words side by side are a phrase.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from alertd.intake.normalise import folded
from alertd.intake.scripts import is_unspaced
from alertd.intake.terms.tree import AllOf, AnyOf, ExactCase, Field, Leaf, Near, Phrase, Tree, Typo, Wild, Without

FIELDS = ("author", "site", "url", "lang", "platform")
#: Groups within groups. Nobody reads more, and each costs a call.
DEEPEST = 20
MOST_PARTS = 500
SHORTEST_TYPO = {1: 5, 2: 8}  # shorter words have too many neighbours
SHORTEST_WILD = 3
FARTHEST = 100

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_FIELD = re.compile(rf"(?<![\w-])-?(?:{'|'.join(FIELDS)}):\S")
_OPERATOR = re.compile(r"\S\s+(?:AND|OR|NOT|NEAR(?:/\d*)?)(?:\s|$)|^NOT\s|\sNEAR/\d+\s")
_MARKED = re.compile(r'(?:^|[\s(])(?:"|\{[^}]*\})')
_WILD = re.compile(r"\w{3,}\*(?=[\s)]|$)|(?<=\w)\?(?=\w)")
_TYPO = re.compile(r"\w~\d?(?=[\s)]|$)")
_MINUS = re.compile(r"\S\s+-(?=[^\W\d_]|\")")
_TOKEN = re.compile(r'\s+|"[^"]*"?|\{[^}]*\}?|[()]|[^\s()"]+')


class TermError(ValueError):
    """A search that cannot be read. at: how many letters before the fault; advice: what to write."""

    def __init__(self, at: int, text: str, advice: str) -> None:
        super().__init__(text)
        self.at, self.advice = at, advice


def is_search(term: str) -> bool:
    """Whether a term is a search of several parts, and not a name that only looks like one.

    >>> is_search("acme AND recall"), is_search('"acme corp"'), is_search("volta*"), is_search("{Gap}")
    (True, True, True, True)
    >>> is_search("C++"), is_search("AT&T"), is_search("OR Books"), is_search("WAR AND PEACE"), is_search("E*TRADE")
    (False, False, False, False, False)
    """
    plain = term.translate(_QUOTES)
    if _MARKED.search(plain) or _FIELD.search(plain) or _WILD.search(plain) or _TYPO.search(plain):
        return True
    # In a name of large letters throughout, AND is part of the name; brackets make a search of it all the same.
    has_small = "(" in plain or any(letter.isalpha() and not letter.isupper() for letter in plain)
    return has_small and bool(_OPERATOR.search(plain) or _MINUS.search(plain))


def parse(term: str) -> Tree:
    """Return what a term means; a plain name is a phrase. Raises TermError.

    >>> parse("acme")
    Phrase(text='acme', is_loose=True)
    >>> parse("acme NEAR/5 recall")
    Near(left=Phrase(text='acme', is_loose=True), right=Phrase(text='recall', is_loose=True), words=5)
    """
    if not is_search(term):
        return Phrase(text=term)
    tree = _Parser(term).whole()
    if not _is_bound(tree):
        at = len(term) - len(term.lstrip())
        raise TermError(
            at,
            "this would find nearly every post",
            "each part that OR joins needs a word that must occur: acme NOT theatre",
        )
    return tree


class _Token(NamedTuple):
    at: int
    raw: str

    @property
    def is_joint(self) -> bool:
        return self.raw in ("AND", "OR", "NOT", "(", ")") or self.raw.startswith("NEAR/") or self.raw == "NEAR"


class _Parser:
    def __init__(self, term: str) -> None:
        self._term = term
        found = _TOKEN.finditer(term.translate(_QUOTES))
        self._tokens = [_Token(one.start(), one.group()) for one in found if not one.group().isspace()]
        if len(self._tokens) > MOST_PARTS:
            raise TermError(0, f"this search has more than {MOST_PARTS} parts", "write several terms")
        self._next = 0
        self._depth = 0

    def whole(self) -> Tree:
        tree = self._any()
        left = self._peek()
        if left is not None:
            raise TermError(left.at, 'this ")" closes nothing', 'take it away, or open a "(" before it')
        return tree

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, *raws: str) -> _Token | None:
        token = self._peek()
        if token is not None and token.raw in raws:
            self._next += 1
            return token
        return None

    def _any(self) -> Tree:
        parts = [self._all()]
        while self._take("OR"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(parts=tuple(parts))

    def _all(self) -> Tree:
        parts = [self._near()]
        while (token := self._peek()) is not None and token.raw not in ("OR", ")"):
            if self._take("AND") or token.raw == "NOT" or _is_minus(token):
                parts.append(self._near())
            else:
                raise self._no_joint(token)
        return parts[0] if len(parts) == 1 else AllOf(parts=tuple(parts))

    def _no_joint(self, token: _Token) -> TermError:
        word = token.raw[:30]
        return TermError(token.at, f"no AND, OR or NEAR stands before {word}", f"write AND {word}, or OR {word}")

    def _near(self) -> Tree:
        left = self._one()
        while (token := self._peek()) is not None and token.raw.startswith("NEAR"):
            number = re.fullmatch(r"NEAR/(\d{1,4})", token.raw)
            if number is None or not 1 <= int(number[1]) <= FARTHEST:
                if token.raw != "NEAR" and not token.raw.startswith("NEAR/"):
                    break
                raise TermError(
                    token.at, f"{token.raw[:20]} does not say how near", "write NEAR/5: at most five words apart"
                )
            self._next += 1
            right = self._one()
            for side, part in ((token.at, left), (token.at, right)):
                if not _has_place(part):
                    raise TermError(
                        side, "NEAR joins words, or words that OR joins", "put what AND or NOT join outside"
                    )
            left = Near(left=left, right=right, words=int(number[1]))
        return left

    def _one(self) -> Tree:
        token = self._peek()
        if token is None:
            raise TermError(
                len(self._term.rstrip()), "a word is missing at the end", "write one, or take AND, OR, NOT away"
            )
        if self._take("NOT"):
            return Without(part=self._deeper(self._one))
        if _is_minus(token):
            self._tokens[self._next] = _Token(token.at + 1, token.raw[1:])
            return Without(part=self._one())
        if self._take("("):
            inner = self._deeper(self._any)
            if not self._take(")"):
                raise TermError(token.at, 'this "(" is never closed', 'add a ")"')
            return inner
        if token.is_joint:
            raise TermError(token.at, f"a word is missing before {token.raw[:20]}", "write one, or take it away")
        return self._word()

    def _deeper(self, read: object) -> Tree:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TermError(0, f"this search is nested deeper than {DEEPEST} levels", "write several terms")
        tree: Tree = read()  # type: ignore[operator]  # one of the methods above
        self._depth -= 1
        return tree

    def _word(self) -> Tree:
        first = self._tokens[self._next]
        self._next += 1
        if first.raw[0] == '"':
            return _quoted(first)
        if first.raw[0] == "{":
            return _braced(first)
        alone = _special(first)
        if alone is not None:
            return alone
        words = [first.raw]
        while (token := self._peek()) is not None and _is_plain(token):
            if _special(token) is not None:
                advice = f"write {words[-1]} NEAR/1 {token.raw[:30]}"
                raise TermError(token.at, f"{token.raw[:30]} cannot be part of a phrase", advice)
            words.append(token.raw)
            self._next += 1
        return _seen(Phrase(text=" ".join(words)), first.at)


def _is_plain(token: _Token) -> bool:
    return not token.is_joint and token.raw[0] not in '"{' and not _is_minus(token)


def _is_minus(token: _Token) -> bool:
    return len(token.raw) > 1 and token.raw[0] == "-" and (token.raw[1].isalpha() or token.raw[1] in "#@")


def _seen(leaf: Leaf, at: int) -> Leaf:
    is_plain = any(letter.isascii() and letter.isalnum() for letter in leaf.text)  # so it need not be folded
    if not is_plain and not folded(leaf.text).strip("*?"):
        raise TermError(at, "there is nothing in this that can be seen", "write a word")
    return leaf


def _quoted(token: _Token) -> Tree:
    if len(token.raw) < 2 or token.raw[-1] != '"':
        raise TermError(token.at, "this quotation mark is never closed", 'add a " after the last word of the phrase')
    return _seen(Phrase(text=token.raw[1:-1], is_loose=False), token.at)


def _braced(token: _Token) -> Tree:
    if token.raw[-1] != "}":
        raise TermError(token.at, 'this "{" is never closed', "write {Gap}: exactly these large and small letters")
    return _seen(ExactCase(text=token.raw[1:-1].strip()), token.at)


def _special(token: _Token) -> Tree | None:
    """Return what one word with a sign in it means, None for a plain word."""
    raw = token.raw
    name, colon, value = raw.partition(":")
    if colon and name in FIELDS:
        value = value.strip('"')
        if not value:
            raise TermError(token.at, f"{name}: has no value", f"write it without a space: {name}:{_EXAMPLES[name]}")
        return Field(name=name, value=value)
    number = re.fullmatch(r"(.+)~(\d?)", raw)
    if number:
        return _typo(token, number[1], int(number[2] or 1))
    inner = re.search(r"\w{3}\*\w", raw)
    if inner:
        raise TermError(
            token.at + raw.index("*"), "a * stands only at the end of a word", "write two terms, or ? for one letter"
        )
    if re.search(r"\*$|(?<=\w)\?(?=[\w*])", raw) and not re.fullmatch(r"\W*", raw):
        if not _is_long_enough(raw):
            raise TermError(
                token.at, f"{raw[:30]} has too few letters", "write three before a *, two side by side beside a ?"
            )
        return _seen(Wild(text=raw), token.at)
    if raw[0] == "*" and len(raw) > 1:
        raise TermError(token.at, "a word must not begin with *", "write the forms that occur, joined by OR")
    return None


def _is_long_enough(raw: str) -> bool:
    """Whether an open word has letters enough to be looked for; one letter of a script without spaces is as good as a word."""
    weights = [sum(SHORTEST_WILD if is_unspaced(letter) else 1 for letter in part) for part in re.split(r"[?*]", raw)]
    return max(weights) >= (SHORTEST_WILD if "?" not in raw else SHORTEST_WILD - 1)


_EXAMPLES = {"author": "acme", "site": "example.com", "url": "/recall", "lang": "tr", "platform": "x"}


def _typo(token: _Token, word: str, errors: int) -> Tree:
    at = token.at + len(word)
    if errors not in SHORTEST_TYPO:
        raise TermError(at, f"~{errors} is not read", "write ~1 or ~2: so many typing errors")
    if any(map(is_unspaced, word)) or not folded(word).isalnum():
        raise TermError(at, "~ asks for a single word of letters", f"write {word[:30]} without ~")
    if len(folded(word)) < SHORTEST_TYPO[errors]:
        text = f"{word[:30]} is too short for ~{errors}: it would find other words"
        raise TermError(at, text, f"~{errors} needs {SHORTEST_TYPO[errors]} letters")
    return Typo(text=word, errors=errors)


def _is_bound(tree: Tree) -> bool:
    """Whether a post can only be found by a word in it: what cannot be looked for would have to be asked of every post."""
    if isinstance(tree, AnyOf):
        return all(_is_bound(part) for part in tree.parts)
    if isinstance(tree, AllOf):
        return any(_is_bound(part) for part in tree.parts)
    return not isinstance(tree, (Without, Field))


def _has_place(tree: Tree) -> bool:
    """Whether a part stands somewhere in the text, so that something can be near it."""
    if isinstance(tree, AnyOf):
        return all(_has_place(part) for part in tree.parts)
    return not isinstance(tree, (Without, Field, AllOf))
