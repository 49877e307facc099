"""From the setting to its scorer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import metadata
from typing import Any

import pytest

from alertd.errors import ConfigurationError
from alertd.model.score import Quality, Score
from alertd.ports import ChoosyScorer, Scorer, Unscored
from alertd.rulefile.scorers import ScorerSetting
from alertd.scorers import build as module
from alertd.scorers.build import build, for_labels
from alertd.scorers.default import DefaultScorer
from alertd.yamlform.secrets import Secret


class Ours:
    """A plug-in: it keeps what it was made with."""

    name = "ours/1"
    options: Mapping[str, Any] = {}

    def __init__(self, options: Mapping[str, Any]) -> None:
        type(self).options = options
        if options.get("model") == "missing":
            raise FileNotFoundError("no such model")

    def score(self, batch: Sequence[Unscored]) -> list[Score]:
        """Score all alike."""
        return [Score.of(1, 0, 0, quality=Quality.TRAINED, scorer=self.name) for _ in batch]


def no_scorer(_options: Mapping[str, Any]) -> object:
    """Make something else."""
    return object()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two packages offer a scorer each."""
    points = {
        "ours": metadata.EntryPoint("ours", f"{__name__}:Ours", module.GROUP),
        "odd": metadata.EntryPoint("odd", f"{__name__}:no_scorer", module.GROUP),
    }
    monkeypatch.setattr(metadata, "entry_points", lambda *, group, name: [points[name]] if name in points else [])


def test_the_default_is_the_one_that_ships() -> None:
    """Nothing stands before it."""
    assert build(ScorerSetting()) is DefaultScorer.load()


def test_a_service_is_asked_only_where_it_matters() -> None:
    """So intake tells it which texts do; brands are fitted to the scores of the default one behind it."""
    setting = ScorerSetting(
        kind="http", options={"url": Secret("http://127.0.0.1:9/"), "deadline": timedelta(milliseconds=50)}
    )

    scorer = build(setting)

    assert isinstance(scorer, ChoosyScorer)
    assert scorer.name == "http/1"
    assert for_labels(setting) is DefaultScorer.load()
    # The service is away: the default's score stands.
    assert scorer.score_where([Unscored(text="this is bad")], [True])[0].scorer == DefaultScorer.load().name


@pytest.mark.usefixtures("installed")
def test_a_plug_in_gets_its_options_in_plain_text() -> None:
    """Secrets and spans too; the deadline is the guard's own."""
    options = {
        "token": Secret("t-1"),
        "warm": timedelta(seconds=2),
        "deadline": timedelta(seconds=1),
        "in": {"a": Secret("b")},
    }

    scorer = build(ScorerSetting(kind="ours", options=options))

    assert Ours.options == {"token": "t-1", "warm": 2.0, "in": {"a": "b"}}
    assert [score.scorer for score in scorer.score([Unscored(text="x")])] == ["ours/1"]
    assert not isinstance(scorer, ChoosyScorer)
    assert isinstance(scorer, Scorer)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("ours", {"model": "missing"}, "FileNotFoundError: no such model"),
        ("odd", {}, "is no scorer"),
        ("away", {}, "there is no scorer of kind 'away'"),
    ],
)
def test_what_cannot_be_built_is_told_with_its_place(kind: str, options: dict[str, Any], said: str) -> None:
    """At the start, not with the first mention."""
    with pytest.raises(ConfigurationError, match=said) as caught:
        build(ScorerSetting(kind=kind, options=options, at="alertd.yaml:7"))

    assert str(caught.value).startswith("alertd.yaml:7: ")
