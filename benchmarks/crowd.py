"""Made-up posts about made-up brands, many and fast; the seed makes them repeatable. Shared by the benchmarks of the pipeline."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

WORDS = [
    "order",
    "parcel",
    "shop",
    "price",
    "colour",
    "queue",
    "late",
    "early",
    "broken",
    "great",
    "love",
    "hate",
    "refund",
    "answer",
    "phone",
    "mail",
    "store",
    "app",
    "update",
    "screen",
    "shoe",
    "coffee",
    "train",
    "seat",
    "ticket",
    "window",
    "garden",
    "house",
    "city",
    "river",
    "monday",
    "friday",
    "summer",
    "winter",
    "ещё",
    "заказ",
    "спасибо",
    "kargo",
    "sipariş",
    "teşekkür",
    "commande",
    "livraison",
    "merci",
    "pedido",
    "obrigado",
    "订单",
    "谢谢",
]
AUTHORS = 200_000  # who write them
ANGRY = ("terrible", "worst", "scam", "never again", "ruined", "awful")

RULES = """
version: 1
rules:
  - name: Negative storm
    severity: crisis
    watch: all
    when: {spike: {of: negative, rarer_than: 30d, at_least: {mentions: 15, authors: 10}}}
    page: pr
  - name: Far more than usual
    severity: urgent
    watch: all
    when: {spike: {of: all, rarer_than: 30d}}
    page: pr
  - name: Mood is turning
    severity: urgent
    watch: all
    when: {velocity: {of: negative, rises_by: 20 points, within: 30m, at_least: {mentions: 30}, confidence: 99%, for: 5m}}
    page: pr
  - name: Loud voice
    severity: crisis
    watch: all
    when: {influencer: {audience: 5m}}
    page: pr
  - name: Waiting
    severity: notice
    watch: all
    when: {unanswered: {priority: high, longer_than: 1h, at_least: {mentions: 3}}}
    page: pr
"""

PEOPLE = """
version: 1
channels:
  hook: {kind: webhook, url: "%(url)s/pages"}
people:
  alice: {timezone: UTC, hook: alice}
policies:
  pr:
    steps:
      - {notify: alice, by: [hook]}
"""

Record = dict[str, object]


def names(watches: int) -> list[str]:
    """Return the names of the brands."""
    return [f"brand{i:05d}" for i in range(watches)]


def posts(
    count: int,
    *,
    watches: int,
    begins: datetime,
    seconds: float,
    seed: int = 1,
    named: bool = False,
    reposts: float = 1 / 12,
    wanted: float = 1.0,
) -> Iterator[Record]:
    """Yield posts evenly over a span; one in twenty is a copy, one in eight angry. reposts: their share; wanted: of those that name a brand."""
    chance = random.Random(seed)
    brands = names(watches)
    before: list[Record] = []
    for number in range(count):
        brand = chance.choice(brands)
        text = " ".join(chance.choices(WORDS, k=chance.randrange(6, 22)))
        if wanted == 1.0 or chance.random() < wanted:
            text = f"{brand} {text}"
        if chance.random() < 1 / 8:
            text += f" {chance.choice(ANGRY)}"
        made: Record = {
            "id": f"{seed}-{number}",
            "platform": "x",
            "created_at": (begins + timedelta(seconds=seconds * number / count)).isoformat(timespec="milliseconds"),
            "author": f"u_{chance.randrange(AUTHORS)}",
            "author_followers": int(chance.lognormvariate(5.3, 2.0)),
            "text": text,
        }
        if before and chance.random() < 1 / 20:
            made["text"] = chance.choice(before)["text"]
        if before and chance.random() < reposts:
            original = chance.choice(before)
            made |= {"repost_of": original["id"], "repost_of_author": original["author"], "text": original["text"]}
        if named:
            made["watch"] = brand
        before = [*before[-30:], made]
        yield made


def write(path: Path, records: Iterator[Record]) -> None:
    """Write records as JSONL."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def shared_out(watches: int, rules: int, url: str) -> tuple[str, str]:
    """Return rules and people where loud posts are paged by so many rules, each to somebody else: no storm for anybody."""
    loud = RULES[RULES.index("  - name: Loud") : RULES.index("  - name: Waiting")]
    count = rules - RULES.count("  - name:") + 1
    told, people, policies = (
        [],
        ["  alice: {timezone: UTC, hook: alice}"],
        ["  pr: {steps: [{notify: alice, by: [hook]}]}"],
    )
    for number in range(count):
        own = ", ".join(names(watches)[number::count])
        one = loud.replace("Loud", f"Loud {number}", 1).replace("watch: all", f"watch: [{own}]")
        told.append(one.replace("page: pr", f"page: pr{number}"))
        people.append(f"  p{number}: {{timezone: UTC, hook: p{number}}}")
        policies.append(f"  pr{number}: {{steps: [{{notify: p{number}, by: [hook]}}]}}")
    channels = PEOPLE[: PEOPLE.index("people:")] % {"url": url}
    return (
        RULES.replace(loud, "".join(told)),
        channels + "\n".join(["people:", *people, "policies:", *policies, ""]),
    )


def settings(folder: Path, *, watches: int, port: int, url: str, more: str = "", rules: int = 0) -> Path:
    """Write settings, rules and people of a house; return the settings file. rules: how many, 0: as they stand here."""
    folder.mkdir(parents=True, exist_ok=True)
    said, people = shared_out(watches, rules, url) if rules else (RULES, PEOPLE % {"url": url})
    (folder / "rules.yml").write_text(said)
    (folder / "oncall.yaml").write_text(people)
    about = "\n".join(f"  {name}: {{terms: [{name}]}}" for name in names(watches))
    path = folder / "alertd.yaml"
    path.write_text(
        f"version: 1\ndata_dir: store\nlisten: 127.0.0.1:{port}\nrules: [rules.yml]\noncall: oncall.yaml\n"
        f'watches:\n{about}\nsources:\n  - {{kind: webhook, name: zap, token: "${{ZAP_TOKEN}}"}}\n{more}'
    )
    return path


def now() -> datetime:
    """Return the instant."""
    return datetime.now(UTC)
