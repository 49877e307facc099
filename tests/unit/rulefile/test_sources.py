"""Sources: each kind takes its options, and nothing else."""

from __future__ import annotations

import inspect
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alertd.rulefile.sources import SourceSetting, SourceShape
from alertd.sources.kind import imported
from alertd.sources.registry import KINDS, SOURCE_OPTIONS
from alertd.sources.x.form import BUDGET
from alertd.yamlform.findings import Faults, Finding
from alertd.yamlform.nodes import Row, inside
from alertd.yamlform.secrets import Secret, Vault
from alertd.yamlform.shapes import BAD, Reader
from alertd.yamlform.source_file import SourceFile

TOKEN = "bearer-of-x"


def read(line: str) -> tuple[Any, tuple[Finding, ...]]:
    """Read one source."""
    faults = Faults()
    file = SourceFile(Path("/etc/alertd/alertd.yaml"), "alertd.yaml", f"sources:\n  - {line}\n", faults)
    row = inside(file.root, "sources")
    assert isinstance(row, Row)
    return SourceShape().read(row.nodes[0], Reader(file, Vault({"T": TOKEN}))), faults.sorted()


def options(line: str) -> dict[str, Any]:
    """Read one source without faults; return its options."""
    source, found = read(line)
    assert [str(one) for one in found] == []
    assert isinstance(source, SourceSetting)
    return dict(source.options)


def test_x_takes_its_token_budget_and_counts() -> None:
    """Money, durations and secrets arrive typed."""
    made = options(
        '{kind: x, bearer_token: "${T}", budget: {per_day: 20 USD, reserve: 25%}, counts: every 1m, base_url: "http://127.0.0.1:9/"}'
    )

    assert made == {
        "bearer_token": Secret(TOKEN),
        "per_day": 20.0,
        "reserve": 0.25,
        "counts": timedelta(minutes=1),
        "base_url": "http://127.0.0.1:9",
    }


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("{kind: bluesky}", {}),
        (
            "{kind: bluesky, instances: wss://j.example.org/subscribe}",
            {"instances": ("wss://j.example.org/subscribe",)},
        ),
        ("{kind: hackernews, every: 2m}", {"every": timedelta(minutes=2)}),
        (
            "{kind: rss, urls: [https://news.example.org/a.xml], every: 5m}",
            {"urls": ("https://news.example.org/a.xml",), "every": timedelta(minutes=5)},
        ),
        (
            "{kind: mastodon, instance: https://m.example.org, hashtags: ['#acme']}",
            {"base_url": "https://m.example.org", "hashtags": ("acme",)},
        ),
        ("{kind: jsonl, path: feed.jsonl, follow: true}", {"path": "/etc/alertd/feed.jsonl", "follow": True}),
        ("{kind: jsonl, path: '-'}", {"path": "-"}),
        ("{kind: counts, path: /var/counts.jsonl}", {"path": "/var/counts.jsonl"}),
        ("{kind: x, bearer_token: '${T}', counts: off}", {"bearer_token": Secret(TOKEN), "counts": None}),
        (
            "{kind: reddit, client_id: '${T}', client_secret: '${T}', subreddits: [r/tech, apple], search: true}",
            {
                "client_id": Secret(TOKEN),
                "client_secret": Secret(TOKEN),
                "subreddits": ("tech", "apple"),
                "search": True,
            },
        ),
        (
            "{kind: webhook, token: '${T}', map: {text: $.message.body}}",
            {"token": Secret(TOKEN), "map": {"text": "$.message.body"}},
        ),
    ],
)
def test_each_kind_takes_its_options(line: str, made: dict[str, Any]) -> None:
    """Only what was given is there: defaults live with the source."""
    assert options(line) == made


