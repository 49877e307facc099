"""The spike benchmark: its stream, its page stage, its rules."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from alertd.bench import nab, rivals, stream
from alertd.bench.show import held_out
from alertd.bench.spikes import by_rule, by_us, measure, median
from alertd.bench.stage import pages
from alertd.cli.bench import command


def test_the_stream_is_the_same_for_everybody() -> None:
    """A seed gives the same counts, with the asked mean and a fifth of the day at night."""
    counts = stream.quiet(20.0, 28, 100)

    assert (counts == stream.quiet(20.0, 28, 100)).all()
    assert counts.sum() / (28 * 24) == pytest.approx(20.0, rel=0.1)
    hours = counts.reshape(-1, 60).sum(1).reshape(-1, 24).mean(0)
    assert hours.max() / hours.min() > 4.0


def test_a_crisis_doubles_every_twenty_minutes() -> None:
    """Half the base at the onset, twenty times at the end; a small brand's reaches 64 an hour."""
    many = np.mean([stream.crisis(600.0, 240, seed) for seed in range(50)], axis=0)
    small = np.mean([stream.crisis(2.0, 240, seed) for seed in range(200)], axis=0)

    assert many[:5].mean() == pytest.approx(5.5, rel=0.15)
    assert many[200:].mean() == pytest.approx(200.0, rel=0.05)
    assert 60 * small[130:].mean() == pytest.approx(64.0, rel=0.1)


def looks(*at: tuple[float, float, float]) -> list[tuple[float, float, bool, float]]:
    """Make looks of (minute, rarity, value); raised while the value is above 10."""
    return [(60.0 * minute, rarity, value > 10.0, value) for minute, rarity, value in at]


def test_one_page_an_incident() -> None:
    """A burst that goes on, dips for an hour and returns is one page; after two quiet hours it is another."""
    steady = [(m, 50.0, 40.0) for m in range(30)]
    dip = [(m, 50.0, 40.0) for m in range(90, 110)]
    later = [(m, 50.0, 40.0) for m in range(260, 280)]

    assert list(pages(looks(*steady, *dip), 30.0)) == [0.0]
    assert list(pages(looks(*steady, *dip, *later), 30.0)) == [0.0, 260 * 60.0]


def test_a_second_wave_twice_as_large_pages_at_once() -> None:
    """An hour after the first, at twice the value paged for."""
    first = [(m, 50.0, 40.0) for m in range(30)]
    second = [(m, 50.0, 80.0) for m in range(90, 100)]

    assert list(pages(looks(*first, *second), 30.0)) == [0.0, 90 * 60.0]


def test_the_limit_is_the_only_knob() -> None:
    """What is rarer than 20 days does not page at a limit of 30."""
    assert list(pages(looks((0, 20.0, 40.0)), 30.0)) == []
    assert list(pages(looks((0, 20.0, 40.0)), 10.0)) == [0.0]


@pytest.mark.parametrize("name", sorted(rivals.RULES))
def test_each_documented_rule_sees_a_flood(name: str) -> None:
    """Fifty times the usual for a day is seen by every rule within a day, and a flat stream by none."""
    flat = np.full(64 * stream.DAY, 1, dtype=np.int64)
    flood = flat.copy()
    flood[62 * stream.DAY :] = 50
    judge = by_rule(rivals.RULES[name])

    assert judge(flat, 62 * stream.DAY, 63 * stream.DAY) == []
    assert judge(flood, 62 * stream.DAY, 63 * stream.DAY + 120) != []


def test_ours_pages_a_crisis_and_not_the_quiet_days() -> None:
    """One crisis at 20/h is paged within two hours, with nothing before it."""
    counts, onset = stream.with_crisis(20.0, 1, warm_up=20)
    found = by_us(45.0)(counts, onset - 3 * stream.DAY, onset + 180)

    assert found
    assert onset < found[0] <= onset + 120


def test_measure_counts_weeks() -> None:
    """A judge that pages once on each quiet stream has 3 pages in 12 weeks."""
    row = measure("one", lambda counts, first, end: [first + 1500], rates=(2.0,), crises=2)

    assert row.false_per_week[2.0] == pytest.approx(0.25)
    assert median(row.delays[2.0]) == 1500.0


def folder(path: Path) -> Path:
    """Write one tiny series with one window around a burst."""
    (path / "series").mkdir()
    rows, begin = ["timestamp,value"], np.datetime64("2026-01-01T00:00:53")
    for i in range(4000):
        value = 200 if 3000 <= i < 3012 else 10 + i % 3
        rows.append(f"{str(begin + np.timedelta64(300 * i, 's')).replace('T', ' ')},{value}")
    (path / "series" / "A.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    around = [str(begin + np.timedelta64(300 * i, "s")).replace("T", " ") for i in (2900, 3100)]
    (path / "labels.json").write_text(json.dumps({"A.csv": {"windows": [around], "labels": []}}), encoding="utf-8")
    return path


def test_nab_counts_windows_and_false_pages(tmp_path: Path) -> None:
    """The burst inside the window is found, nothing outside pages."""
    series = nab.load(folder(tmp_path))
    found = nab.point(series, [nab.looks(one) for one in series], 27.0)

    assert (found.found, found.windows, found.false) == (1, 1, 0)
    assert found.recall == 1.0


def one_series(name: str) -> nab.Series:
    """Return a series of a week whose second day is a labelled window."""
    at = tuple(300.0 * i for i in range(2016))
    return nab.Series(name=name, at=at, counts=(0.0,) * 2016, windows=((86_400.0, 172_800.0),))


def looked(*, inside: float, outside: float) -> list[tuple[float, float, bool, float]]:
    """Return what a detector says: so rare on the third day, when nothing happens, and so rare in the window."""
    return [(90_000.0, inside, False, 50.0), (400_000.0, outside, False, 50.0)]


def test_a_limit_is_chosen_without_the_series_it_is_judged_on() -> None:
    """Two series allow a low limit; the third cries at it, and it is that which is counted, though a high limit would have done."""
    series = [one_series("A"), one_series("B"), one_series("C")]
    said = [looked(inside=40.0, outside=2.0), looked(inside=40.0, outside=2.0), looked(inside=200.0, outside=100.0)]

    none, some = nab.held_out(series, said, 0.0), nab.held_out(series, said, 2.0)

    assert (none.found, none.false, none.windows) == (1, 1, 3)  # C at the limit of A and B; these at one above 100
    assert (some.found, some.false) == (3, 1)  # all at 40
    assert "1/3 (0.33) at " in held_out([(0.0, none)])


def test_a_wrong_folder_is_a_wrong_use(tmp_path: Path) -> None:
    """Without labels the command says what is wrong and leaves with 2."""
    result = CliRunner().invoke(
        command, ["spikes", "--no-rivals", "--no-special", "--rate", "2", "--nab", str(tmp_path / "x")]
    )

    assert result.exit_code == 2
