"""How often the language of a post without a platform's tag is found.

    python benchmarks/sentiment_language.py POSTS.jsonl[.gz]...

Each post has `text` and its true `lang`. Printed for each language: right, wrong, and not known ("und").
"""

from __future__ import annotations

import collections
import sys
import time

from alertd.cli.files import mention, opened
from alertd.intake.language import UNKNOWN, languages


def main(paths: list[str]) -> None:
    """Print shares for each language, and the speed."""
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    seconds, texts = 0.0, 0
    for path in paths:
        with opened(path) as lines:
            records = [mention(line) for line in lines if line.strip()]
        start = time.process_time()
        found = languages([(record["text"], None) for record in records])
        seconds, texts = seconds + time.process_time() - start, texts + len(records)
        for record, of in zip(records, found, strict=True):
            counts[record["lang"]]["right" if of == record["lang"] else "unknown" if of == UNKNOWN else "wrong"] += 1
    for language, of in sorted(counts.items()):
        total = of.total()
        print(language, total, *(f"{kind} {of[kind] / total:.1%}" for kind in ("right", "wrong", "unknown")))
    print(f"{texts / seconds:,.0f} texts a second of one core")


if __name__ == "__main__":
    main(sys.argv[1:])