@pytest.mark.parametrize(
    ("line", "name", "column", "says"),
    [
        ("{kind: twitter}", "unknown-kind", 12, "x"),
        ("{knd: x}", "missing-key", 6, "kind"),
        ("{kind: x}", "missing-key", 6, "bearer_token"),
        ("{kind: rss, urls: []}", "empty-list", 23, "list"),
        ("{kind: rss, url: [https://a.example.org]}", "unknown-key", 17, "urls"),
        ("{kind: rss, urls: [a.example.org/x.xml]}", "bad-value", 24, "https://a.example.org/x.xml"),
        ("{kind: rss, urls: [https://a.example.org], every: 5}", "bad-value", 55, "5m"),
        ("{kind: bluesky, base_url: http://relay.example.org}", "bad-value", 31, "https"),
        ("{kind: bluesky, instances: [ws://relay.example.org]}", "bad-value", 33, "wss"),
        ("{kind: mastodon, instance: m.example.org}", "bad-value", 32, "https://m.example.org"),
        ("{kind: x, bearer_token: '${T}', budget: {per_day: 20}}", "bad-value", 55, "20 USD"),
        ("{kind: x, bearer_token: '${T}', budget: {perday: 20 USD}}", "unknown-key", 46, "per_day"),
        ("{kind: rss, urls: [http://a.example.org/x.xml]}", "bad-value", 24, "https"),
        ("{kind: webhook, map: {text: $.a}}", "missing-key", 6, "token"),
        ("{kind: hackernews, every: off}", "bad-value", 31, "duration"),
        ("{kind: jsonl, path: a, follow: maybe}", "bad-value", 36, "true"),
        ("rss", "wrong-type", 5, "source"),
    ],
)
def test_what_a_source_does_not_take_is_told_in_place(line: str, name: str, column: int, says: str) -> None:
    """Each fault points at the wrong key or value."""
    source, found = read(line)

    assert source is BAD
    assert [(one.name, one.line, one.column) for one in found] == [(name, 2, column)]
    assert says in f"{found[0].text} {found[0].advice}"


def test_a_token_that_stands_in_the_file_is_a_warning() -> None:
    """It works, and will be copied and mailed; the warning does not repeat it."""
    source, found = read("{kind: x, bearer_token: AAAAAAAAAAAAAAAAAAAAAhunter2hunter2hunter2hunter2hunter2}")

    assert isinstance(source, SourceSetting)
    assert [(one.name, one.level) for one in found] == [("secret-in-file", "warning")]
    assert "hunter2" not in f"{found[0]}{found[0].shown}{found[0].advice}"
    assert "hunter2" not in repr(source)


def test_a_plug_in_gets_its_options_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it takes them for it knows itself; what looks secret stays masked."""
    from importlib import metadata

    point = metadata.EntryPoint("forum", "forum:Source", "alertd.sources")
    monkeypatch.setattr(metadata, "entry_points", lambda **_: (point,))

    source, found = read("{kind: forum, name: board, boards: [a, b], token: '${T}', depth: 3}")

    assert found == ()
    assert source.name == "board"
    assert source.options == {"boards": ("a", "b"), "token": Secret(TOKEN), "depth": "3"}


@pytest.mark.parametrize("kind", sorted(SOURCE_OPTIONS))
def test_a_source_is_built_from_every_option_that_is_taken(kind: str) -> None:
    """What check lets through, the source must take: a wrong word would end the daemon at its start."""
    taken = set(inspect.signature(imported(KINDS[kind].options)).parameters)
    told = set(SOURCE_OPTIONS[kind].keys) - {"kind", "name", "platforms", "delay", "instance"}
    told = told - {"budget"} | set(BUDGET.keys) if "budget" in told else told

    assert told - taken == set()


def test_every_kind_of_the_contract_is_there() -> None:
    """A kind that is documented and unknown would be a broken promise."""
    assert set(SOURCE_OPTIONS) >= {
        "x",
        "reddit",
        "bluesky",
        "mastodon",
        "rss",
        "hackernews",
        "webhook",
        "jsonl",
        "counts",
    }
