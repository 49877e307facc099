"""The report of reach: sums of what is known, and what share of it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from alertd.cli import cli
from alertd.model.mention import Mention, Reach
from alertd.model.score import Quality, Score
from alertd.report.reach_report import reached, told
from alertd.report.render import rendered
from tests.unit.report.stores import BEGAN, fill, post

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
GOOD = Score(negative=50, neutral=50, positive=900, quality=Quality.TRAINED, scorer="t/1")
BAD = Score(negative=900, neutral=50, positive=50, quality=Quality.TRAINED, scorer="t/1")


def _mention(number: int, author: str, audience: int | None, score: Score = GOOD, watch: str = "acme") -> Mention:
    return Mention(
        watch=watch,
        platform="x",
        id=f"p{number}",
        author=author,
        posted_at=AT,
        seen_at=AT,
        language="en",
        score=score,
        voice=number // 2,
        reach=Reach(audience=audience),
    )


def test_each_watch_has_its_own_sums() -> None:
    """An author who wrote twice counts twice in the total and once among the unique; unknown is left out and said."""
    mentions = [
        _mention(0, "ann", 1000),
        _mention(1, "ann", 2000),
        _mention(2, "bob", None, BAD),
        _mention(3, "cem", 100, BAD),
    ]
    one, two = reached([*mentions, _mention(9, "dan", 5, watch="globex")])
    assert (one.watch, one.mentions, one.authors, one.voices, one.known) == ("acme", 4, 3, 2, 0.75)
    assert (one.total_reach, one.unique_reach, one.seen_by) == (3100, 2100, 315)
    assert (one.reach_ratio, one.positive_to_negative) == (0.75, 1.0)
    assert one.passion == pytest.approx(1 / 3, rel=1e-5)
    assert [(loud.author, loud.audience, loud.mentions) for loud in one.loudest] == [("ann", 2000, 2), ("cem", 100, 1)]
    assert (two.watch, two.positive_to_negative) == ("globex", None)


def test_a_persons_accounts_are_one_author() -> None:
    """Their followers are largely the same people: the larger audience stands for both, also if the smaller was told last."""
    hers = [_mention(n, f"jane{n % 2}", 900 if n % 2 else 2000 + n).with_(person="Jane") for n in range(4)]
    (one,) = reached([*hers, _mention(9, "bob", 10)])
    assert (one.authors, one.unique_reach, one.total_reach) == (2, 2012, 5812)
    assert [(loud.author, loud.audience, loud.mentions) for loud in one.loudest] == [("jane0", 2002, 4), ("bob", 10, 1)]


@pytest.mark.parametrize("form", ["table", "csv", "json", "md", "html"])
def test_it_is_told_in_each_form(form: str) -> None:
    """With what the columns mean, and also where nothing was said."""
    for mentions in ([], [_mention(0, "ann", 1000)]):
        text = rendered(told(reached(mentions), since=None, until=AT), form)
        assert ("1,000" in text or "1000" in text) is bool(mentions)


def test_the_command_reads_the_store(tmp_path: Path) -> None:
    """While the daemon runs too; --since and --watch narrow it."""
    at = BEGAN + timedelta(hours=1)
    fill(tmp_path / "alertd-data", [post("a", at, author="ann", author_followers=5_050_000)]).close()
    settings = tmp_path / "alertd.yaml"
    settings.write_text("version: 1\ndata_dir: alertd-data\nwatches: {acme: {terms: [acme]}}\n")

    def asked(*more: str) -> list[dict[str, object]]:
        result = CliRunner().invoke(cli, ["report", "reach", "-c", str(settings), "--format", "json", *more])
        assert result.exit_code == 0, result.output
        found: list[dict[str, object]] = json.loads(result.stdout)["watches"]
        return found

    (acme,) = asked()
    assert acme["seen_by"] == 530_250
    assert asked("--since", "2099-01-01") == []
