"""What people write or run instead of alertd, on the same lines: each a function over the lines of a file.

`plain` is the yardstick: read JSON, one regular expression for all brands, VADER, hourly counts, mean plus three standard
deviations. The others are the formulas of known tools, written down again: they do less than alertd, and that is the point.
"""

from __future__ import annotations

import json
import math
import re
import statistics
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime
from typing import Any


def _mood() -> Any:
    """Return VADER (extra `bench`)."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def plain(lines: Iterable[bytes], brands: list[str]) -> int:
    """Count alarms: an hour of a brand with more angry posts than the mean of its hours and three standard deviations."""
    pattern = re.compile("|".join(map(re.escape, brands)), re.IGNORECASE)
    mood = _mood()
    hours: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    alarms = 0
    for line in lines:
        post = json.loads(line)
        found = pattern.search(post["text"])
        if found is None:
            continue
        at = datetime.fromisoformat(post["created_at"])
        score = mood.polarity_scores(post["text"])["compound"]
        if score > -0.05:
            continue
        hour = int(at.timestamp() // 3600)
        counts = hours[found[0].lower()]
        counts[hour] += 1
        before = [count for when, count in counts.items() if when < hour]
        if len(before) >= 2 and counts[hour] > statistics.fmean(before) + 3 * statistics.pstdev(before):
            alarms += 1
    return alarms


def frequency(lines: Iterable[bytes], brands: list[str], *, number: int = 50, seconds: float = 300.0) -> int:
    """Count alarms as a frequency rule of a log alerter does: so many matching events in a time frame, by a key, then a pause."""
    pattern = re.compile("|".join(map(re.escape, brands)), re.IGNORECASE)
    heard: dict[str, deque[float]] = defaultdict(deque)
    quiet_until: dict[str, float] = {}
    alarms = 0
    for line in lines:
        post = json.loads(line)
        found = pattern.search(post["text"])
        if found is None:
            continue
        key, at = found[0].lower(), datetime.fromisoformat(post["created_at"]).timestamp()
        window = heard[key]
        window.append(at)
        while window[0] < at - seconds:
            window.popleft()
        if len(window) >= number and quiet_until.get(key, 0.0) <= at:
            quiet_until[key] = at + 60.0
            alarms += 1
    return alarms


def peak(lines: Iterable[bytes], brands: list[str], *, seconds: float = 86400.0, away: float = 3.0) -> int:
    """Count alarms as a peak detector of an agent system does: a brand's count of a minute against mean and deviation of a window."""
    pattern = re.compile("|".join(map(re.escape, brands)), re.IGNORECASE)
    minutes: dict[str, deque[tuple[int, int]]] = defaultdict(deque)
    alarms = 0
    for line in lines:
        post = json.loads(line)
        found = pattern.search(post["text"])
        if found is None:
            continue
        minute = int(datetime.fromisoformat(post["created_at"]).timestamp() // 60)
        series = minutes[found[0].lower()]
        if series and series[-1][0] == minute:
            series[-1] = (minute, series[-1][1] + 1)
        else:
            series.append((minute, 1))
        while series[0][0] < minute - seconds / 60:
            series.popleft()
        if len(series) > 3:
            values = [value for _, value in series]
            mean = sum(values) / len(values)
            spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
            alarms += values[-1] > mean + away * spread
    return alarms


def analyser(lines: Iterable[bytes], brands: list[str]) -> int:
    """Count negative posts as a chain of source, cleaner, analyser and sink does: a payload object a post and stage."""
    mood = _mood()
    spaces, links = re.compile(r"\s+"), re.compile(r"https?://\S+|@\w+")
    wanted = {brand.lower() for brand in brands}
    told = 0
    for line in lines:
        post = json.loads(line)
        payload = {"processed_text": post["text"], "meta": dict(post), "source_name": "file"}
        words = spaces.sub(" ", links.sub("", payload["processed_text"].lower())).strip()
        if wanted.isdisjoint(words.split(" ")):
            continue
        scores = mood.polarity_scores(words)
        out = {**payload, "processed_text": words, "segmented_data": {"classifier_data": scores}}
        told += out["segmented_data"]["classifier_data"]["neg"] > 0.5  # type: ignore[index]
        json.dumps(out)
    return told


PEERS = {"plain": plain, "frequency": frequency, "peak": peak, "analyser": analyser}
