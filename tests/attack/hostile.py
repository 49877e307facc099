"""Hostile entries: real shapes of a platform, mutated as strangers, and broken senders, write them."""

from __future__ import annotations

import copy
import json
import os
from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import strategies as st

from alertd.intake.enrich import Enricher
from alertd.intake.language import languages
from alertd.intake.reach import ReachFold
from alertd.model.post import Post
from alertd.model.score import Quality, Score
from alertd.model.watch import Watch
from alertd.ports import Unscored

EXAMPLES = int(os.environ.get("ALERTD_ENTRIES", "60"))  #: of each source; the nightly fuzzing asks for 30,000
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
AT = "2026-11-21T09:59:00Z"

#: What strangers were found to break readers with.
HOSTILE = st.sampled_from(
    (
        "<![ x",
        "<![CDATA[",
        "<!--",
        "<a b='" * 50,
        "&#xD800;",
        "&#99999999999999999999;",
        "https://[evil/",
        "http://[::1]x",
        "\ud800",
        "\x00",
        "\u202e acme",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "q" * 20_000,
        "",
        " ",
        "crisis",
        "]]></title></item><item><guid>forged</guid>",
    )
)
ODD: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | HOSTILE
    | st.text(max_size=20)
)
ODD |= st.lists(HOSTILE, max_size=2) | st.dictionaries(st.text(max_size=4), HOSTILE, max_size=2)
ODD |= st.integers(min_value=10**18, max_value=10**40)


def paths(shape: Any, so_far: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return every place in a shape."""
    found = [so_far] if so_far else []
    parts = shape.items() if isinstance(shape, dict) else enumerate(shape) if isinstance(shape, list) else ()
    for name, part in parts:
        found += paths(part, (*so_far, name))
    return found


@st.composite
def mutated(draw: st.DrawFn, shape: Any) -> Any:
    """Draw a shape with one to three places changed or cut out."""
    made = copy.deepcopy(shape)
    for _ in range(draw(st.integers(1, 3))):
        places = paths(made)
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        inside = made
        for step in way:
            inside = inside[step]
        if draw(st.booleans()) and isinstance(inside, dict):
            del inside[last]
        else:
            inside[last] = draw(ODD)
    return made


def raw(entry: Any) -> msgspec.Raw:
    """Write an entry as a platform would send it."""
    return msgspec.Raw(json.dumps(entry, ensure_ascii=True).encode())


class Plain:
    """A scorer that knows nothing."""

    name = "plain/1"

    def score(self, batch: list[Unscored]) -> list[Score]:
        """Return no opinion."""
        return [Score.of(0.0, 1.0, 0.0, quality=Quality.UNKNOWN, scorer=self.name) for _ in batch]


def intake() -> Enricher:
    """Return intake as it stands before the log."""
    return Enricher(
        [Watch(name="acme", terms=("acme",))],
        scorer=Plain(),  # type: ignore[arg-type]
        languages=languages,
        needs_answer=lambda *_, **__: False,
        reach=ReachFold(),
    )


def taken(posts: list[Post], enricher: Enricher | None = None) -> set[str]:
    """Return the ids that come through intake, as the log would keep them."""
    enriched = (enricher or intake()).enrich(posts, seen_at=NOW)
    for one in enriched.mentions:
        msgspec.json.encode(one.post)
        msgspec.json.encode(one.mention)
    for reject in enriched.rejects:
        reject.body.encode()
        assert reject.reason
    return {one.mention.id for one in enriched.mentions}


def named(entry: Any, number: int) -> Any:
    """Return the entry with another number: a good neighbour."""
    return json.loads(json.dumps(entry).replace('7"', f'{number}"'))
