"""Every stage that reads a stranger's text takes a time that grows with the text and not faster.

The ratio is looked at, not the time: ten times the text may take at most twenty-five times as long, on any machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from alertd.intake.enrich import Enricher
from alertd.intake.fields import clean
from alertd.intake.fingerprint import gist
from alertd.intake.language import languages
from alertd.intake.match import Matcher
from alertd.intake.normalise import folded
from alertd.intake.reader import Reader
from alertd.intake.stream_safe import stream_safe
from alertd.model.watch import Watch
from alertd.sources.html_text import plain
from alertd.sources.markup import attributes, pieces
from alertd.sources.rss.dates import instant
from alertd.sources.rss.feed import read_feed

#: What was found slow in some reader of such texts: unclosed quotes, comments and sections, addresses, marks, joiners.
WORST = (
    "<a b='",
    '<a b="',
    "<![",
    "<![CDATA[",
    "<!--",
    "<",
    "</",
    "<?",
    "&#",
    "&",
    "q",
    "a.",
    "1-",
    "12:",
    "a@",
    "https://a.",
    "e\u0301\u0323",
    "\u200d",
    "\u202e",
    "<p>",
    "<script>",
    "<a x=",
    " \t",
    "#acme ",
    "acme\u200bacme ",
    "\U0001f3f4\U000e0067",
)
ENDS = ("", "'\">-->]]>")
MOST = 25.0  #: times as long for ten times the text
UNSURE = 0.004  #: seconds; below, a clock measures the machine


def feed_of(text: str) -> object:
    """Read a feed in which a stranger wrote the author, the title, the date, the link and the id."""
    text = text[: len(text) // 5]
    whole = "".join(f"<{name}>{text}</{name}>" for name in ("author", "title", "pubDate", "link", "guid"))
    return read_feed(f"<rss><channel><title>F</title><item>{whole}</item></channel></rss>".encode())


MATCHER = Matcher([Watch(name="acme", terms=("acme", "#acme", "acme corp"), exclude=("acme theatre",))])
STAGES: dict[str, Callable[[str], object]] = {
    "markup": lambda text: [attributes(piece.text) for piece in pieces(text) if piece.name],
    "markup of feeds": lambda text: list(pieces(text, is_xml=True)),
    "plain": plain,
    "feed": feed_of,
    "feed from bytes": lambda text: read_feed(b"<rss>" + text.encode()),
    "date": instant,
    "clean": clean,
    "marks": stream_safe,
    "folded": folded,
    "matched": lambda text: MATCHER.find(folded(text)),
    "language": lambda text: languages([(text, None)]),
    "fingerprint": lambda text: gist(folded(text)),
}


def seconds(stage: Callable[[str], object], text: str) -> float:
    """Return the processor's seconds."""
    before = time.process_time()
    stage(text)
    return time.process_time() - before


def is_linear(stage: Callable[[str], object], unit: str, end: str) -> bool:
    """Whether no step of ten costs too much; measured once more if so, since others work on this machine too."""
    for _ in range(3):
        took = [seconds(stage, unit * (size // len(unit)) + end) for size in (1_000, 10_000, 100_000)]
        if all(after <= max(before, UNSURE) * MOST for before, after in pairwise(took)):
            return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(STAGES))
def test_a_stage_is_linear_in_its_worst_text(name: str) -> None:
    """1, 10 and 100 kB of each text: no step of ten costs more than twenty-five times as much."""
    stage = STAGES[name]
    for unit in WORST:
        for end in ENDS:
            assert is_linear(stage, unit, end), f"{name}: {unit!r} + {end!r}"


def test_a_huge_author_of_a_feed_costs_what_it_is_long() -> None:
    """100 kB of author, which held an interpreter for 26 s in a reader of mail addresses."""
    feed = read_feed(
        f"<rss><channel><item><guid>a</guid><title>acme</title><author>{'q' * 100_000}</author></item></channel></rss>".encode()
    )

    assert (feed.entries[0].title, len(feed.entries[0].author)) == ("acme", 1_000)


def test_the_stages_are_those_of_the_reader() -> None:
    """A post goes through the stages above: the reader calls them by these names, and who enriches has a reader."""
    assert {"folded", "Said", "Matcher"} <= set(Reader.__init__.__globals__)
    assert Enricher.__init__.__globals__["Reader"] is Reader
