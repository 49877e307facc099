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
