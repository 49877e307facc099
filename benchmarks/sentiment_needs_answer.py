"""How well `needs_answer` tells customers' requests from other posts.

    python benchmarks/sentiment_needs_answer.py SUPPORT.jsonl[.gz] OTHER.jsonl[.gz]...

SUPPORT: conversations with a brand (mentions; the brand's posts have `role: brand`); a customer's post that a human of
the brand answered counts as needing an answer. OTHER: posts about anything, counted as needing none: some do, so the
precision is a low estimate. Precision is given for a stream in which a fifth and a half of the posts need an answer.
"""

from __future__ import annotations

import sys
import time

from alertd.cli.files import mention, opened
from alertd.intake.language import languages
from alertd.intake.needs_answer import needs_answer
from alertd.intake.reading.asking import Asking
from alertd.scorers.default import DefaultScorer


def flagged(records: list[dict[str, str]]) -> float:
    """Return the share of posts that need an answer by `needs_answer`."""
    texts = [record["text"] for record in records]
    found = languages([(record["text"], record.get("lang")) for record in records])
    scores = DefaultScorer.load().score_in(texts, found)
    begun = time.process_time()
    reads = Asking.shipped().points(texts, found)
    read = time.process_time()
    rows = zip(texts, found, scores, reads, strict=True)
    answers = [needs_answer(text, of, score, reads=points) for text, of, score, points in rows]
    done = time.process_time()
    each = 1e6 / len(texts)
    print(
        f"  {len(texts)} posts: {each * (read - begun):.0f} us of CPU to read one, {each * (done - read):.0f} for the lists"
    )
    return sum(answers) / len(answers)


def read(path: str) -> list[dict[str, str]]:
    """Return the mentions of a file."""
    with opened(path) as lines:
        return [mention(line) for line in lines if line.strip()]


def main(support: str, *others: str) -> None:
    """Print recall, the share flagged among other posts, and the precision for two mixes."""
    posts = read(support)
    answered = {record.get("in_reply_to") for record in posts if record.get("role") == "brand"}
    asked = [record for record in posts if record.get("role") != "brand" and record["id"] in answered]
    recall = flagged(asked)
    print(f"requests {len(asked)}: recall {recall:.3f}")
    for other in others:
        wrong = flagged(read(other))
        mixes = {share: share * recall / (share * recall + (1 - share) * wrong) for share in (0.2, 0.5)}
        found = ", ".join(f"precision {value:.3f} at {share:.0%} requests" for share, value in mixes.items())
        print(f"{other.rsplit('/', 1)[-1]}: flagged {wrong:.3f}; {found}")


if __name__ == "__main__":
    main(*sys.argv[1:])
