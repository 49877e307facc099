"""Late patterns: what behaves as a compiled pattern, and costs nothing before it is asked."""

from __future__ import annotations

import re

import pytest

from alertd.late_pattern import Alphabet, late


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
def test_it_behaves_as_the_pattern_does(flags: int) -> None:
    """Each method, asked first or later, answers as the compiled one; so do its source and its groups."""
    text = "Day 12, day 345; no day"
    spelled = r"day (?P<n>\d+)"
    plain = re.compile(spelled, flags)
    for method in ("findall", "split", "search", "match", "fullmatch", "finditer"):
        for asked in (late(spelled, flags), late(spelled, flags)):
            asked.search("nothing")
            found, wanted = getattr(asked, method)(text), getattr(plain, method)(text)
            if method == "finditer":
                found, wanted = [one.span() for one in found], [one.span() for one in wanted]
            assert repr(found) == repr(wanted)
    assert late(spelled, flags).sub(lambda found: f"<{found['n']}>", text) == plain.sub(r"<\g<n>>", text)
    assert late(spelled, flags).pattern == spelled
    assert dict(late(spelled, flags).groupindex) == {"n": 1}


def test_it_is_compiled_once_and_only_when_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """To name a pattern compiles nothing; a thousand questions compile it once, and stand behind no detour."""
    asked: list[str] = []
    real = re.compile

    def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
        asked.append(source)
        return real(source, flags)

    monkeypatch.setattr(re, "compile", compiled)
    one = late("[a-z]+")
    assert asked == []
    assert all(one.fullmatch(f"abc{'d' * n}") for n in range(1000))
    assert one.findall("a b") == ["a", "b"]
    assert asked == ["[a-z]+"]
    assert one.search.__self__ is one.sub.__self__  # type: ignore[attr-defined]


def test_a_faulty_one_says_so_when_it_is_asked() -> None:
    """Each time, and with the error of the module that compiles it."""
    one = late("(")
    for _ in range(2):
        with pytest.raises(re.error, match="unterminated"):
            one.search("x")


#: Ranges, letters by themselves, and one beyond the basic plane.
TOLD = "\x00-\x7fÇç一-鿿…\U0001f300-\U0001faff"


@pytest.mark.parametrize(
    "text", ["", "plain", "Çay 中文…", "né", "中文é", "🚒 fire", "\U0001fb00", "a\u0301", "\ud800"]
)
@pytest.mark.parametrize("longer", [0, 200])
def test_an_alphabet_is_what_its_pattern_says(text: str, longer: int) -> None:
    """A short text is asked letter by letter and a long one by the pattern: both say the same of each text."""
    assert Alphabet(TOLD).holds(text + "x" * longer) == (re.search(f"[^{TOLD}]", text) is None)


def test_an_alphabet_tells_letters_as_its_pattern_does() -> None:
    """Each letter of the first plane and some beyond: the edges of all ranges are among them."""
    alphabet, pattern = Alphabet(TOLD), re.compile(f"[^{TOLD}]")
    for code in (*range(0, 0x10000, 1), *range(0x1F200, 0x1FC00)):
        assert alphabet.holds(chr(code)) == (pattern.match(chr(code)) is None), hex(code)


def test_short_texts_compile_no_alphabet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that folds a hundred terms pays for a hundred terms."""
    asked: list[str] = []
    monkeypatch.setattr(re, "compile", lambda source, _flags=0: asked.append(source))
    alphabet = Alphabet(TOLD)
    assert alphabet.holds("中文")
    assert not alphabet.holds("né")
    assert asked == []
