"""Late patterns: what behaves as a compiled pattern, and costs nothing before it is asked."""

from __future__ import annotations

import re

import pytest

from alertd.late_pattern import late


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
