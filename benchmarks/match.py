"""How fast are matching and the whole intake? Prints posts a second of processor time (one core); made-up texts, no scorer.

PYTHONPATH=. python benchmarks/match.py [--posts N]
"""

from __future__ import annotations

import argparse
import random
import string
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import Any

from alertd.intake.enrich import Enricher
from alertd.intake.match import Matcher
from alertd.intake.reach import ReachFold
from alertd.intake.records import parse_line
from alertd.intake.render import render
from alertd.model.post import Post
from alertd.model.score import Score
from alertd.model.watch import Watch
from alertd.ports import Unscored

_SEEN = datetime(2026, 11, 21, 12, tzinfo=UTC)
_CJK = "今日は天気がいいですね新製品を買いました問題客服电话没有人接产品坏了很失望退款"
_TURKISH = [
    "akşam",
    "çok",
    "güzel",
    "şikayet",
    "müşteri",
    "hizmetleri",
    "ürün",
    "kötü",
    "iade",
    "bugün",
    "gecikti",
    "İyi",
]


class _NoScorer:
    name = "none/1"

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        return [Score.unknown(self.name)] * len(batch)


def _word(draw: random.Random) -> str:
    return "".join(draw.choices(string.ascii_lowercase, k=draw.randint(3, 9)))


def _texts(draw: random.Random, names: Sequence[str], count: int, *, script: str, share: float) -> list[str]:
    vocabulary = [_word(draw) for _ in range(20_000)] if script == "latin" else _TURKISH
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))  # as in every language (Zipf)
    texts = []
    for _ in range(count):
        words = (
            ["".join(draw.choices(_CJK, k=60))]
            if script == "cjk"
            else draw.choices(vocabulary, cum_weights=weights, k=20)
        )
        if draw.random() < share:
            words.insert(draw.randrange(len(words) + 1), draw.choice(names).capitalize())
        texts.append(" ".join(words))
    return texts


def _rate(name: str, count: int, run: Callable[[], object]) -> None:
    begun = time.process_time()
    run()
    print(f"{name:<58}{count / (time.process_time() - begun):>12,.0f} a CPU second")


def _posts(draw: random.Random, texts: Sequence[str]) -> list[Post]:
    return [
        Post(
            platform="x",
            id=str(place),
            created_at=_SEEN - timedelta(milliseconds=len(texts) - place),
            author=f"u_{draw.randrange(50_000)}",
            text=text,
            author_followers=int(draw.lognormvariate(5, 2)),
            repost_of=str(draw.randrange(place + 1)) if place % 3 == 0 else None,
            repost_of_author=f"u_{draw.randrange(500)}" if place % 3 == 0 else None,
        )
        for place, text in enumerate(texts)
    ]


def _all(call: Callable[[Any], object], them: Sequence[Any]) -> None:
    for one in them:
        call(one)


def _batches(enricher: Enricher, posts: Sequence[Post]) -> None:
    for first in range(0, len(posts), 500):
        enricher.enrich(posts[first : first + 500], seen_at=_SEEN)


def _searches(draw: random.Random, names: Sequence[str], count: int) -> None:
    """The same texts against 10,000 terms, plain and with each fifth a search. Best of three: other work disturbs less."""
    forms = ("{} AND (refund OR recall)", '"{}" NOT theatre', "{} NEAR/5 refund", "{}* AND recall", "{} AND lang:en")
    mixed = [forms[n // 5 % len(forms)].format(name) if n % 5 == 0 else name for n, name in enumerate(names)]
    plain = Matcher([Watch(name=name, terms=(name,)) for name in names])
    searching = Matcher([Watch(name=name, terms=(term,)) for name, term in zip(names, mixed, strict=True)])
    for script in ("latin", "cjk"):
        texts = _texts(draw, names, count, script=script, share=0.1)
        texts = [f"{text} refund" if place % 10 == 0 else text for place, text in enumerate(texts)]
        seconds = []
        for name, matcher in (("plain", plain), ("2,000 of them searches", searching)):
            took = []
            for _ in range(3):
                begun = time.process_time()
                _all(matcher.wanted, texts)
                took.append(time.process_time() - begun)
            seconds.append(min(took))
            print(f"{f'match, 10,000 terms, {script}, {name}':<58}{count / min(took):>12,.0f} a CPU second")
        print(f"{'  ratio of the two':<58}{seconds[0] / seconds[1]:>12.2f}")


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    count = parser.parse_args().posts
    draw = random.Random(1)
    names = sorted({_word(draw) + _word(draw)[:3] for _ in range(10_500)})[:10_000]
    begun = time.process_time()
    matcher = Matcher([Watch(name=name, terms=(name, f"#{name}")) for name in names], words=("boycott", "refund"))
    print(f"{'build, 10,000 watches':<58}{time.process_time() - begun:>12.2f} s")
    for script in ("latin", "turkish", "cjk"):
        texts = _texts(draw, names, count, script=script, share=0.1)
        _rate(
            f"match, 10,000 watches, {script}, 10 % wanted",
            count,
            partial(_all, matcher.match, texts),
        )
    _searches(draw, names, count)
    watches = [Watch(name=name, terms=(name,)) for name in names[:50]]
    for script in ("latin", "turkish", "cjk"):
        posts = _posts(draw, _texts(draw, names[:50], count, script=script, share=1.0))
        enricher = Enricher(
            watches,
            ("boycott",),
            scorer=_NoScorer(),
            languages=lambda batch: ["en"] * len(batch),
            needs_answer=lambda *_, **__: False,
            reach=ReachFold(),
        )
        _rate(f"enrich, 50 watches, {script}, all wanted, no scorer", count, partial(_batches, enricher, posts))
    lines = [render(post) for post in posts]
    _rate("parse a line", count, partial(_all, parse_line, lines))


if __name__ == "__main__":
    main()
