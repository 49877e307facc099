"""`alertd reach`: the stream protocol of the contracts, and what it does with lines that break it."""

import io
import json

import pytest

from alertd.cli.reach import answers


def _asked(*lines: object) -> tuple[list[dict[str, object]], list[str]]:
    faults: list[str] = []
    text = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    found = answers(io.BufferedReader(io.BytesIO(text)), lambda number, reason: faults.append(f"{number}: {reason}"))
    return [json.loads(line) for line in found], faults


def _post(at: float, author: str, *named: str, of: str | None = None) -> dict[str, object]:
    return {"t": at, "author": author, "mentioned": list(named), "repost_of": of}


def test_each_checkpoint_gets_one_line_of_everybody_who_carries() -> None:
    """Authors who are not passed on are left out: they score 0."""
    found, faults = _asked(
        _post(60, "b", "a", of="a"),
        _post(90, "c", "b"),
        {"checkpoint": 120},
        _post(130, "d", of="b"),
        {"checkpoint": 3720},
    )
    assert [answer["checkpoint"] for answer in found] == [120, 3720]
    assert found[0]["reach"].keys() == {"a", "b"}  # type: ignore[attr-defined]
    assert found[0]["reach"]["a"] > found[0]["reach"]["b"]  # type: ignore[index]
    assert found[1]["reach"]["b"] > found[1]["reach"]["a"]  # type: ignore[index]
    assert faults == []


def test_an_answer_knows_nothing_of_what_comes_after_it() -> None:
    """The same posts up to a checkpoint give the same answer, whatever follows."""
    before = [_post(60, "b", of="a"), _post(70, "c", of="a"), {"checkpoint": 100}]
    alone, _ = _asked(*before)
    followed, _ = _asked(*before, *[_post(101, f"n{n}", of="z") for n in range(50)], {"checkpoint": 110})
    assert followed[0] == alone[0]


def test_scores_are_those_of_the_checkpoint_not_of_the_last_post() -> None:
    """Silence fades: an hour without a repost is an hour."""
    (early, late), _ = _asked(_post(60, "b", of="a"), {"checkpoint": 60}, {"checkpoint": 3660})
    assert early["reach"]["a"] > 3 * late["reach"]["a"]  # type: ignore[index]


def test_mentions_as_the_daemon_exports_them_are_understood_too() -> None:
    """There repost_of is a post and repost_of_author the author; a checkpoint may be an RFC 3339 instant."""
    mention = {
        "id": "1",
        "platform": "x",
        "author": "b",
        "created_at": "2026-11-21T10:00:00Z",
        "text": "RT",
        "repost_of": "77",
        "repost_of_author": "a",
        "mentions": ["c"],
    }
    found, faults = _asked(mention, {"checkpoint": "2026-11-21T10:00:00Z"})
    assert found[0]["checkpoint"] == "2026-11-21T10:00:00Z"
    assert found[0]["reach"].keys() == {"a", "c"}  # type: ignore[attr-defined]
    assert faults == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "truncated"),
        (b"[1]", "Expected `object`"),
        (b'{"t": 1}', 'no "author"'),
        (b'{"author": "a"}', 'no "t"'),
        (b'{"t": 1785000000000, "author": "a"}', "milliseconds?"),
        (b'{"t": 1, "author": "a", "mentioned": "b"}', "mentioned"),
        (b'{"created_at": "2026-11-21T10:00:00", "author": "a"}', "time zone"),
        (b'{"checkpoint": "soon"}', "checkpoint"),
    ],
)
def test_a_line_that_is_no_post_is_told_and_stops_nothing(line: bytes, reason: str) -> None:
    """With its number and what is wrong with it."""
    found, faults = _asked(_post(60, "b", of="a"), b"", line, {"checkpoint": 60})
    assert len(found) == 1
    assert len(faults) == 1
    assert faults[0].startswith("3: ")
    assert reason in faults[0]


FUTURE = 9_999_999_999.0


def test_a_post_from_the_future_is_told_and_lets_nobody_fade() -> None:
    """The year 2286 in the middle of today: the line after it shows that the stream never was there."""
    today = [_post(60, "b", of="a"), _post(70, "c", of="a")]
    rest = [_post(80, "d", of="a"), {"checkpoint": 90}]
    found, faults = _asked(*today, _post(FUTURE, "liar", of="a"), *rest)
    plain, _ = _asked(*today, *rest)
    assert found == plain
    assert faults == ["3: 115741 days ahead of the line after it"]


def test_a_future_post_before_a_checkpoint_is_told_too() -> None:
    """The question itself says what time it is."""
    found, faults = _asked(_post(60, "b", of="a"), _post(FUTURE, "c", of="x"), {"checkpoint": 70})
    assert found[0]["reach"].keys() == {"a"}  # type: ignore[attr-defined]
    assert len(faults) == 1


@pytest.mark.parametrize("pause", [3_600.0, 86_400.0 * 3, 86_400.0 * 400])
def test_a_stream_with_a_pause_goes_on_from_there(pause: float) -> None:
    """Nothing is left out where the posts after a leap are there too, nor where a leap is the end; late posts are no leap."""
    after = [_post(60 + pause, "c", of="a"), _post(70 + pause, "d", of="a"), _post(65 + pause, "e", of="a")]
    found, faults = _asked(_post(60, "b", of="a"), *after, {"checkpoint": 80 + pause})
    assert faults == []
    assert found[0]["reach"]["a"] == pytest.approx(3 * (4 + 1 + 1 / 3 + 1 / 24), rel=0.1)  # type: ignore[index]
    assert _asked(_post(60, "b", of="a"), _post(60 + pause, "c", of="a")) == ([], [])
