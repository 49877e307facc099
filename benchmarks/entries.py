"""Fuzzing of the readers of strangers' entries: mutated real shapes, as many as there is time for; every neighbour must arrive.

    python -m benchmarks.entries [--seconds 60] [--seed 1]

The law itself, with Hypothesis, stands in tests/attack/test_entries.py; this one draws faster and longer.
"""

from __future__ import annotations

import argparse
import copy
import html
import json
import random
import time
from collections.abc import Callable
from typing import Any

import msgspec

from alertd.errors import BadRecord
from alertd.intake.records import parse_line
from alertd.model.post import Post
from alertd.sources.bluesky.parse import as_post as bluesky_post
from alertd.sources.bluesky.parse import read_event, read_record
from alertd.sources.pace import Recent
from alertd.sources.reddit.parse import things
from alertd.sources.rss.article import Articles
from alertd.sources.rss.feed import read_feed
from alertd.sources.sift import sifted
from alertd.sources.x.parse import read_results
from tests.attack import hostile
from tests.attack import test_entries as shapes
from tests.attack.test_lines import RECORD

HOSTILE: tuple[Any, ...] = (
    *(
        "<![ x",
        "<![CDATA[",
        "<!--",
        "<a b='" * 50,
        "&#xD800;",
        "&#99999999999999999999;",
        "https://[evil/",
        "http://[::1]x",
    ),
    *(
        "\ud800",
        "\x00",
        "\u202e",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "q" * 20_000,
        "",
        " ",
        "crisis",
    ),
    *(None, True, 0, -1, 10**40, 1e300, [], {}, ["x"], {"x": "\ud800"}, "]]></title></item><item><guid>forged</guid>"),
)

INTAKE = hostile.intake()


def mutated(rng: random.Random, shape: Any) -> Any:
    """Return a shape with one to three places changed or cut out."""
    made = copy.deepcopy(shape)
    for _ in range(rng.randint(1, 3)):
        places = hostile.paths(made)
        if not places:
            break
        *way, last = rng.choice(places)
        inside = made
        for step in way:
            inside = inside[step]
        if rng.random() < 0.3 and isinstance(inside, dict):
            del inside[last]
        else:
            inside[last] = copy.deepcopy(rng.choice(HOSTILE))
    return made


def kept(posts: list[Post]) -> set[str]:
    """Return the ids that pass the whole of intake and can be written to the log; what is refused can be written down too."""
    return hostile.taken(posts, INTAKE)


def polled(read: Callable[[msgspec.Raw], Any], bad: Any, good: list[Any]) -> set[str]:
    """Read a page with the bad entry in the middle."""
    return kept(sifted([hostile.raw(good[0]), hostile.raw(bad), hostile.raw(good[1])], read, Recent(limit=100))[0])


def bluesky(bad: Any, good: list[Any]) -> set[str]:
    """Read three events."""
    posts = []
    for entry in (good[0], bad, good[1]):
        try:
            event = read_event(hostile.raw(entry))
            posts += [bluesky_post(event, read_record(event))] if event.commit is not None else []
        except Exception:  # noqa: BLE001 - as the source does: a reject
            continue
    return kept(posts)


def feed(bad: Any, good: list[Any]) -> set[str]:
    """Read three entries of a feed."""

    def written(entry: Any) -> str:
        entry = entry if isinstance(entry, dict) else {}
        return (
            "<item>"
            + "".join(f"<{name}>{html.escape(str(value))}</{name}>" for name, value in entry.items())
            + "</item>"
        )

    whole = f"<rss><channel>{written(good[0])}{written(bad)}{written(good[1])}</channel></rss>"
    posts = []
    for article in Articles("https://n.example/feed").of(
        read_feed(whole.encode("utf-8", "surrogatepass")), hostile.NOW, is_late=True
    ):
        try:
            posts.append(article()[0])
        except Exception:  # noqa: BLE001 - as the source does: a reject
            continue
    return {post_id.partition("#")[0] for post_id in kept(posts)}


def lines(bad: Any, good: list[Any]) -> set[str]:
    """Read three lines of a file, or of a webhook's body; a line that is none is refused by that name and no other."""
    posts = []
    for entry in (good[0], bad, good[1]):
        try:
            found = parse_line(bytes(hostile.raw(entry)))
        except BadRecord:
            continue
        posts += [found] if isinstance(found, Post) else []
    return kept(posts)


SOURCES: dict[str, tuple[Any, Callable[[Any, list[Any]], set[str]], tuple[str, str]]] = {
    "mastodon": (
        shapes.MASTODON,
        lambda bad, good: polled(shapes.read_mastodon, bad, good),
        ("https://m.example/101", "https://m.example/102"),
    ),
    "hackernews": (
        shapes.HACKERNEWS,
        lambda bad, good: polled(shapes.read_hackernews, bad, good),
        ("101", "102"),
    ),
    "youtube": (
        shapes.YOUTUBE,
        lambda bad, good: polled(shapes.read_youtube, bad, good),
        ("101", "102"),
    ),
    "reddit": (
        shapes.REDDIT,
        lambda bad, good: kept(
            [
                one.record
                for one in things({"data": {"children": [good[0], bad, good[1]]}}, [])[0]
                if isinstance(one.record, Post)
            ]
        ),
        ("t1_101", "t1_102"),
    ),
    "x": (
        shapes.X,
        lambda bad, good: kept(
            [
                post
                for _, post in read_results(
                    json.dumps({"data": [good[0], bad, good[1]]}).encode(), is_filled=False
                ).posts
            ]
        ),
        ("101", "102"),
    ),
    "bluesky": (
        shapes.BLUESKY,
        bluesky,
        ("at://did:plc:a/app.bsky.feed.post/r101", "at://did:plc:a/app.bsky.feed.post/r102"),
    ),
    "jsonl": (RECORD, lines, ("101", "102")),
    "rss": (shapes.ENTRY, feed, ("tag:n.example,101", "tag:n.example,102")),
}


def main() -> None:
    """Draw until the time is over; print what was drawn and what was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    entries = dict.fromkeys(SOURCES, 0)
    lost = 0
    ends = time.monotonic() + options.seconds
    while time.monotonic() < ends:
        for name, (shape, read, ids) in SOURCES.items():
            good = [hostile.named(shape, 101), hostile.named(shape, 102)]
            if name == "rss":
                for one, number in zip(good, (101, 102), strict=True):
                    one |= {"link": f"https://n.example/{number}", "guid": f"tag:n.example,{number}"}
            bad = mutated(rng, shape)
            if not set(ids) <= read(bad, good):
                lost += 1
                print(f"LOST beside {name}: {bad!r}"[:600])
            entries[name] += 3
    print(", ".join(f"{name} {number:,}" for name, number in entries.items()))
    print(f"{sum(entries.values()):,} entries, {lost} lost neighbours")


if __name__ == "__main__":
    main()
