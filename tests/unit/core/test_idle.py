"""Months in which nobody writes: few looks, and the same is decided as by one who looks every minute."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from alertd.core.rules.conditions import drop
from alertd.model.commands import SendPage
from alertd.model.events import Ticked
from alertd.model.rule import Drop, Spike
from tests.unit.core.stage import Stage, house, loud

SILENCE = loud("silence", when=Drop(below=0.3, window=timedelta(hours=6)))
BURST = loud("burst", when=Spike(rarer_than=timedelta(days=7)))


def _lived(days: int, per_hour: float, seed: int = 5) -> Stage:
    """A watch that was written about for four days, then for some days by nobody, then by one, then as before."""
    stage, chance = Stage(house(SILENCE, BURST)), random.Random(seed)
    for hours in (96, 6):
        ends = stage.now + timedelta(hours=hours)
        while (at := stage.now + timedelta(seconds=round(chance.expovariate(per_hour / 3600), 3))) < ends:
            stage.until(at).mention("neutral")
        stage.until(stage.now + timedelta(days=days))
        stage.mention("neutral")
        days = 0
    return stage


def _told(stage: Stage) -> list[str]:
    """Return all that was commanded; a page of a broken promise shows the numbers of the last look, which silence asks for once an hour."""
    promised = stage.promised
    return [
        f"{at} {command!r}"
        for at, command in stage.log
        if not (isinstance(command, SendPage) and command.page in promised)
    ]


@pytest.mark.parametrize("per_hour", [0.5, 12.0])
def test_a_month_of_silence_decides_the_same_as_by_the_minute(per_hour: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, updates and reasons, each at its instant; where silence is no event, and where it fires and goes on."""
    often = few = 0
    told = []
    for silent in (drop.SILENT, float("inf")):
        monkeypatch.setattr(drop, "SILENT", silent)
        stage = _lived(5, per_hour)
        told.append(_told(stage))
        often, few = sum(isinstance(event, Ticked) for event in stage.events), often
    assert told[0] == told[1]
    assert few < often


def test_silence_that_fires_asks_for_one_look_an_hour() -> None:
    """After the first day: what is usual at each hour is all that changes."""
    stage = _lived(2, 12.0)
    before = sum(isinstance(event, Ticked) for event in stage.events)
    stage.until(stage.now + timedelta(days=10))
    looks = sum(isinstance(event, Ticked) for event in stage.events) - before
    assert stage.reasons().count("alert-firing") >= 1
    assert 24 * 9 <= looks <= 1440 + 24 * 10 + 200
